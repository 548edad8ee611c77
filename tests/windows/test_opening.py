"""Whether a window is open: by the clock, the calendar and the set periods, in Asia/Tokyo."""

import itertools
from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from windows.hours.opening import Opening, OpenState, opening_status
from windows.hours.rules import (
    ALWAYS,
    DAYS,
    TOKYO,
    UNKNOWN,
    Interval,
    find_overlap,
    from_data,
    is_holiday,
    to_clock,
)
from windows.hours.wording import clock_words

CHILDLINE = from_data(
    {
        "kind": "weekly",
        "weekly": [{"from": "16:00", "to": "21:00"}],
        "closed": [{"from": "12-29", "to": "01-03"}],
    }
)
INOCHI = from_data(
    {
        "kind": "weekly",
        "weekly": [{"from": "16:00", "to": "21:00"}],
        "monthly": [{"day": 10, "from": "08:00", "to": "32:00"}],
    }
)
OFFICE = from_data(
    {
        "kind": "weekly",
        "weekly": [
            {"days": list(DAYS[:5]), "from": "09:00", "to": "12:00"},
            {"days": list(DAYS[:5]), "from": "13:00", "to": "17:00"},
        ],
        "holidays": "closed",
        "closed": [{"from": "12-29", "to": "01-03"}],
    }
)
LATE_TENTH = {
    "kind": "weekly",
    "weekly": [{"days": list(DAYS[:5]), "from": "08:30", "to": "17:15"}],
    "monthly": [{"day": 10, "from": "08:30", "to": "20:00"}],
    "holidays": "closed",
}
TENTH_AT_ALL_EVENTS = {
    **LATE_TENTH,
    "monthly": [{**LATE_TENTH["monthly"][0], "on_closed_days": True}],
}
TENTH_ALONE = {**LATE_TENTH, "weekly": []}
NIGHT = from_data({"kind": "weekly", "weekly": [{"days": ["fri"], "from": "22:00", "to": "29:00"}]})
SECOND_TUESDAY = from_data(
    {"kind": "weekly", "weekly": [{"days": ["tue"], "weeks": [2], "from": "13:00", "to": "16:00"}]}
)
HOLIDAY_HOURS = from_data(
    {
        "kind": "weekly",
        "weekly": [{"from": "09:00", "to": "17:00"}],
        "holidays": [{"from": "10:00", "to": "12:00"}],
    }
)


def at(*moment):
    return datetime(*moment, tzinfo=TOKYO)


DIAL = [
    Interval(at(2022, 7, 7, 10), at(2022, 7, 14, 10)),
    Interval(at(2026, 5, 1, 10), at(2026, 5, 6, 10)),
]


def until(*moment):
    return Opening(OpenState.OPEN, until=at(*moment))


def opens(*moment):
    return Opening(OpenState.CLOSED, opens=at(*moment))


