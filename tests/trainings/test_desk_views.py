from datetime import timedelta

import pytest
from django.urls import reverse

from tests.factories.accounts import MembershipFactory, OrganizationFactory
from tests.factories.courses import published_edition
from tests.factories.trainings import (
    AttendanceFactory,
    RegistrationFactory,
    SessionFactory,
    TrainingFactory,
    supporter_edition,
)
from tests.trainings.conftest import AFTER, DURING
from trainings.enums import TrainingState
from trainings.models import Registration, Session, Training

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]

LIST = "/desk/trainings/"
NEW = "/desk/trainings/new/"


def url(name, training, *args):
    return reverse(f"trainings:{name}", args=[training.pk, *args])


def text(response):
    return response.content.decode()


def said(response):
    return [str(message) for message in response.context["messages"]]


def plan(*sessions, **fields):
    """What the form sends: the training's fields, and the sessions as dictionaries."""
    form = {
        "title": "冬の養成講座",
        "edition": str(supporter_edition().pk),
        "capacity": "30",
        "sessions-TOTAL_FORMS": str(len(sessions)),
        "sessions-INITIAL_FORMS": str(sum("id" in session for session in sessions)),
        "sessions-MIN_NUM_FORMS": "1",
        "sessions-MAX_NUM_FORMS": "20",
        **fields,
    }
    for number, session in enumerate(sessions):
        form |= {f"sessions-{number}-{name}": value for name, value in session.items()}
    return form


def held(**fields):
    return {
        "day": "2026-12-05",
        "starts": "13:30",
        "ends": "15:00",
        "venue": "市民会館",
        "address": "",
        "online_url": "",
        **fields,
    }


def test_created_training_is_a_draft_with_its_sessions(at_desk, organization):
    later = held(day="2026-12-12", venue="", online_url="https://meet.example.jp/a")
    response = at_desk.post(NEW, plan(held(), later, registration_ends_at="2026-12-04T17:00"))
    training = Training.objects.get()
    assert response.url == url("training_detail", training)
    assert (training.organization, training.state) == (organization, TrainingState.DRAFT)
    assert training.registration_ends_at.isoformat() == "2026-12-04T08:00:00+00:00"
    assert [
        (s.starts_at.isoformat(), s.ends_at.isoformat(), s.venue, s.online_url)
        for s in training.sessions.all()
    ] == [
        ("2026-12-05T04:30:00+00:00", "2026-12-05T06:00:00+00:00", "市民会館", ""),
        ("2026-12-12T04:30:00+00:00", "2026-12-12T06:00:00+00:00", "", "https://meet.example.jp/a"),
    ]


@pytest.mark.parametrize(
    ("changed", "errors"),
    [
        ({"day": ""}, {"day": ["開催日を入力してください。"]}),
        ({"day": "2026-02-30"}, {"day": ["日付が正しくありません（例：2026-11-21）。"]}),
        ({"day": "0001-01-01"}, {"day": ["年を確かめてください。"]}),
        ({"day": "9999-12-31"}, {"day": ["年を確かめてください。"]}),
        ({"starts": "25:00"}, {"starts": ["時刻が正しくありません（例：13:30）。"]}),
        ({"ends": "13:30"}, {"ends": ["終了時刻は、開始時刻より後にしてください。"]}),
        (
            {"starts": "00:00", "ends": "23:00"},
            {"ends": ["1回の開催は12時間までです。時刻を確かめてください。"]},
        ),
        (
            {"venue": ""},
            {"venue": ["会場か、オンライン参加のURLの、どちらかを入力してください。"]},
        ),
        (
            {"online_url": "javascript:alert(1)"},
            {"online_url": ["URLは https:// から入力してください。"]},
        ),
    ],
)
def test_bad_session_is_said_in_japanese(at_desk, changed, errors):
    response = at_desk.post(NEW, plan(held(**changed)))
    assert response.context["formset"].errors == [errors]
    assert Training.objects.count() == 0


@pytest.mark.parametrize(
    ("changed", "errors"),
    [
        ({"title": ""}, {"title": ["研修名を入力してください。"]}),
        ({"capacity": "0"}, {"capacity": ["定員は1人以上にしてください。"]}),
        ({"capacity": "5001"}, {"capacity": ["定員は5,000人までです。"]}),
        ({"capacity": "三十"}, {"capacity": ["定員は数字で入力してください。"]}),
        (
            {"registration_ends_at": "2026-12-06T00:00"},
            {"registration_ends_at": ["申込の締切は、最後の開催が終わるより前にしてください。"]},
        ),
        (
            {"registration_ends_at": "あした"},
            {"registration_ends_at": ["日時が正しくありません（例：2026-11-21T13:30）。"]},
        ),
    ],
)
def test_bad_plan_is_said_in_japanese_and_kept(at_desk, changed, errors):
    response = at_desk.post(NEW, plan(held(), **changed))
    assert response.context["form"].errors == errors
    assert 'value="市民会館"' in text(response)
    assert Training.objects.count() == 0


