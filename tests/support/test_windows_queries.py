from datetime import date, datetime, timedelta, timezone

import pytest
from django.template.loader import render_to_string
from hypothesis import given
from hypothesis import strategies as st

from support.models import Window
from support.queries.windows import Period, _status, windows_for
from tests.factories.support import SetPeriodWindowFactory, WindowFactory

pytestmark = pytest.mark.django_db
JST = timezone(timedelta(hours=9))


def at(*moment):
    return datetime(*moment, tzinfo=JST)


@pytest.mark.parametrize(
    ("now", "status", "link"),
    [
        (at(2026, 4, 30, 23, 59), "upcoming", ""),
        (at(2026, 5, 1, 9, 59, 59), "upcoming", ""),
        (at(2026, 5, 1, 10), "open", "tel:%239999"),
        (at(2026, 5, 6, 9, 59, 59), "open", "tel:%239999"),
        (at(2026, 5, 6, 10), "closed", ""),
        (at(2026, 11, 21, 12), "closed", ""),
    ],
)
def test_set_period_window_is_callable_within_its_dates_only(now, status, link):
    SetPeriodWindowFactory()

    (card,) = windows_for(now=now)

    assert (card.status, card.phone_link) == (status, link)
    assert card.period == Period(at(2026, 5, 1, 10), at(2026, 5, 6, 10))


@pytest.mark.parametrize("now", [at(2026, 4, 1), at(2026, 5, 2), at(2026, 11, 21)])
def test_set_period_window_always_shows_its_dates_and_where_to_check(now):
    SetPeriodWindowFactory()

    html = render_to_string("support/_window_list.html", {"windows": windows_for(now=now)})

    assert "令和8年5月1日（金）" in html
    assert "令和8年5月6日（水）" in html
    assert "最新は公式サイトで確認してください" in html
    assert ('href="tel:' in html) == (now == at(2026, 5, 2))


def test_set_period_window_without_known_dates_is_closed():
    SetPeriodWindowFactory(periods=[])

    (card,) = windows_for(now=at(2026, 5, 2))

    assert (card.status, card.phone_link, card.period) == ("closed", "", None)
    html = render_to_string("support/_window_list.html", {"windows": [card]})
    assert 'href="tel:' not in html


MOMENTS = st.integers(0, 2000).map(lambda hours: at(2026, 1, 1) + timedelta(hours=hours))


@given(starts=st.lists(MOMENTS, max_size=5), hours=st.integers(1, 500), now=MOMENTS)
def test_set_period_window_is_open_exactly_within_some_period(starts, hours, now):
    periods = [(start, start + timedelta(hours=hours)) for start in starts]
    window = Window(
        is_permanent=False,
        periods=[{"starts": s.isoformat(), "ends": e.isoformat()} for s, e in periods],
    )

    status, period = _status(window, now)

    assert (status == "open") == any(s <= now < e for s, e in periods)
    if status == "open":
        assert period.holds(now)


def test_permanent_window_is_callable_and_shows_source_and_day():
    WindowFactory(phone="0120-279-338", source="窓口の案内", checked_on=date(2026, 11, 21))

    (card,) = windows_for(now=at(2030, 1, 1))
    html = render_to_string("support/_window_list.html", {"windows": [card]})

    assert (card.status, card.phone_link) == ("permanent", "tel:0120279338")
    assert 'href="tel:0120279338"' in html
    assert "出典：窓口の案内。令和8年11月21日（土）に確認" in html


def test_windows_come_in_the_order_of_the_keys_and_unknown_keys_are_left_out():
    for key in ("a", "b", "c"):
        WindowFactory(key=key)

    assert [card.key for card in windows_for(keys=["c", "gone", "a"])] == ["c", "a"]


def test_windows_of_an_audience():
    WindowFactory(key="all")
    WindowFactory(key="child", audience="under18")

    assert [card.key for card in windows_for(audience="under18")] == ["child"]


@pytest.mark.parametrize("size", [1, 3])
def test_windows_take_one_query_whatever_their_number(size, django_assert_num_queries):
    WindowFactory.create_batch(size)

    with django_assert_num_queries(1):
        windows_for()
