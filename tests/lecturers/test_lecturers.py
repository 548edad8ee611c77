"""The list of lecturers: who may be on it, what they say, who sees it."""

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.enums import Role
from accounts.models import Municipality
from core.models import AuditEntry
from lecturers.models import Lecturer, LecturerArea
from lecturers.querysets import CHAPTER, TRACK
from lecturers.services import Entry, NotEntitledError, list_lecturer
from tests.factories.accounts import (
    LearnerFactory,
    MembershipFactory,
    MunicipalityFactory,
    OrganizationFactory,
    PrefectureFactory,
)
from tests.factories.learning import CompletionFactory
from tests.factories.trainings import LecturerFactory, opening_completion

pytestmark = pytest.mark.django_db
ENTRY = "/lecturers/me/"
WITHDRAW = "/lecturers/me/withdraw/"
LIST = "/desk/lecturers/"


@pytest.fixture
def learner(client):
    found = LearnerFactory(name="山﨑 太郎")
    client.force_login(found.user)
    return found


@pytest.fixture
def prefecture():
    return PrefectureFactory()


def filled(prefecture, **changes):
    return {
        "name": "やまさき",
        "contact": "taro@example.jp",
        "introduction": "夜にうかがえます。",
        "prefecture_1": prefecture.pk,
        "municipalities_1": "",
        "consent": "on",
        **changes,
    }


def officer(client):
    client.force_login(MembershipFactory().user)
    return client


# The right ---------------------------------------------------------------------------------------


def test_the_curriculum_has_the_chapter_that_opens_the_list():
    course = settings.CURRICULUM_DIR / "courses/advanced"

    assert f"track: {TRACK}" in (course / "course.yaml").read_text(encoding="utf-8")
    assert [path.name[3:] for path in course.glob(f"*-{CHAPTER}")] == [CHAPTER]


def test_list_is_open_to_who_completed_an_advanced_course_with_that_chapter(client, learner):
    assert client.get(ENTRY).status_code == 404
    CompletionFactory(learner=learner)  # of the supporter course
    other = opening_completion(LearnerFactory())
    assert client.get(ENTRY).status_code == 404

    # An advanced course without the chapter, and a chapter of that name in another track.
    opening_completion(learner, chapter="measuring-effect")
    assert client.get(ENTRY).status_code == 404
    mine = opening_completion(learner)
    mine.course.track = CompletionFactory().course.track
    mine.course.save()
    assert client.get(ENTRY).status_code == 404

    opening_completion(learner)
    assert client.get(ENTRY).status_code == 200
    assert other.learner != learner


def test_nobody_is_listed_without_the_right(learner, prefecture):
    entry = Entry("名", "連絡先", "", [(prefecture.pk, None)])

    with pytest.raises(NotEntitledError):
        list_lecturer(learner=learner, entry=entry, actor=learner.user)
    visitor = LearnerFactory(visitor=True)
    opening_completion(visitor)
    with pytest.raises(NotEntitledError):
        list_lecturer(learner=visitor, entry=entry, actor=learner.user)
    assert not Lecturer.objects.exists()


# One's own entry ---------------------------------------------------------------------------------


def test_supporter_asks_to_be_listed_changes_and_withdraws(client, learner, prefecture):
    opening_completion(learner)
    page = client.get(ENTRY).content.decode()
    assert 'value="山﨑 太郎"' in page
    assert f'value="{learner.user.email}"' in page

    assert client.post(ENTRY, filled(prefecture)).status_code == 302
    assert client.post(ENTRY, filled(prefecture, name="太郎")).status_code == 302
    lecturer = Lecturer.objects.get()
    assert (lecturer.learner, lecturer.name, lecturer.contact) == (
        learner,
        "太郎",
        "taro@example.jp",
    )
    (area,) = lecturer.areas.all()
    assert (area.prefecture, area.municipality) == (prefecture, None)
    assert "名簿にのっています" in client.get(ENTRY).content.decode()

    assert "すぐに消えます" in client.get(WITHDRAW).content.decode()
    assert Lecturer.objects.exists()
    assert client.post(WITHDRAW)["Location"] == ENTRY
    assert not Lecturer.objects.exists()
    assert not LecturerArea.objects.exists()
    assert client.post(WITHDRAW)["Location"] == ENTRY
    entries = AuditEntry.objects.order_by("pk")
    assert [entry.action for entry in entries] == [
        "lecturer.listed",
        "lecturer.updated",
        "lecturer.withdrawn",
    ]
    assert "太郎" not in str([entry.detail for entry in entries])


def test_consent_is_needed_each_time(client, learner, prefecture):
    opening_completion(learner)

    response = client.post(ENTRY, filled(prefecture, consent=""))

    assert response.context["form"].errors == {"consent": ["名簿にのせるには、同意が必要です。"]}
    assert not Lecturer.objects.exists()
    client.post(ENTRY, filled(prefecture))
    assert "checked" not in client.get(ENTRY).content.decode().split('name="consent"')[1][:80]