def test_plan_needs_a_session(at_desk):
    response = at_desk.post(NEW, plan())
    assert response.context["formset"].non_form_errors() == ["開催日時を1回以上入力してください。"]


def test_sessions_do_not_overlap(at_desk):
    response = at_desk.post(NEW, plan(held(), held(starts="14:00", ends="16:00")))
    assert response.context["formset"].non_form_errors() == [
        "同じ時間に重なる開催があります。日時を確かめてください。"
    ]


def test_draft_edition_is_not_offered(at_desk):
    draft = published_edition(state="draft")
    response = at_desk.post(NEW, plan(held(), edition=str(draft.pk)))
    assert list(response.context["form"].errors) == ["edition"]


def test_forged_organization_is_not_taken(at_desk, organization):
    other = OrganizationFactory()
    at_desk.post(NEW, plan(held(), organization=str(other.pk)))
    assert Training.objects.get().organization == organization


def test_officer_of_two_organizations_chooses(at_desk, officer, organization):
    second = MembershipFactory(user=officer).organization
    other = OrganizationFactory()
    form = at_desk.get(NEW).context["form"]
    assert set(form.fields["organization"].queryset) == {organization, second}
    assert at_desk.post(NEW, plan(held(), organization=str(other.pk))).status_code == 200
    at_desk.post(NEW, plan(held(), organization=str(second.pk)))
    assert Training.objects.get().organization == second


def test_session_is_added_without_losing_what_was_typed(at_desk):
    response = at_desk.post(NEW, plan(held(), title="書きかけ", capacity="", add_session="1"))
    assert len(response.context["formset"].forms) == 2
    page = text(response)
    assert 'value="書きかけ"' in page
    assert 'value="市民会館"' in page
    assert response.context["form"].errors == {}
    assert Training.objects.count() == 0


@pytest.mark.parametrize("total", ["", "x", "-5", "9999999"])
def test_forged_number_of_sessions_is_survived(at_desk, total):
    forged = plan(held()) | {"sessions-TOTAL_FORMS": total}
    assert at_desk.post(NEW, forged).status_code == 200
    assert at_desk.post(NEW, forged | {"add_session": "1"}).status_code == 200
    assert Training.objects.count() == 0


def test_editing_changes_and_removes_sessions(at_desk, training, session):
    added = SessionFactory(training=training, starts_at=session.starts_at + timedelta(days=7))
    response = at_desk.post(
        url("training_edit", training),
        plan(
            held(id=str(session.pk), venue="公民館"),
            held(id=str(added.pk), DELETE="on"),
            title="新しい名前",
        ),
    )
    assert response.url == url("training_detail", training)
    training.refresh_from_db()
    assert training.title == "新しい名前"
    assert [s.venue for s in training.sessions.all()] == ["公民館"]


def test_session_of_another_training_is_not_taken_over(at_desk, training):
    foreign = TrainingFactory(session=True).sessions.get()
    at_desk.post(url("training_edit", training), plan(held(id=str(foreign.pk), venue="横取り")))
    foreign.refresh_from_db()
    assert foreign.venue == "市民会館 大ホール"


def test_every_session_cannot_be_removed(at_desk, training, session):
    response = at_desk.post(
        url("training_edit", training), plan(held(id=str(session.pk), DELETE="on"))
    )
    assert response.status_code == 200
    assert Session.objects.get() == session


def test_attended_session_cannot_be_removed(at_desk, training, session):
    added = SessionFactory(training=training, starts_at=session.starts_at + timedelta(days=7))
    AttendanceFactory(session=added)
    response = at_desk.post(
        url("training_edit", training),
        plan(held(id=str(session.pk)), held(id=str(added.pk), DELETE="on")),
    )
    assert response.context["form"].non_field_errors() == ["出席を記録した回は取り消せません。"]


def test_capacity_below_the_seats_taken_is_refused(at_desk, training, session):
    RegistrationFactory.create_batch(3, training=training)
    response = at_desk.post(
        url("training_edit", training), plan(held(id=str(session.pk)), capacity="2")
    )
    assert response.context["form"].errors == {
        "capacity": ["すでに3人の申込みがあります。定員は3人以上にしてください。"]
    }


