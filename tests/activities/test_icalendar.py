"""Calendars, read back by the library that wrote them and by one that did not."""

from datetime import date, datetime, timedelta, timezone

import pytest
import time_machine
from ical.calendar_stream import IcsCalendarStream
from icalendar import Calendar

from activities.enums import ActivityState
from activities.icalendar import activity_calendar, month_calendar
from activities.services import end_activity
from tests.factories.accounts import MembershipFactory
from tests.factories.activities import STARTS_AT, ActivityDateFactory, ActivityFactory

pytestmark = pytest.mark.django_db
JST = timezone(timedelta(hours=9))
TODAY = date(2026, 11, 21)


def events(body):
    return Calendar.from_ical(body).walk("VEVENT")


def calendar_of(activity):
    return activity_calendar(activity, activity.dates.all(), TODAY)


def test_an_event_says_when_and_where_in_tokyo_and_keeps_its_uid(settings):
    settings.SITE_URL = "https://example.jp"
    activity = ActivityFactory(title="食堂; みんな, どうぞ", revision=3)
    stored = activity.dates.get()

    body = calendar_of(activity)

    (event,) = events(body)
    assert str(event["UID"]) == str(stored.uid)
    assert event["SEQUENCE"] == 3
    assert event.decoded("DTSTAMP") == event.decoded("LAST-MODIFIED") == activity.updated_at
    assert event["DTSTART"].params["TZID"] == "Asia/Tokyo"
    assert event.decoded("DTSTART") == datetime(2027, 5, 8, 13, 30, tzinfo=JST)
    assert event.decoded("DTEND") == datetime(2027, 5, 8, 15, 0, tzinfo=JST)
    assert str(event["SUMMARY"]) == "食堂; みんな, どうぞ"
    assert str(event["STATUS"]) == "CONFIRMED"
    assert str(event["URL"]) == f"https://example.jp/activities/{activity.public_id}/"
    town = activity.municipality
    assert str(event["LOCATION"]) == f"みどり公民館　{town.prefecture.name}{town.name}中央1-2-3"
    assert b"BEGIN:VTIMEZONE\r\nTZID:Asia/Tokyo\r\n" in body


def test_lines_are_folded_at_75_octets_and_end_with_crlf():
    body = calendar_of(ActivityFactory(summary="とても長い説明です。" * 60))

    assert max(len(line) for line in body.split(b"\r\n")) <= 75
    assert b"\n" not in body.replace(b"\r\n", b"")


def test_the_same_rows_give_the_same_bytes():
    activity = ActivityFactory()
    ActivityDateFactory(activity=activity, starts_at=STARTS_AT + timedelta(days=7))

    first = calendar_of(activity)
    with time_machine.travel(STARTS_AT + timedelta(days=400)):
        assert calendar_of(activity) == first
    assert len(events(first)) == 2


def test_a_second_reader_understands_every_event():
    activity = ActivityFactory(title="みんなの食堂", summary="一行目\n二行目, 「」;")
    ActivityDateFactory(activity=activity, starts_at=STARTS_AT + timedelta(days=7))
    regular = ActivityFactory(regular=True)

    dated = IcsCalendarStream.calendar_from_ics(calendar_of(activity).decode())
    repeating = IcsCalendarStream.calendar_from_ics(calendar_of(regular).decode())

    assert [event.start for event in dated.events] == [
        STARTS_AT,
        STARTS_AT + timedelta(days=7),
    ]
    assert {event.summary for event in dated.events} == {"みんなの食堂"}
    assert dated.events[0].description.startswith("一行目\n二行目, 「」;")
    assert [event.sequence for event in dated.events] == [0, 0]
    (first, second) = list(repeating.timeline)[:2]
    assert first.start == datetime(2026, 11, 4, 10, tzinfo=JST)
    assert second.start - first.start == timedelta(days=7)
    last = list(repeating.timeline)[-1]
    assert last.start == datetime(2027, 6, 30, 10, tzinfo=JST)


def test_a_rule_that_only_people_read_gives_no_event():
    activity = ActivityFactory(regular=True, weekday=None)
    short = ActivityFactory(
        regular=True, listed_from_on=date(2026, 11, 5), listed_until_on=date(2026, 11, 6)
    )

    assert events(calendar_of(activity)) == []
    assert events(calendar_of(short)) == []


def test_ending_calls_off_what_is_still_to_come_and_nothing_that_was():
    activity = ActivityFactory()
    ActivityDateFactory(activity=activity, starts_at=STARTS_AT + timedelta(days=7))
    with time_machine.travel(STARTS_AT + timedelta(days=1), tick=False):
        end_activity(activity=activity, actor=MembershipFactory().user)
    activity.refresh_from_db()

    found = events(month_calendar("5月", activity.dates.all(), TODAY))

    assert [str(event["STATUS"]) for event in found] == ["CONFIRMED", "CANCELLED"]
    assert [event["SEQUENCE"] for event in found] == [1, 1]

    regular = ActivityFactory(regular=True, state=ActivityState.ENDED)
    (event,) = events(calendar_of(regular))
    assert str(event["STATUS"]) == "CANCELLED"


def test_a_calendar_carries_its_name():
    calendar = Calendar.from_ical(month_calendar("令和9年5月", [], TODAY))

    assert str(calendar["X-WR-CALNAME"]) == "令和9年5月"
    assert str(calendar["VERSION"]) == "2.0"
    assert events(calendar.to_ical()) == []


def test_names_hold_no_line_ends_and_no_control_characters():
    activity = ActivityFactory(title="食堂\rBEGIN:VEVENT\r\nUID:x, ;\x0b\x07終わり")

    body = calendar_of(activity)

    assert len(events(body)) == 1
    unfolded = body.replace(b"\r\n ", b"").decode().split("\r\n")
    said = r"食堂\nBEGIN:VEVENT\nUID:x\, \;\n 終わり"
    assert [line for line in unfolded if "食堂" in line] == [
        f"NAME:{said}",
        f"X-WR-CALNAME:{said}",
        f"SUMMARY;LANGUAGE=ja:{said}",
    ]
    assert set(body) & set(range(32)) == {10, 13}
    assert b"\r" not in body.replace(b"\r\n", b"")


def test_a_date_taken_away_is_cancelled_in_the_calendar_of_who_has_it():
    activity = ActivityFactory(revision=1)
    ActivityDateFactory(activity=activity, starts_at=STARTS_AT + timedelta(days=7))
    activity.dates.filter(starts_at=STARTS_AT).update(called_off_at=STARTS_AT - timedelta(days=9))

    assert [str(event["STATUS"]) for event in events(calendar_of(activity))] == [
        "CANCELLED",
        "CONFIRMED",
    ]


@pytest.mark.parametrize(
    ("state", "until", "is_said"),
    [
        (ActivityState.PUBLISHED, TODAY, True),
        (ActivityState.PUBLISHED, TODAY - timedelta(days=1), False),
        (ActivityState.ENDED, TODAY, False),
    ],
)
def test_whom_to_ask_is_said_while_the_activity_is_listed(state, until, is_said):
    activity = ActivityFactory(
        contact="みどりの会 090-0000-0000",
        state=state,
        listed_from_on=TODAY - timedelta(days=9),
        listed_until_on=until,
    )

    (event,) = events(calendar_of(activity))

    assert ("090-0000-0000" in str(event["DESCRIPTION"])) == is_said
