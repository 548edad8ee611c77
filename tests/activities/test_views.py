"""The public pages of local activities."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from icalendar import Calendar

from activities.enums import ActivityState
from activities.models import Activity
from activities.services import end_activity
from activities.views.public import CALENDAR_SECONDS
from tests.factories.accounts import (
    MembershipFactory,
    MunicipalityFactory,
    OrganizationFactory,
    PrefectureFactory,
)
from tests.factories.activities import STARTS_AT, ActivityDateFactory, ActivityFactory

pytestmark = pytest.mark.django_db
LIST = "/activities/"
MONTH = "/activities/month/"


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(datetime(2026, 11, 21, 3, tzinfo=UTC), tick=False) as traveller:
        yield traveller


def text(client, path, **query):
    response = client.get(path, query)
    assert response.status_code == 200
    return response.content.decode()


def titles(client, path=LIST, **query):
    """The activities of a page, in its order."""
    html = text(client, path, **query)
    named = [title for title in Activity.objects.values_list("title", flat=True) if title in html]
    return sorted(named, key=html.index)


def organization_in(prefecture):
    return OrganizationFactory(municipality=MunicipalityFactory(prefecture=prefecture))


# The list ----------------------------------------------------------------------------------------


def test_list_shows_what_one_can_still_go_to_the_next_first(client):
    soon = datetime(2026, 11, 25, tzinfo=UTC)
    ActivityFactory(title="五月の会")
    ActivityFactory(title="来週の会", date__starts_at=soon)
    ActivityFactory(title="毎週の会", regular=True)
    ActivityFactory(title="終わった会", date__starts_at=soon - timedelta(days=30))
    ActivityFactory(title="下書きの会", state=ActivityState.DRAFT)
    ActivityFactory(title="やめた会", state=ActivityState.ENDED)
    ActivityFactory(title="載る前の会", listed_from_on=date(2026, 11, 22))
    ActivityFactory(title="期間の後の会", listed_until_on=date(2026, 11, 20))

    assert titles(client) == ["来週の会", "五月の会", "毎週の会"]


def test_list_counts_an_activity_of_many_dates_once(client):
    activity = ActivityFactory(title="くり返す会")
    ActivityDateFactory(activity=activity, starts_at=STARTS_AT + timedelta(days=7))
    ActivityDateFactory(activity=activity, starts_at=STARTS_AT - timedelta(days=300))

    html = text(client, LIST)

    assert "これからの活動 1件" in html
    assert "これから全2回" in html


def test_search_by_place_kind_and_schedule(client):
    prefecture, other = PrefectureFactory(), PrefectureFactory()
    here = organization_in(prefecture)
    near = organization_in(prefecture)
    ActivityFactory(title="ここの役割の会", organization=here, kinds=["role", "loose"])
    ActivityFactory(title="ここの毎週の会", organization=here, regular=True, kinds=["loose"])
    ActivityFactory(title="近くの会", organization=near, kinds=["issue"])
    ActivityFactory(title="よその会", organization=organization_in(other), kinds=["role"])
    code, town = prefecture.pk, here.municipality_id

    assert titles(client, prefecture=code) == ["ここの役割の会", "近くの会", "ここの毎週の会"]
    assert titles(client, prefecture=code, municipality=town) == [
        "ここの役割の会",
        "ここの毎週の会",
    ]
    assert titles(client, prefecture=code, kind="role") == ["ここの役割の会"]
    assert titles(client, kind="role") == ["ここの役割の会", "よその会"]
    assert titles(client, prefecture=code, schedule="regular") == ["ここの毎週の会"]


def test_search_leaves_out_what_it_does_not_know(client):
    ActivityFactory(title="よその食堂")
    organization = organization_in(PrefectureFactory())

    # The municipality lies in another prefecture than the one asked for.
    prefecture = PrefectureFactory().pk
    assert titles(client, prefecture="99", kind="x", schedule="\x00") == ["よその食堂"]
    assert titles(client, prefecture=prefecture, municipality=organization.municipality_id) == []


def test_an_empty_result_says_what_to_do(client):
    organization = organization_in(PrefectureFactory())
    code = organization.municipality.prefecture_id

    html = text(
        client, LIST, prefecture=code, municipality=organization.municipality_id, kind="role"
    )

    assert "条件に合う活動は、まだのっていません。" in html
    assert f'href="?prefecture={code}&amp;kind=role"' in html
    assert "都道府県の全体に広げてさがす" in html
    assert "社会福祉協議会" in html
    assert reverse("activities:example_list") in text(client, LIST)


def test_list_is_paged_and_keeps_the_search(client):
    organization = organization_in(PrefectureFactory())
    ActivityFactory.create_batch(21, organization=organization)
    code = organization.municipality.prefecture_id

    html = text(client, LIST, prefecture=code)

    assert html.count("dads-card--link") == 20
    assert f'href="?prefecture={code}&amp;page=2"' in html
    assert text(client, LIST, prefecture=code, page=2).count("dads-card--link") == 1


def queries(client, path):
    with CaptureQueriesContext(connection) as found:
        client.get(path)
    return len(found)


@pytest.mark.parametrize("path", [LIST, "/activities/month/2027/"])
def test_pages_take_as_many_queries_for_three_as_for_one(client, path):
    ActivityFactory()
    client.get(path)
    one = queries(client, path)
    ActivityFactory.create_batch(2, kinds=["role", "issue"])

    assert queries(client, path) == one


# One activity ------------------------------------------------------------------------------------


def test_page_of_an_activity_says_everything_and_escapes_it(client):
    activity = ActivityFactory(
        title="<b>会</b>", summary="一行目\n\n<script>x</script>", url="https://example.jp/a"
    )

    html = text(client, reverse("activities:activity_detail", args=[activity.public_id]))

    assert "&lt;b&gt;会&lt;/b&gt;" in html
    assert "<script>x" not in html
    assert "令和9年5月8日（土）" in html
    assert "13:30～15:00" in html
    assert 'href="https://example.jp/a" rel="external noopener noreferrer"' in html
    assert "担当者の操作" not in html


@pytest.mark.parametrize(
    ("fields", "status", "words"),
    [
        ({"state": ActivityState.DRAFT}, 404, ""),
        ({"listed_from_on": date(2026, 11, 22)}, 404, ""),
        ({"listed_until_on": date(2026, 11, 20)}, 200, "掲載の期間が終わりました"),
        ({"state": ActivityState.ENDED}, 200, "この活動の案内は終わりました"),
    ],
)
def test_what_is_not_listed_is_hidden_or_says_so(client, fields, status, words):
    activity = ActivityFactory(**fields)

    response = client.get(reverse("activities:activity_detail", args=[activity.public_id]))

    assert response.status_code == status
    assert words in response.content.decode()
    assert client.get(f"/activities/{uuid4()}/").status_code == 404


def test_a_draft_is_seen_by_its_officers_alone(client):
    member = MembershipFactory()
    activity = ActivityFactory(organization=member.organization, state=ActivityState.DRAFT)
    path = reverse("activities:activity_detail", args=[activity.public_id])

    client.force_login(MembershipFactory().user)
    assert client.get(path).status_code == 404
    client.force_login(member.user)
    assert "下書きです。まだ担当者にしか見えません" in text(client, path)


# The strengthening month -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "year"),
    [
        (date(2026, 5, 31), "令和8年5月"),
        (date(2026, 6, 1), "令和9年5月"),
        (date(2027, 1, 1), "令和9年5月"),
        (date(2027, 5, 1), "令和9年5月"),
    ],
)
def test_the_month_is_this_may_or_the_next(client, day, year):
    with time_machine.travel(datetime(day.year, day.month, day.day, 3, tzinfo=UTC), tick=False):
        assert f'<span class="activity-month">{year}</span>' in text(client, MONTH)


def test_years_without_a_month_have_no_page(client):
    assert [
        client.get(f"{MONTH}{year}/").status_code for year in (2025, 2026, 2027, 2028, 2029)
    ] == [404, 200, 200, 200, 404]
    assert client.get(f"{MONTH}2025.ics").status_code == 404
    assert "令和8年5月の月間は終わりました。" in text(client, f"{MONTH}2026/")


def test_month_collects_its_days_by_date(client):
    def at(*moment):
        return datetime(*moment, tzinfo=UTC)

    # 15:00 in UTC is midnight in Japan.
    ActivityFactory(title="四月の会", date__starts_at=at(2027, 4, 30, 13))
    ActivityFactory(
        title="四月から続く会", date__starts_at=at(2027, 4, 29), date__ends_at=at(2027, 5, 2)
    )
    ActivityFactory(title="初日の会", date__starts_at=at(2027, 4, 30, 15))
    ActivityFactory(title="終わりの会", date__starts_at=at(2027, 5, 31, 14))
    ActivityFactory(title="六月の会", date__starts_at=at(2027, 5, 31, 15))
    ActivityFactory(title="去年の会", date__starts_at=at(2026, 5, 8))
    ActivityFactory(title="下書きの会", state=ActivityState.DRAFT)
    ActivityFactory(title="載る前の会", listed_from_on=date(2027, 4, 1))

    html = text(client, f"{MONTH}2027/")

    assert titles(client, f"{MONTH}2027/") == ["四月から続く会", "初日の会", "終わりの会"]
    assert html.count("<h3") == 2
    assert html.index("令和9年5月1日（土）") < html.index("四月から続く会")
    assert "令和9年5月2日（日）まで" in html


def test_month_keeps_what_took_place_and_drops_what_was_called_off(client):
    took_place = ActivityFactory(title="開かれた会")
    called_off = ActivityFactory(title="中止の会", date__starts_at=STARTS_AT + timedelta(days=10))
    with time_machine.travel(STARTS_AT + timedelta(days=1), tick=False):
        for activity in (took_place, called_off):
            end_activity(activity=activity, actor=MembershipFactory().user)
        assert titles(client, MONTH) == ["開かれた会"]
    with time_machine.travel(STARTS_AT + timedelta(days=200), tick=False):
        assert titles(client, f"{MONTH}2027/") == ["開かれた会"]


def test_month_by_prefecture_counts_activities_and_shows_regular_ones(client):
    prefecture = PrefectureFactory()
    here = organization_in(prefecture)
    activity = ActivityFactory(title="ここの会", organization=here)
    ActivityDateFactory(activity=activity, starts_at=STARTS_AT + timedelta(days=1))
    ActivityFactory(title="毎週の会", organization=here, regular=True)
    ActivityFactory(
        title="四月までの会", organization=here, regular=True, listed_until_on=date(2027, 4, 30)
    )
    ActivityFactory(title="よその会")

    html = text(client, f"{MONTH}2027/")
    assert f"{prefecture.name}（1件）" in html
    assert "毎週の会" not in html

    narrowed = titles(client, f"{MONTH}2027/", prefecture=prefecture.pk)
    assert narrowed == ["ここの会", "毎週の会"]


# Calendars ---------------------------------------------------------------------------------------


def test_feed_is_made_once_and_not_sent_again(client, django_assert_num_queries):
    ActivityFactory()
    path = f"{MONTH}2027.ics"

    first = client.get(path)
    assert first["Content-Type"] == "text/calendar; charset=utf-8"
    assert "max-age=900" in first["Cache-Control"]
    assert "public" in first["Cache-Control"]
    assert "Cookie" not in first.get("Vary", "")
    assert len(Calendar.from_ical(first.content).walk("VEVENT")) == 1

    with django_assert_num_queries(0):
        again = client.get(path)
    assert again.content == first.content
    for asked in (
        {"if-none-match": first["ETag"]},
        {"if-modified-since": first["Last-Modified"]},
    ):
        unchanged = client.get(path, headers=asked)
        assert (unchanged.status_code, unchanged.content) == (304, b"")
        assert unchanged["ETag"] == first["ETag"]


def test_feed_tells_of_a_change_after_a_quarter_of_an_hour(client, clock):
    actor = MembershipFactory().user
    activity = ActivityFactory()
    path = f"{MONTH}2027.ics"
    first = client.get(path)

    other = ActivityFactory(updated_at=activity.updated_at)
    assert client.get(path).content == first.content
    clock.shift(CALENDAR_SECONDS + 1)
    second = client.get(path)
    end_activity(activity=other, actor=actor)
    clock.shift(CALENDAR_SECONDS + 1)
    third = client.get(path, headers={"if-none-match": second["ETag"]})

    assert len({first["ETag"], second["ETag"], third["ETag"]}) == 3
    assert third.status_code == 200
    statuses = {
        str(event["UID"]): str(event["STATUS"])
        for event in Calendar.from_ical(third.content).walk("VEVENT")
    }
    assert statuses == {
        str(activity.dates.get().uid): "CONFIRMED",
        str(other.dates.get().uid): "CANCELLED",
    }


def test_feed_of_a_prefecture_holds_its_own_alone(client):
    prefecture = PrefectureFactory()
    mine = ActivityFactory(organization=organization_in(prefecture))
    ActivityFactory()

    response = client.get(f"{MONTH}2027.ics", {"prefecture": prefecture.pk})

    (event,) = Calendar.from_ical(response.content).walk("VEVENT")
    assert str(event["SUMMARY"]) == mine.title
    assert response["ETag"] != client.get(f"{MONTH}2027.ics")["ETag"]


def test_calendar_of_one_activity(client):
    activity = ActivityFactory()
    path = reverse("activities:activity_calendar", args=[activity.public_id])

    response = client.get(path)

    assert len(Calendar.from_ical(response.content).walk("VEVENT")) == 1
    assert client.get(path, headers={"if-none-match": response["ETag"]}).status_code == 304
    hidden = ActivityFactory(state=ActivityState.DRAFT)
    only_read = ActivityFactory(regular=True, weekday=None)
    for each in (hidden, only_read):
        path = reverse("activities:activity_calendar", args=[each.public_id])
        assert client.get(path).status_code == 404


def test_other_languages_get_the_pages_too(client):
    activity = ActivityFactory()

    client.cookies["django_language"] = "en"
    for path in (LIST, MONTH, "/activities/examples/", f"/activities/{activity.public_id}/"):
        assert client.get(path).status_code == 200
    assert '<span class="activity-month">May 2027</span>' in text(client, MONTH)