@pytest.mark.parametrize(
    ("hours", "now", "expected"),
    [
        # Around the hours of a day.
        (CHILDLINE, at(2026, 11, 21, 15, 59, 59), opens(2026, 11, 21, 16)),
        (CHILDLINE, at(2026, 11, 21, 16), until(2026, 11, 21, 21)),
        (CHILDLINE, at(2026, 11, 21, 20, 59, 59), until(2026, 11, 21, 21)),
        (CHILDLINE, at(2026, 11, 21, 21), opens(2026, 11, 22, 16)),
        # The year's end: closed from 29 December to 3 January.
        (CHILDLINE, at(2026, 12, 28, 20), until(2026, 12, 28, 21)),
        (CHILDLINE, at(2026, 12, 28, 21), opens(2027, 1, 4, 16)),
        (CHILDLINE, at(2026, 12, 29, 17), opens(2027, 1, 4, 16)),
        (CHILDLINE, at(2027, 1, 1, 17), opens(2027, 1, 4, 16)),
        (CHILDLINE, at(2027, 1, 3, 23, 59), opens(2027, 1, 4, 16)),
        (CHILDLINE, at(2027, 1, 4, 16), until(2027, 1, 4, 21)),
        # The tenth: from 8 in the morning until 8 the next.
        (INOCHI, at(2026, 11, 9, 21), opens(2026, 11, 10, 8)),
        (INOCHI, at(2026, 11, 10, 7, 59), opens(2026, 11, 10, 8)),
        (INOCHI, at(2026, 11, 10, 8), until(2026, 11, 11, 8)),
        (INOCHI, at(2026, 11, 10, 21, 30), until(2026, 11, 11, 8)),
        (INOCHI, at(2026, 11, 11, 7, 59), until(2026, 11, 11, 8)),
        (INOCHI, at(2026, 11, 11, 8), opens(2026, 11, 11, 16)),
        # An office: lunch, the weekend, a holiday and the one that moves to Monday.
        (OFFICE, at(2026, 11, 20, 12, 30), opens(2026, 11, 20, 13)),
        (OFFICE, at(2026, 11, 20, 17), opens(2026, 11, 24, 9)),
        (OFFICE, at(2026, 11, 23, 10), opens(2026, 11, 24, 9)),
        (OFFICE, at(2026, 5, 6, 10), opens(2026, 5, 7, 9)),
        (OFFICE, at(2026, 12, 28, 17), opens(2027, 1, 4, 9)),
        # Late on the tenth: not on a Sunday nor a closed holiday, unless that is said.
        (from_data(LATE_TENTH), at(2026, 12, 10, 18), until(2026, 12, 10, 20)),
        (from_data(LATE_TENTH), at(2027, 1, 10, 12), opens(2027, 1, 12, 8, 30)),
        (from_data(LATE_TENTH), at(2022, 10, 10, 12), opens(2022, 10, 11, 8, 30)),
        (from_data(TENTH_AT_ALL_EVENTS), at(2027, 1, 10, 12), until(2027, 1, 10, 20)),
        (from_data(TENTH_AT_ALL_EVENTS), at(2022, 10, 10, 12), until(2022, 10, 10, 20)),
        (from_data(TENTH_ALONE), at(2027, 1, 10, 12), until(2027, 1, 10, 20)),
        (from_data(TENTH_ALONE), at(2022, 10, 10, 12), opens(2022, 11, 10, 8, 30)),
        # Across midnight.
        (NIGHT, at(2026, 11, 20, 23), until(2026, 11, 21, 5)),
        (NIGHT, at(2026, 11, 21, 4, 59), until(2026, 11, 21, 5)),
        (NIGHT, at(2026, 11, 21, 5), opens(2026, 11, 27, 22)),
        # The second Tuesday of a month.
        (SECOND_TUESDAY, at(2026, 11, 10, 14), until(2026, 11, 10, 16)),
        (SECOND_TUESDAY, at(2026, 11, 17, 14), opens(2026, 12, 8, 13)),
        # Hours of their own on holidays.
        (HOLIDAY_HOURS, at(2026, 11, 23, 11), until(2026, 11, 23, 12)),
        (HOLIDAY_HOURS, at(2026, 11, 23, 12), opens(2026, 11, 24, 9)),
        (ALWAYS, at(2027, 1, 1), Opening(OpenState.OPEN)),
        (UNKNOWN, at(2026, 11, 20, 12), Opening(OpenState.UNKNOWN)),
    ],
)
def test_window_is_open_by_its_hours(hours, now, expected):
    assert opening_status(hours, now) == expected
    assert opening_status(hours, now.astimezone(UTC)) == expected


@pytest.mark.parametrize(
    ("hours", "now", "expected"),
    [
        (ALWAYS, at(2022, 1, 1), opens(2022, 7, 7, 10)),
        (ALWAYS, at(2022, 7, 7, 10), until(2022, 7, 14, 10)),
        (ALWAYS, at(2022, 7, 14, 10), opens(2026, 5, 1, 10)),
        (ALWAYS, at(2026, 5, 1, 9, 59, 59), opens(2026, 5, 1, 10)),
        (ALWAYS, at(2026, 5, 1, 10), until(2026, 5, 6, 10)),
        (ALWAYS, at(2026, 5, 6, 9, 59, 59), until(2026, 5, 6, 10)),
        (ALWAYS, at(2026, 5, 6, 10), Opening(OpenState.CLOSED)),
        (ALWAYS, at(2026, 11, 21, 12), Opening(OpenState.CLOSED)),
        (UNKNOWN, at(2026, 5, 2), Opening(OpenState.UNKNOWN)),
        (UNKNOWN, at(2026, 4, 2), opens(2026, 5, 1, 10)),
        (CHILDLINE, at(2026, 5, 1, 10), opens(2026, 5, 1, 16)),
        (CHILDLINE, at(2026, 5, 5, 17), until(2026, 5, 5, 21)),
        (CHILDLINE, at(2026, 5, 5, 21), Opening(OpenState.CLOSED)),
    ],
)
def test_window_of_set_periods_is_open_within_them_only(hours, now, expected):
    assert opening_status(hours, now, DIAL) == expected


def test_every_hour_of_every_day_has_no_end_in_sight():
    hours = from_data({"kind": "weekly", "weekly": [{"from": "00:00", "to": "24:00"}]})
    assert opening_status(hours, at(2026, 11, 21, 12)) == Opening(OpenState.OPEN)

    closing = from_data(
        {
            "kind": "weekly",
            "weekly": [{"from": "00:00", "to": "24:00"}],
            "closed": [{"from": "2026-11-29", "to": "2026-11-30"}],
        }
    )
    assert opening_status(closing, at(2026, 11, 21, 12)) == until(2026, 11, 29)
    assert opening_status(closing, at(2026, 11, 29, 12)) == opens(2026, 12, 1)


