"""The officers' desk of activities: their own organization's, and what the form refuses."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from accounts.enums import Role
from activities.enums import ActivityState
from activities.forms import ActivityDateForm
from activities.models import Activity
from activities.permissions import can_edit_activity
from activities.services import delete_draft
from core.models import AuditEntry
from core.versions import version_of
from tests.factories.accounts import MembershipFactory, MunicipalityFactory, OrganizationFactory
from tests.factories.activities import ActivityDateFactory, ActivityFactory

LIST = "/desk/activities/"
NEW = "/desk/activities/new/"


@pytest.fixture(autouse=True)
def _at_the_end_of_november():
    with time_machine.travel(datetime(2026, 11, 21, 3, tzinfo=UTC), tick=False):
        yield


@pytest.fixture
def officer(client, db):
    found = MembershipFactory()
    client.force_login(found.user)
    return found


def filled(**changes):
    data = {
        "title": "みんなの食堂",
        "kinds": ["loose", "generations"],
        "summary": "ごはんを食べながら話せます。",
        "who_may_come": "どなたでも",
        "cost": "無料",
        "place": "みどり公民館",
        "address": "",
        "organiser": "みどりの会",
        "contact": "0000-00-0000",
        "url": "",
        "listed_from_on": "2026-11-21",
        "listed_until_on": "",
        "schedule": "dated",
        "regular_text": "",
        "weekday": "",
        "regular_starts": "",
        "regular_ends": "",
        "dates-TOTAL_FORMS": "1",
        "dates-INITIAL_FORMS": "0",
        "dates-0-day": "2027-05-08",
        "dates-0-starts": "13:30",
        "dates-0-ends": "15:00",
        "dates-0-last_day": "",
    }
    return {**data, **changes}


REGULAR = {
    "schedule": "regular",
    "regular_text": "毎週水曜日の10時〜12時",
    "listed_until_on": "2027-03-31",
    "dates-0-day": "",
    "dates-0-starts": "",
    "dates-0-ends": "",
}


# Writing -----------------------------------------------------------------------------------------


def test_officer_writes_an_activity_and_sees_it_before_it_is_published(client, officer):
    response = client.post(NEW, filled())

    activity = Activity.objects.get()
    assert response["Location"] == reverse("activities:activity_detail", args=[activity.public_id])
    assert activity.organization == officer.organization
    assert activity.municipality == officer.organization.municipality
    assert activity.state == ActivityState.DRAFT
    assert activity.listed_until_on == date(2027, 5, 8)
    assert {mark.kind for mark in activity.kinds.all()} == {"loose", "generations"}
    (stored,) = activity.dates.all()
    assert timezone.localtime(stored.starts_at).isoformat() == "2027-05-08T13:30:00+09:00"
    assert timezone.localtime(stored.ends_at).isoformat() == "2027-05-08T15:00:00+09:00"
    preview = client.get(response["Location"]).content.decode()
    assert "公開すると、このように表示されます。" in preview


def test_officer_writes_a_regular_activity(client, officer):
    client.post(NEW, filled(**REGULAR, weekday="2", regular_starts="10:00", regular_ends="12:00"))

    activity = Activity.objects.get()
    assert activity.has_rule
    assert activity.get_weekday_display() == "水曜日"
    assert activity.dates.count() == 0


def test_changing_the_way_of_opening_forgets_the_other(client, officer):
    activity = ActivityFactory(organization=officer.organization, regular=True)
    path = reverse("activities:activity_edit", args=[activity.pk])

    client.post(path, filled(version=version_of(activity)))
    activity.refresh_from_db()
    assert (activity.regular_text, activity.weekday, activity.regular_starts) == ("", None, None)
    assert activity.dates.count() == 1

    client.post(path, filled(**REGULAR, version=version_of(activity)))
    activity.refresh_from_db()
    assert activity.is_regular
    assert activity.dates.held().count() == 0


def test_an_unchanged_form_changes_no_date(client, officer):
    activity = ActivityFactory(organization=officer.organization)
    before = activity.dates.get()
    path = reverse("activities:activity_edit", args=[activity.pk])
    html = client.get(path).content.decode()
    assert 'value="2027-05-08"' in html
    assert 'value="13:30"' in html

    client.post(
        path,
        filled(
            **{
                "version": version_of(activity),
                "dates-INITIAL_FORMS": "1",
                "dates-0-id": before.pk,
                "listed_until_on": "",
            }
        ),
    )

    after = activity.dates.get()
    assert (after.pk, after.uid, after.starts_at) == (before.pk, before.uid, before.starts_at)
    assert list(AuditEntry.objects.values_list("action", flat=True)) == ["activity.updated"]


def test_a_later_date_moves_the_end_of_a_listing_that_ended_with_the_last(client, officer):
    client.post(NEW, filled())
    activity = Activity.objects.get()
    path = reverse("activities:activity_edit", args=[activity.pk])
    form = client.get(path).context["form"]
    assert form["listed_until_on"].value() is None

    client.post(
        path,
        filled(
            **{
                "version": version_of(activity),
                "dates-INITIAL_FORMS": "1",
                "dates-0-id": activity.dates.get().pk,
                "dates-0-day": "2027-06-01",
            }
        ),
    )

    activity.refresh_from_db()
    assert activity.listed_until_on == date(2027, 6, 1)


def test_what_a_colleague_changed_meanwhile_is_told_and_nothing_typed_is_lost(client, officer):
    activity = ActivityFactory(organization=officer.organization, title="古い題")
    path = reverse("activities:activity_edit", args=[activity.pk])
    seen = version_of(activity)
    kept = {"dates-INITIAL_FORMS": "1", "dates-0-id": activity.dates.get().pk}
    client.post(path, filled(**kept, version=seen, title="同僚の題"))

    response = client.post(path, filled(**kept, version=seen, title="わたしの題"))

    html = response.content.decode()
    assert "ほかの人がこの活動を変更しました。" in html
    assert 'value="わたしの題"' in html
    assert "<title>エラー：" in html
    activity.refresh_from_db()
    assert activity.title == "同僚の題"
    assert response.context["version"] == version_of(activity)

    client.post(path, filled(**kept, version=version_of(activity), title="わたしの題"))
    activity.refresh_from_db()
    assert activity.title == "わたしの題"


def test_a_date_that_a_colleague_removed_is_named_and_can_be_let_go(client, officer):
    activity = ActivityFactory(organization=officer.organization, state=ActivityState.DRAFT)
    gone = ActivityDateFactory(activity=activity, starts_at=datetime(2027, 5, 9, tzinfo=UTC))
    stays = activity.dates.exclude(pk=gone.pk).get()
    gone_pk = gone.pk
    gone.delete()
    typed = {
        "version": version_of(activity),
        "dates-TOTAL_FORMS": "2",
        "dates-INITIAL_FORMS": "2",
        "dates-0-id": stays.pk,
        "dates-1-id": gone_pk,
        "dates-1-day": "2027-05-09",
        "dates-1-starts": "09:00",
        "dates-1-ends": "10:30",
    }
    path = reverse("activities:activity_edit", args=[activity.pk])

    html = client.post(path, filled(**typed)).content.decode()
    assert "<li>ほかの人が、さきに取り消しました。下の「この日を取り消す」を選ぶと" in html
    assert "<title>エラー：" in html

    response = client.post(path, filled(**typed, **{"dates-1-DELETE": "on"}))
    assert response.status_code == 302
    assert list(activity.dates.all()) == [stays]


def test_one_more_date_is_given_without_judging_what_is_not_written_yet(client, officer):
    response = client.post(NEW, filled(add_date="1", **{"dates-0-day": "", "dates-0-ends": "9"}))

    html = response.content.decode()
    assert len(response.context["formset"].forms) == 2
    assert "dads-error-summary" not in html
    assert "dads-field--invalid" not in html
    assert 'value="9"' in html
    assert "<title>エラー：" not in html


def test_form_sent_twice_is_one_activity(client, officer):
    html = client.get(NEW).content.decode()
    key = re.search(r'name="submission_key" value="([\w-]+)"', html)[1]
    places = {client.post(NEW, filled(submission_key=key))["Location"] for _time in range(2)}
    assert len(places) == Activity.objects.count() == 1


def test_draft_that_a_colleague_deleted_leads_to_the_list(client, officer, monkeypatch):
    activity = ActivityFactory(organization=officer.organization, state=ActivityState.DRAFT)

    def first(*, activity, actor):
        delete_draft(activity=Activity.objects.get(pk=activity.pk), actor=actor)
        delete_draft(activity=activity, actor=actor)

    monkeypatch.setattr("activities.services.delete_draft", first)
    response = client.post(reverse("activities:activity_delete", args=[activity.pk]))
    assert response["Location"] == LIST


def test_a_date_is_taken_away(client, officer):
    activity = ActivityFactory(organization=officer.organization)
    first = activity.dates.get()
    second = ActivityDateFactory(activity=activity, starts_at=datetime(2027, 5, 9, tzinfo=UTC))

    client.post(
        reverse("activities:activity_edit", args=[activity.pk]),
        filled(
            **{
                "version": version_of(activity),
                "dates-TOTAL_FORMS": "2",
                "dates-INITIAL_FORMS": "2",
                "dates-0-id": first.pk,
                "dates-0-DELETE": "on",
                "dates-1-id": second.pk,
                "dates-1-day": "2027-05-09",
                "dates-1-starts": "09:00",
                "dates-1-ends": "10:30",
                "dates-1-last_day": "",
            }
        ),
    )

    assert list(activity.dates.held().values_list("pk", flat=True)) == [second.pk]
    shown = client.get(reverse("activities:activity_detail", args=[activity.public_id]))
    assert shown.content.decode().count(">中止</span>") == 1
    form = client.get(reverse("activities:activity_edit", args=[activity.pk]))
    assert [each.instance.pk for each in form.context["formset"]] == [second.pk]


def test_the_last_date_is_not_taken_away(client, officer):
    activity = ActivityFactory(organization=officer.organization)
    stored = activity.dates.get()

    response = client.post(
        reverse("activities:activity_edit", args=[activity.pk]),
        filled(**{"dates-INITIAL_FORMS": "1", "dates-0-id": stored.pk, "dates-0-DELETE": "on"}),
    )

    assert response.context["form"].errors == {"schedule": ["日にちを1回以上入力してください。"]}
    assert activity.dates.get() == stored


def test_one_more_date_is_asked_for_without_a_script_and_nothing_is_lost(client, officer):
    response = client.post(NEW, filled(title="まだ途中", add_date="1"))

    html = response.content.decode()
    assert 'value="まだ途中"' in html
    assert 'name="dates-1-day"' in html
    assert 'value="2027-05-08"' in html
    assert "dads-error-summary" not in html
    assert html.count("checked") == 3  # two kinds and the way of opening
    assert not Activity.objects.exists()


@pytest.mark.parametrize(
    ("changes", "errors"),
    [
        ({"dates-0-ends": "13:00"}, {("ends", "終わる時刻は、始まる時刻より後にしてください。")}),
        ({"dates-0-ends": "13:30"}, {("ends", "終わる時刻は、始まる時刻より後にしてください。")}),
        (
            {"dates-0-last_day": "2027-05-07"},
            {("last_day", "終わる日は、始まる日より後にしてください。")},
        ),
        (
            {"dates-0-last_day": "2027-07-08"},
            {
                (
                    "last_day",
                    "1回の活動は31日までです。続くものは「くり返し開いている」にしてください。",
                )
            },
        ),
        ({"dates-0-day": "5月8日"}, {("day", "日付が正しくありません（例：2026-11-21）。")}),
        ({"dates-0-day": "2027-02-30"}, {("day", "日付が正しくありません（例：2026-11-21）。")}),
        ({"dates-0-day": "0027-05-08"}, {("day", "年を確かめてください。")}),
        (
            {"dates-0-day": "", "dates-0-starts": "", "dates-0-ends": ""},
            {
                ("day", "日にちを入力してください。"),
                ("starts", "始まる時刻を入力してください。"),
                ("ends", "終わる時刻を入力してください。"),
            },
        ),
        ({"dates-0-starts": ""}, {("starts", "始まる時刻を入力してください。")}),
        ({"dates-0-starts": "25:00"}, {("starts", "時刻が正しくありません（例：13:30）。")}),
    ],
)
def test_a_wrong_date_is_refused_at_its_field(client, officer, changes, errors):
    response = client.post(NEW, filled(**changes))

    (form,) = response.context["formset"].forms
    assert {(name, text) for name, texts in form.errors.items() for text in texts} == errors
    assert not Activity.objects.exists()


@pytest.mark.parametrize(
    ("changes", "errors"),
    [
        ({"url": "ftp://example.jp"}, {("url", "URLは https:// から入力してください。")}),
        ({"url": "javascript:alert(1)"}, {("url", "URLは https:// から入力してください。")}),
        ({"url": "なし"}, {("url", "URLは https:// から入力してください。")}),
        ({"kinds": []}, {("kinds", "種類を1つ以上選んでください。")}),
        ({"title": " "}, {("title", "活動の名前を入力してください。")}),
        (
            {"listed_from_on": "2027-05-09"},
            {("listed_from_on", "掲載を始める日は、最後の日より前にしてください。")},
        ),
        (
            {"listed_until_on": "2027-05-07"},
            {("listed_until_on", "掲載を終える日は、最後の日か、それより後にしてください。")},
        ),
        (
            {"listed_until_on": "2026-11-20"},
            {("listed_until_on", "掲載を終える日は、始める日より後にしてください。")},
        ),
        (
            {"listed_until_on": "2027-12-31"},
            {("listed_until_on", "掲載は1年までにしてください。")},
        ),
        ({"schedule": "sometimes"}, {("schedule", "いつ開くかを選んでください。")}),
        (
            {**REGULAR, "regular_text": ""},
            {("regular_text", "開いている日と時間を入力してください。")},
        ),
        (
            {**REGULAR, "listed_until_on": ""},
            {("listed_until_on", "掲載を終える日を入力してください。")},
        ),
        (
            {**REGULAR, "regular_starts": "12:00", "regular_ends": "10:00"},
            {("regular_ends", "終わる時刻は、始まる時刻より後にしてください。")},
        ),
        (
            {**REGULAR, "regular_starts": "12:00"},
            {("regular_ends", "始まる時刻と終わる時刻は、両方入力してください。")},
        ),
    ],
)
def test_a_wrong_value_is_refused_at_its_field(client, officer, changes, errors):
    response = client.post(NEW, filled(**changes))

    found = response.context["form"].errors
    assert {(name, text) for name, texts in found.items() for text in texts} == errors
    assert "入力内容をご確認ください" in response.content.decode()
    assert not Activity.objects.exists()


def test_dates_that_overlap_are_refused(client, officer):
    response = client.post(
        NEW,
        filled(
            **{
                "dates-TOTAL_FORMS": "2",
                "dates-1-day": "2027-05-08",
                "dates-1-starts": "14:00",
                "dates-1-ends": "16:00",
                "dates-1-last_day": "",
            }
        ),
    )

    assert response.context["formset"].summary() == [
        "同じ時間に重なる日があります。日時を確かめてください。"
    ]
    assert not Activity.objects.exists()


def test_a_municipality_nobody_knows_or_outside_the_area_is_refused(client, db):
    organization = OrganizationFactory(prefectural=True)
    client.force_login(MembershipFactory(organization=organization).user)
    inside = MunicipalityFactory(prefecture=organization.prefecture)
    outside = MunicipalityFactory()

    def errors(code="", typed=""):
        prefecture = code[:2]
        response = client.post(
            NEW,
            filled(
                **{
                    "municipality-prefecture": prefecture,
                    "municipality-code": code,
                    "municipality-typed": typed,
                }
            ),
        )
        return response.context["form"].errors.get("municipality") if response.context else None

    assert errors("999999") == ["市区町村を一覧から選んでください。"]
    assert errors(typed="ない市") == [
        "「ない市」という市区町村は見つかりません。都道府県と名前を確かめてください。"
    ]
    assert errors() == ["市区町村を選ぶか、入力してください。"]
    assert errors(outside.pk) == ["この団体が知らせられるのは、担当する地域の活動だけです。"]
    assert errors(inside.pk) is None
    assert Activity.objects.get().municipality == inside


def test_an_officer_of_two_organizations_says_which(client, officer):
    other = MembershipFactory(user=officer.user)
    stranger = OrganizationFactory()

    def create(organization):
        return client.post(
            NEW,
            filled(
                organization=organization.pk,
                **{"municipality-code": organization.municipality_id},
            ),
        )

    assert set(create(stranger).context["form"].errors) == {"organization"}
    assert create(other.organization).status_code == 302
    assert Activity.objects.get().organization == other.organization


# From draft to end -------------------------------------------------------------------------------


def test_officer_publishes_ends_and_publishes_again(client, officer):
    activity = ActivityFactory(organization=officer.organization, state=ActivityState.DRAFT)

    def state_after(name):
        path = reverse(f"activities:activity_{name}", args=[activity.pk])
        assert client.get(path).status_code == 200
        client.post(path)
        activity.refresh_from_db()
        return activity.state

    assert state_after("end") == ActivityState.DRAFT
    assert state_after("publish") == ActivityState.PUBLISHED
    assert state_after("delete") == ActivityState.PUBLISHED
    assert state_after("end") == ActivityState.ENDED
    edit = client.get(reverse("activities:activity_edit", args=[activity.pk]))
    assert edit.status_code == 302
    assert state_after("publish") == ActivityState.PUBLISHED


def test_officer_deletes_a_draft(client, officer):
    activity = ActivityFactory(organization=officer.organization, state=ActivityState.DRAFT)
    path = reverse("activities:activity_delete", args=[activity.pk])

    assert "元に戻せません" in client.get(path).content.decode()
    assert Activity.objects.exists()
    assert client.post(path)["Location"] == LIST
    assert not Activity.objects.exists()


def test_published_without_a_date_is_refused_with_the_reason(client, officer):
    activity = ActivityFactory(
        organization=officer.organization, state=ActivityState.DRAFT, date=False
    )

    response = client.post(reverse("activities:activity_publish", args=[activity.pk]), follow=True)

    assert "この活動は公開できません。" in response.content.decode()


# Whose it is -------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", [Role.EDITOR, Role.GRANT_ADMINISTRATOR])
def test_a_colleague_without_the_right_and_another_organizations_officer(client, officer, role):
    activity = ActivityFactory(organization=officer.organization, state=ActivityState.DRAFT)
    paths = [
        reverse(f"activities:activity_{name}", args=[activity.pk])
        for name in ("edit", "publish", "end", "delete")
    ]
    colleague = MembershipFactory(organization=officer.organization, role=role)
    elsewhere = MembershipFactory()

    for user in (colleague.user, elsewhere.user):
        client.force_login(user)
        for path in paths:
            assert (client.get(path).status_code, client.post(path).status_code) == (404, 404)
    client.force_login(colleague.user)
    assert client.get(LIST).status_code == 403
    client.force_login(elsewhere.user)
    assert activity.title not in client.get(LIST).content.decode()
    client.force_login(officer.user)
    assert activity.title in client.get(LIST).content.decode()
    activity.refresh_from_db()
    assert activity.state == ActivityState.DRAFT


@pytest.mark.django_db
@pytest.mark.parametrize("role", Role.values)
@pytest.mark.parametrize("is_active", [True, False])
def test_can_edit_exactly_what_is_visible(role, is_active):
    member = MembershipFactory(role=role, is_active=is_active)
    mine = ActivityFactory(organization=member.organization)
    other = ActivityFactory()

    visible = Activity.objects.visible_to(member.user)

    for activity in (mine, other):
        assert can_edit_activity(member.user, activity) == visible.filter(pk=activity.pk).exists()
    assert visible.count() == (role == Role.OFFICER and is_active)


def test_desk_list_by_state_and_its_queries(client, officer):
    ActivityFactory(organization=officer.organization, title="公開した会")

    def count():
        with CaptureQueriesContext(connection) as found:
            client.get(LIST)
        return len(found)

    count()
    one = count()
    ActivityFactory(
        organization=officer.organization, title="下書きの会", state=ActivityState.DRAFT
    )
    ActivityFactory(organization=officer.organization, regular=True, kinds=["role", "issue"])

    assert count() == one
    html = client.get(LIST, {"state": "draft"}).content.decode()
    assert ("下書きの会" in html, "公開した会" in html) == (True, False)
    assert client.get(LIST, {"state": "\x00"}).status_code == 200


# Any span ----------------------------------------------------------------------------------------

DAYS = st.dates(date(2026, 1, 1), date(2027, 12, 31))
CLOCKS = st.times().map(lambda clock: clock.replace(second=0, microsecond=0))


@given(day=DAYS, last_day=st.none() | DAYS, starts=CLOCKS, ends=CLOCKS)
def test_a_date_is_valid_exactly_when_it_ends_after_it_begins(day, last_day, starts, ends):
    form = ActivityDateForm(
        {
            "day": day.isoformat(),
            "last_day": last_day.isoformat() if last_day else "",
            "starts": starts.strftime("%H:%M"),
            "ends": ends.strftime("%H:%M"),
        }
    )
    begins = datetime.combine(day, starts)
    over = datetime.combine(last_day or day, ends)

    assert form.is_valid() == (timedelta(0) < over - begins <= timedelta(days=31))
