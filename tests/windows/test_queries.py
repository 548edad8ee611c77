import re
from datetime import date, datetime, timedelta, timezone

import pytest
from django.template.loader import render_to_string
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from core.enums import TextState
from tests.factories.windows import SetPeriodWindowFactory, WindowFactory, WindowTextFactory
from windows.hours.rules import Interval
from windows.models import Window
from windows.queries import window_card, windows_for

pytestmark = pytest.mark.django_db
JST = timezone(timedelta(hours=9))


def at(*moment):
    return datetime(*moment, tzinfo=JST)


@pytest.mark.parametrize(
    ("now", "state", "link"),
    [
        (at(2026, 4, 30, 23, 59), "next", ""),
        (at(2026, 5, 1, 9, 59, 59), "next", ""),
        (at(2026, 5, 1, 10), "now", "tel:%239999"),
        (at(2026, 5, 6, 9, 59, 59), "now", "tel:%239999"),
        (at(2026, 5, 6, 10), "last", ""),
        (at(2026, 11, 21, 12), "last", ""),
    ],
)
def test_set_period_window_is_callable_within_its_dates_only(now, state, link):
    SetPeriodWindowFactory()

    (card,) = windows_for(now=now)

    assert (card.period_state, card.phone_link) == (state, link)
    assert card.period == Interval(at(2026, 5, 1, 10), at(2026, 5, 6, 10))
    assert card.opening.is_open == (state == "now")


@pytest.mark.parametrize("now", [at(2026, 4, 1), at(2026, 5, 2), at(2026, 11, 21)])
def test_set_period_window_always_shows_its_dates_and_where_to_check(now):
    SetPeriodWindowFactory()

    html = render_to_string("windows/_window_list.html", {"windows": windows_for(now=now)})

    assert "令和8年5月1日（金）" in html
    assert "令和8年5月6日（水）" in html
    assert "最新は公式サイトで確認してください" in html
    assert "24時間" not in html
    assert ('href="tel:' in html) == (now == at(2026, 5, 2))


def test_set_period_window_without_known_dates_is_closed():
    SetPeriodWindowFactory(periods=[])

    (card,) = windows_for(now=at(2026, 5, 2))

    assert (card.period_state, card.phone_link, card.period) == ("last", "", None)
    assert not card.opening.is_open
    html = render_to_string("windows/_window_list.html", {"windows": [card]})
    assert 'href="tel:' not in html


MOMENTS = st.integers(0, 2000).map(lambda hours: at(2026, 1, 1) + timedelta(hours=hours))


@given(starts=st.lists(MOMENTS, max_size=5), hours=st.integers(1, 500), now=MOMENTS)
def test_set_period_window_can_be_called_exactly_within_some_period(starts, hours, now):
    periods = [(start, start + timedelta(hours=hours)) for start in starts]
    window = Window(
        pk=1,
        phone="#9999",
        is_permanent=False,
        hours={"kind": "always"},
        periods=[{"starts": s.isoformat(), "ends": e.isoformat()} for s, e in periods],
        checked_on=date(2026, 1, 1),
        expires_on=date(2027, 1, 1),
    )
    window._prefetched_objects_cache = {"texts": []}

    card = window_card(window, now)

    inside = any(s <= now < e for s, e in periods)
    assert (card.phone_link != "") == inside
    assert card.opening.is_open == inside


def test_permanent_window_is_callable_and_shows_source_and_day():
    WindowFactory(phone="0120-279-338", source="窓口の案内", checked_on=date(2026, 11, 21))

    (card,) = windows_for(now=at(2030, 1, 1))
    html = render_to_string("windows/_window_list.html", {"windows": [card]})

    assert (card.is_permanent, card.phone_link) == (True, "tel:0120279338")
    assert 'href="tel:0120279338"' in html
    assert "出典：窓口の案内。令和8年11月21日（土）に確認" in html


def test_kept_pages_say_the_hours_and_never_whether_it_is_open_this_minute():
    WindowFactory(
        hours={"kind": "weekly", "weekly": [{"from": "16:00", "to": "21:00"}]},
    )

    pages = {
        render_to_string("windows/_window_list.html", {"windows": windows_for(now=moment)})
        for moment in (at(2026, 11, 21, 10), at(2026, 11, 21, 17), at(2026, 11, 22, 17))
    }

    assert len(pages) == 1
    assert "毎日 16:00〜21:00" in pages.pop()


def test_window_is_hidden_after_the_day_until_which_its_check_holds():
    WindowFactory(key="kept", expires_on=date(2026, 11, 21))

    assert [card.key for card in windows_for(now=at(2026, 11, 21, 23, 59))] == ["kept"]
    assert windows_for(now=at(2026, 11, 22)) == []
    assert windows_for(keys=["kept"], now=at(2026, 11, 22)) == []


def test_windows_come_in_the_order_of_the_keys_and_unknown_keys_are_left_out():
    for key in ("a", "b", "c"):
        WindowFactory(key=key)

    assert [card.key for card in windows_for(keys=["c", "gone", "a"])] == ["c", "a"]


def test_windows_of_an_audience():
    WindowFactory(key="all")
    WindowFactory(key="child", audiences=["under18"])
    WindowFactory(key="both", audiences=["all", "under18"])

    assert [card.key for card in windows_for(audience="under18")] == ["child", "both"]


def test_windows_of_an_area_stand_in_no_national_list():
    WindowFactory(key="nation")
    WindowFactory(local=True)

    assert [card.key for card in windows_for()] == ["nation"]


def test_card_speaks_the_readers_language_or_japanese_and_says_so():
    window = WindowFactory(key="one", name="窓口")
    WindowTextFactory(window=window, name="Helpline", state=TextState.OUTDATED)
    WindowTextFactory(window=window, language="ja-easy", name="{窓口|まどぐち}")
    WindowFactory(key="two", name="相談室")

    cards = windows_for()
    assert [(card.name, card.is_fallback) for card in cards] == [("窓口", False), ("相談室", False)]
    with override("en"):
        cards = windows_for()
        assert [(c.name, c.is_fallback, c.is_outdated) for c in cards] == [
            ("Helpline", False, True),
            ("相談室", True, False),
        ]
        html = render_to_string("windows/_window_list.html", {"windows": cards})
        marked = re.findall(r'<span lang="ja">([^<]*)', html)
        assert marked == [cards[0].source, "相談室", cards[1].source]
    with override("ja-easy"):
        html = render_to_string("windows/_window_list.html", {"windows": windows_for()})
        assert "<ruby>窓口<rp>（</rp><rt>まどぐち</rt><rp>）</rp></ruby>" in html


def test_draft_of_a_translation_is_not_shown():
    WindowTextFactory(window=WindowFactory(name="窓口"), state=TextState.DRAFT)

    with override("en"):
        assert [card.name for card in windows_for()] == ["窓口"]


@pytest.mark.parametrize("size", [1, 3])
def test_list_takes_the_same_queries_whatever_its_size(size, django_assert_num_queries):
    for _each in range(size):
        WindowTextFactory(window=WindowFactory())

    with django_assert_num_queries(2), override("en"):
        windows_for()


@pytest.mark.parametrize(
    ("is_for_children", "address"), [(True, "/windows/under18/"), (False, "/windows/")]
)
def test_list_leads_on_to_the_finder_of_its_readers(is_for_children, address):
    html = render_to_string(
        "windows/_window_list.html", {"windows": [], "is_for_children": is_for_children}
    )

    assert re.findall(r'<a [^>]*href="([^"]+)"', html) == [address]