def test_one_may_withdraw_after_the_right_is_gone(client, learner):
    LecturerFactory(learner=learner, completion=False)

    assert "担当者には表示されていません" in client.get(ENTRY).content.decode()
    assert client.post(WITHDRAW).status_code == 302
    assert not Lecturer.objects.exists()
    assert client.get(ENTRY).status_code == 404


def test_municipalities_are_known_and_of_their_prefecture(client, learner):
    call_command("load_municipalities", verbosity=0)
    opening_completion(learner)
    tottori = Municipality.objects.get(code="312011").prefecture
    chiba = Municipality.objects.get(code="122190").prefecture

    def errors(**changes):
        return client.post(ENTRY, filled(tottori, **changes)).context["form"].errors

    assert errors(municipalities_1="鳥取市、市原市") == {
        "municipalities_1": ["「市原市」は、この都道府県の市区町村に見つかりません。"]
    }
    assert errors(municipalities_1="千葉県市原市") == {
        "municipalities_1": ["「千葉県市原市」は、この都道府県の市区町村に見つかりません。"]
    }
    assert errors(prefecture_2=tottori.pk) == {
        "prefecture_2": ["同じ都道府県が二度選ばれています。"]
    }
    assert errors(municipalities_2="市原市") == {"prefecture_2": ["都道府県を選んでください。"]}
    assert errors(municipalities_1="鳥取市 " * 21) == {
        "municipalities_1": ["市区町村は20までです。全体のときは、空欄にしてください。"]
    }
    assert errors(prefecture_1="") == {"prefecture_1": ["うかがえる都道府県を選んでください。"]}

    client.post(
        ENTRY,
        filled(tottori, municipalities_1="米子市、鳥取市　岩美", prefecture_2=chiba.pk),
    )
    rows = LecturerArea.objects.values_list("prefecture__name", "municipality__name")
    assert set(rows) == {
        ("鳥取県", "鳥取市"),
        ("鳥取県", "米子市"),
        ("鳥取県", "岩美町"),
        ("千葉県", None),
    }
    form = client.get(ENTRY).context["form"]
    assert (form.initial["prefecture_1"], form.initial["prefecture_2"]) == ("12", "31")
    assert form.initial["municipalities_2"] == "米子市、鳥取市、岩美町"


# The list ----------------------------------------------------------------------------------------


def test_officers_find_lecturers_by_prefecture(client, prefecture):
    LecturerFactory(name="ここの人", prefecture=prefecture)
    LecturerFactory(name="よその人")
    town = MunicipalityFactory(prefecture=prefecture)
    both = LecturerFactory(name="二つの町の人")
    both.areas.create(prefecture=prefecture, municipality=town)
    both.areas.create(
        prefecture=prefecture, municipality=MunicipalityFactory(prefecture=prefecture)
    )
    officer(client)

    html = client.get(LIST, {"prefecture": prefecture.pk}).content.decode()

    assert [name in html for name in ("ここの人", "よその人", "二つの町の人")] == [
        True,
        False,
        True,
    ]
    assert html.count("二つの町の人") == 1
    assert f"{prefecture.name}の全体" in html
    assert f"{prefecture.name}（{town.name}、" in html
    assert "hanako@example.jp" in html
    assert client.get(LIST).content.decode().count('<li class="dads-card">') == 3


def test_list_leaves_out_who_lost_login_or_right(client):
    closed = LecturerFactory(name="閉じた人")
    closed.learner.user.is_active = False
    closed.learner.user.save()
    LecturerFactory(name="権利のない人", completion=False)
    LecturerFactory(name="いる人")

    html = officer(client).get(LIST).content.decode()

    assert [name in html for name in ("閉じた人", "権利のない人", "いる人")] == [False, False, True]


@pytest.mark.parametrize("role", [Role.EDITOR, Role.GRANT_ADMINISTRATOR])
def test_who_holds_no_trainings_sees_nobody(client, role):
    lecturer = LecturerFactory()
    national = OrganizationFactory(national=True)
    other = MembershipFactory(organization=national, role=role).user

    for user in (other, lecturer.learner.user):
        client.force_login(user)
        assert client.get(LIST).status_code == 403
        assert not Lecturer.objects.visible_to(user).exists()
    client.logout()
    assert client.get(LIST)["Location"].startswith(reverse("account_login"))
    # Nothing of it is public.
    for path in ("/", "/trainings/", "/courses/"):
        html = client.get(path).content.decode()
        assert lecturer.name not in html
        assert lecturer.contact not in html


def test_list_takes_as_many_queries_for_three_as_for_one(client):
    LecturerFactory()
    officer(client).get(LIST)

    def count():
        with CaptureQueriesContext(connection) as found:
            client.get(LIST)
        return len(found)

    one = count()
    LecturerFactory()
    LecturerFactory()
    assert count() == one


def test_my_page_leads_to_the_list_once_it_is_open(client, learner):
    assert ENTRY not in client.get("/me/").content.decode()
    CompletionFactory(learner=learner)
    assert ENTRY not in client.get("/me/").content.decode()
    opening_completion(learner)
    assert "名簿にのることができます" in client.get("/me/").content.decode()
    LecturerFactory(learner=learner, completion=False)
    assert "のっています" in client.get("/me/").content.decode()