@pytest.mark.parametrize("state", ["closed", "cancelled"])
@pytest.mark.parametrize(
    "name", ["training_edit", "training_publish", "training_cancel", "registration_create"]
)
def test_locked_training_leads_back(at_desk, training, state, name):
    training.state = state
    training.save()
    assert at_desk.get(url(name, training)).url == url("training_detail", training)


def test_publishing_and_taking_back(at_desk, training):
    Training.objects.update(state="draft")
    for name, state in [("training_publish", "published"), ("training_unpublish", "draft")]:
        assert at_desk.get(url(name, training)).status_code == 200
        assert at_desk.post(url(name, training)).status_code == 302
        training.refresh_from_db()
        assert training.state == state


def test_cancelling_asks_and_says_how_many_are_told(at_desk, training):
    RegistrationFactory.create_batch(2, training=training)
    RegistrationFactory(training=training, email="")
    page = at_desk.get(url("training_cancel", training))
    assert "申込者2人に、中止のお知らせを送ります" in text(page)
    at_desk.post(url("training_cancel", training))
    training.refresh_from_db()
    assert training.state == TrainingState.CANCELLED


def test_list_is_filtered_and_searched(at_desk, training, organization):
    draft = TrainingFactory(organization=organization, state="draft", title="下書きの講座")

    def found(**query):
        return list(at_desk.get(LIST, query).context["page"])

    assert found() == [training, draft] or found() == [draft, training]
    assert found(state="draft") == [draft]
    assert found(state="forged") == found()
    assert found(q="秋の") == [training]
    assert found(q="市民会館 秋") == [training]
    assert found(state="draft", q="秋の") == []
    assert found(page="x") == found(page="99") == found()


def test_list_shows_twenty_a_page(at_desk, organization):
    TrainingFactory.create_batch(21, organization=organization)
    assert len(at_desk.get(LIST).context["page"]) == 20
    assert len(at_desk.get(LIST, {"page": "2"}).context["page"]) == 1


def test_pages_ask_as_much_for_three_as_for_one(
    at_desk, training, session, organization, django_assert_num_queries
):
    pages = {
        LIST: 6,
        url("training_detail", training): 12,
        url("attendance", training): 7,
    }
    AttendanceFactory(session=session)
    for address in pages:
        at_desk.get(address)  # fills the caches

    def check():
        for address, queries in pages.items():
            with django_assert_num_queries(queries):
                assert at_desk.get(address).status_code == 200

    check()
    AttendanceFactory.create_batch(2, session=session)
    TrainingFactory.create_batch(2, organization=organization, session=True)
    check()


def test_detail_shows_people_and_numbers(at_desk, training, session):
    came = RegistrationFactory(training=training, name="髙橋 花子", note="車いす")
    RegistrationFactory(training=training, name="﨑山 一郎", state="cancelled")
    AttendanceFactory(session=session, registration=came)
    response = at_desk.get(url("training_detail", training))
    overview = response.context["overview"]
    assert (overview.registered, overview.cancelled, overview.attended) == (1, 1, 1)
    page = text(response)
    assert "髙橋 花子" in page
    assert "車いす" in page
    assert "﨑山 一郎" in page


@pytest.mark.parametrize("words", ["高橋", "髙橋花子", "ﾀｶﾊｼ", "タカハシ はな", "hanako@", "0001"])
def test_people_are_found_by_name_kana_and_contact(at_desk, training, words):
    wanted = RegistrationFactory(
        training=training, name="髙橋 花子", email="hanako@example.jp", phone="090-0000-0001"
    )
    RegistrationFactory(training=training, name="𠮷田 一郎", kana="よしだ いちろう")
    response = at_desk.get(url("training_detail", training), {"q": words})
    assert list(response.context["page"]) == [wanted]


@pytest.mark.parametrize(
    ("state", "moment", "step"),
    [
        ("draft", None, "publish"),
        ("published", None, "wait"),
        ("published", DURING, "attend"),
        ("draft", DURING, "attend"),
        ("published", AFTER, "close"),
        ("closed", AFTER, "done"),
        ("cancelled", AFTER, "done"),
    ],
)
def test_detail_says_what_comes_next(at_desk, training, now, state, moment, step):
    Training.objects.update(state=state)
    if moment:
        now.move_to(moment)
    assert at_desk.get(url("training_detail", training)).context["step"] == step


def test_closed_training_with_missing_completions_can_be_resumed(at_desk, training, session, now):
    now.move_to(AFTER)
    AttendanceFactory(session=session, registration=RegistrationFactory(training=training))
    Training.objects.update(state="closed")
    page = at_desk.get(url("training_detail", training))
    assert (page.context["step"], page.context["unfinished"]) == ("resume", 1)
    response = at_desk.post(url("training_close_resume", training))
    assert response.url.startswith("/jobs/")