def test_holidays_are_those_of_the_law():
    year = [date(2026, 1, 1) + timedelta(days=number) for number in range(365)]
    assert [day.strftime("%m%d") for day in year if is_holiday(day)] == [
        "0101",
        "0112",
        "0211",
        "0223",
        "0320",
        "0429",
        "0503",
        "0504",
        "0505",
        "0506",
        "0720",
        "0811",
        "0921",
        "0922",
        "0923",
        "1012",
        "1103",
        "1123",
    ]


# Properties --------------------------------------------------------------------------------------

MINUTES = st.integers(0, 47).map(lambda half: half * 30)


@st.composite
def spans(draw):
    starts = draw(MINUTES)
    ends = starts + draw(st.integers(1, 48)) * 30
    return {"from": to_clock(starts), "to": to_clock(ends)}


@st.composite
def rules(draw):
    weekly = draw(spans())
    if draw(st.booleans()):
        weekly["days"] = draw(st.lists(st.sampled_from(DAYS), min_size=1, unique=True))
    if draw(st.booleans()):
        weekly["weeks"] = draw(st.lists(st.integers(1, 5), min_size=1, unique=True))
    return weekly


@st.composite
def all_hours(draw):
    data = {"kind": "weekly", "weekly": draw(st.lists(rules(), max_size=3))}
    if draw(st.booleans()):
        data["monthly"] = [
            {
                "day": draw(st.integers(1, 31)),
                "on_closed_days": draw(st.booleans()),
                **draw(spans()),
            }
        ]
    data["holidays"] = draw(
        st.one_of(st.just("same"), st.just("closed"), st.lists(spans(), min_size=1, max_size=2))
    )
    if draw(st.booleans()):
        data["closed"] = [{"from": "12-29", "to": "01-03"}]
    return from_data(data)


MOMENTS = st.integers(0, 2 * 365 * 48).map(
    lambda half: at(2026, 1, 1) + timedelta(minutes=30 * half)
)


def is_open(hours, moment):
    """The definition: some span of today or of the day before holds this minute."""
    midnight = moment.replace(hour=0, minute=0)
    for back in (0, 1):
        day = midnight - timedelta(days=back)
        minute = (moment - day) // timedelta(minutes=1)
        if any(span.starts <= minute < span.ends for span in hours.spans_on(day.date())):
            return True
    return False


@given(hours=all_hours(), now=MOMENTS)
def test_open_is_what_the_spans_of_two_days_say(hours, now):
    found = opening_status(hours, now)

    assert found.is_open == is_open(hours, now)
    if found.is_open and found.until:
        assert now < found.until
        assert not is_open(hours, found.until)
        assert is_open(hours, found.until - timedelta(minutes=1))
    if not found.is_open and found.opens:
        assert now < found.opens
        assert is_open(hours, found.opens)
        assert not is_open(hours, found.opens - timedelta(minutes=1))


@given(hours=all_hours(), now=MOMENTS, steps=st.integers(1, 60 * 48))
def test_nothing_opens_before_the_next_opening(hours, now, steps):
    found = opening_status(hours, now)
    later = now + timedelta(minutes=30 * steps)
    if not found.is_open and (found.opens is None or later < found.opens):
        assert not is_open(hours, later)


@given(hours=all_hours(), now=MOMENTS, starts=MOMENTS, length=st.integers(1, 2000))
def test_set_period_only_ever_narrows_the_hours(hours, now, starts, length):
    period = Interval(starts, starts + timedelta(minutes=30 * length))

    found = opening_status(hours, now, [period])

    assert found.is_open == (period.starts <= now < period.ends and is_open(hours, now))
    if found.until:
        assert found.until <= period.ends
    if found.opens:
        assert period.starts <= found.opens < period.ends


@given(hours=all_hours(), day=st.integers(0, 1460))
def test_hours_without_an_overlap_never_hold_a_minute_twice(hours, day):
    if find_overlap(hours) is None:
        first = date(2024, 1, 1) + timedelta(days=day)
        intervals = sorted(
            span.on(each)
            for each in (first, first + timedelta(days=1))
            for span in hours.spans_on(each)
        )
        assert [a for a, b in itertools.pairwise(intervals) if b.starts < a.ends] == []


@pytest.mark.parametrize(
    ("language", "minute", "easy", "words"),
    [
        ("ja", 510, False, "8:30"),
        ("ja", 510, True, "{午前|ごぜん}8{時|じ}30{分|ぷん}"),
        ("ja-easy", 985, True, "{午後|ごご}4{時|じ}25{分|ふん}"),
        ("ja-easy", 1440, True, "{夜|よる}の12{時|じ}"),
        ("en", 510, True, "8:30 a.m."),
        ("en", 960, True, "4 p.m."),
        ("en", 1440, True, "midnight"),
        ("en", 1440 + 510, True, "8:30 a.m. the next day"),
    ],
)
def test_clock_is_told_as_its_readers_say_it(language, minute, easy, words):
    with override(language):
        assert clock_words(minute, easy=easy) == words