def test_closed_training_leads_to_its_certificates(at_desk, training):
    Training.objects.update(state="closed")
    page = at_desk.get(url("training_detail", training))
    assert f'href="/desk/certificates/?training={training.pk}"' in text(page)


def test_hand_form_adds_a_person(at_desk, training):
    form = {"name": "𠮷田 一郎", "note": "電話で受付"}
    response = at_desk.post(url("registration_create", training), form)
    assert response.url == url("training_detail", training)
    registration = Registration.objects.get()
    assert (registration.name, registration.note, registration.source) == (
        "𠮷田 一郎",
        "電話で受付",
        "hand",
    )


def test_hand_form_goes_on_with_the_next_person(at_desk, training):
    form = {"name": "𠮷田 一郎", "add_next": "1"}
    response = at_desk.post(url("registration_create", training), form)
    assert response.url == url("registration_create", training)


def test_hand_form_asks_about_namesakes(at_desk, training, registration):
    form = {"name": "高橋　花子"}
    address = url("registration_create", training)
    asked = at_desk.post(address, form)
    assert list(asked.context["form"].errors) == ["name"]
    assert "is_another_person" in asked.context["form"].fields
    assert at_desk.post(address, form | {"is_another_person": "on"}).status_code == 302
    assert Registration.objects.count() == 2


def test_hand_form_sent_twice_adds_once(at_desk, training):
    address = url("registration_create", training)
    key = at_desk.get(address).context["form"]["submission_key"].value()
    form = {"name": "𠮷田 一郎", "submission_key": str(key)}
    assert [at_desk.post(address, form).status_code for _ in range(2)] == [302, 302]
    assert Registration.objects.count() == 1


def test_hand_form_says_when_full(at_desk, training):
    training.capacity = 0
    training.save()
    response = at_desk.post(url("registration_create", training), {"name": "𠮷田 一郎"})
    assert response.context["form"].non_field_errors() == [
        "定員に達しています。研修の定員を増やしてから、もう一度追加してください。"
    ]
    assert 'value="𠮷田 一郎"' in text(response)


def test_receipt_by_hand_needs_an_email(at_desk, training):
    response = at_desk.post(
        url("registration_create", training), {"name": "𠮷田 一郎", "sends_receipt": "on"}
    )
    assert list(response.context["form"].errors) == ["email"]


def test_correcting_keeps_what_the_form_does_not_ask(at_desk, training, registration):
    place = training.organization.municipality
    Registration.objects.update(municipality=place, reach="outside")
    address = url("registration_edit", training, registration.pk)
    form = at_desk.get(address).context["form"]
    assert form["name"].value() == "髙橋 花子"
    at_desk.post(address, {"name": "髙橋 華子", "email": "hanako@example.jp", "reach": "outside"})
    registration.refresh_from_db()
    assert (registration.name, registration.municipality, registration.reach) == (
        "髙橋 華子",
        place,
        "outside",
    )


def test_cancelling_a_registration_asks_first(at_desk, training, registration):
    address = url("registration_cancel", training, registration.pk)
    assert at_desk.get(address).status_code == 200
    response = at_desk.post(address, follow=True)
    assert said(response) == ["申込みを取り消しました。席が1つ空きました。"]
    assert at_desk.get(address).status_code == 302


def test_closing_says_what_will_happen_and_starts_a_job(at_desk, training, session, now):
    now.move_to(AFTER)
    added = SessionFactory(training=training, starts_at=session.starts_at - timedelta(days=7))
    every = RegistrationFactory(training=training)
    AttendanceFactory(session=session, registration=every)
    AttendanceFactory(session=added, registration=every)
    once = RegistrationFactory(training=training, name="一度 来た人")
    AttendanceFactory(session=added, registration=once)
    RegistrationFactory(training=training)
    page = at_desk.get(url("training_close", training))
    overview = page.context["overview"]
    assert (overview.attended, overview.partly, overview.absent) == (1, 1, 1)
    assert "一度 来た人" in text(page)
    response = at_desk.post(url("training_close", training))
    assert response.url.startswith("/jobs/")
    again = at_desk.post(url("training_close", training), follow=True)
    assert said(again) == [
        "この研修は、いまは終了できません。最後の開催が始まってから終了できます。"
    ]


def test_closing_too_early_is_refused(at_desk, training):
    response = at_desk.post(url("training_close", training), follow=True)
    assert response.redirect_chain == [(url("training_detail", training), 302)]
    training.refresh_from_db()
    assert training.state == TrainingState.PUBLISHED
