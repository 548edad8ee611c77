from uuid import uuid4

import pytest
from django.core.cache import cache
from django.urls import reverse

from accounts.models import Learner
from tests.factories.accounts import LearnerFactory, OrganizationFactory, UserFactory
from tests.factories.trainings import (
    AttendanceFactory,
    RegistrationFactory,
    SessionFactory,
    TrainingFactory,
)
from tests.trainings.conftest import AFTER, DURING
from trainings import tasks
from trainings.enums import TrainingState
from trainings.models import Registration

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]


@pytest.fixture
def url(training):
    return reverse("trainings:register", args=[training.public_id])


@pytest.fixture
def receipts(monkeypatch, django_capture_on_commit_callbacks):
    sent = []
    monkeypatch.setattr(tasks.send_receipt, "delay", lambda *args: sent.append(args))
    with django_capture_on_commit_callbacks(execute=True):
        pass
    return sent


def typed(**fields):
    return {
        "submission_key": str(uuid4()),
        "name": "髙橋 花子",
        "kana": "タカハシ ﾊﾅｺ",
        "email": "hanako@example.jp",
        "phone": "０９０ー１２３４ー５６７８",
        "reach": "inside",
        "age_band": "60",
        **fields,
    }


def seats(training):
    training.refresh_from_db()
    return training.seats_taken


def text(response):
    return response.content.decode()


def test_applying_ends_on_the_page_of_the_booking(client, training, url):
    response = client.post(url, typed())
    registration = Registration.objects.get()
    assert response.url == reverse("trainings:registered", args=[registration.public_id])
    assert (
        registration.name,
        registration.kana,
        registration.email,
        registration.phone,
        registration.reach,
        registration.age_band,
    ) == ("髙橋 花子", "たかはし はなこ", "hanako@example.jp", "090-1234-5678", "inside", "60")
    assert "髙橋 花子" in text(client.get(response.url))
    assert seats(training) == 1


def test_double_click_is_one_registration(client, training, url):
    form = typed()
    first, second = client.post(url, form), client.post(url, form)
    assert first.url == second.url
    assert seats(training) == 1


def test_form_draws_a_key_each_time_it_is_shown(client, url):
    keys = {client.get(url).context["form"]["submission_key"].value() for _ in range(3)}
    assert len(keys) == 3


def test_name_and_email_are_all_that_is_needed(client, training, url):
    form = typed(kana="", phone="", reach="", age_band="")
    assert client.post(url, form).status_code == 302
    assert seats(training) == 1


@pytest.mark.parametrize(
    ("field", "value", "error"),
    [
        ("name", "", "氏名を入力してください。"),
        ("name", "　", "氏名を入力してください。"),
        ("name", "花" * 101, "100文字以内で入力してください（いまは101文字です）。"),
        ("name", "花\x1b子", "使えない文字が入っています。もう一度入力してください。"),
        ("kana", "髙橋", "ふりがなは、ひらがなかカタカナで入力してください。"),
        ("email", "", "メールアドレスを入力してください。"),
        (
            "email",
            "hanako",
            "メールアドレスの形が正しくありません（例：hanako@example.jp）。",
        ),
        ("phone", "電話なし", "電話番号は、数字とハイフンで入力してください（例：03-1234-5678）。"),
    ],
)
def test_bad_input_is_said_and_kept(client, training, url, field, value, error):
    response = client.post(url, typed(**{field: value}))
    assert response.status_code == 200
    form = response.context["form"]
    assert form.errors == {field: [error]}
    assert form["email" if field == "name" else "name"].value() in text(response)
    assert seats(training) == 0


@pytest.mark.parametrize("field", ["reach", "age_band", "submission_key"])
def test_forged_choice_is_refused(client, training, url, field):
    response = client.post(url, typed(**{field: "forged"}))
    assert list(response.context["form"].errors) == [field]
    assert seats(training) == 0


def test_full_training_keeps_what_was_typed(client, training, url):
    training.capacity = 0
    training.save()
    response = client.post(url, typed())
    assert response.status_code == 200
    assert response.context["problem"] == "full"
    page = text(response)
    assert "満席になりました" in page
    assert 'value="髙橋 花子"' in page
    assert 'value="hanako@example.jp"' in page


def test_closed_training_keeps_what_was_typed(client, training, url, now):
    now.move_to(DURING)
    response = client.post(url, typed())
    assert response.context["problem"] == "closed"
    page = text(response)
    assert "申込みの受付が終わりました" in page
    assert 'value="髙橋 花子"' in page


def test_address_that_is_typed_too_often_waits_and_keeps_what_was_typed(
    client, training, url, settings
):
    cache.clear()
    settings.ACCOUNT_RATE_LIMITS = {"training_application": "1/h/key"}
    client.post(url, typed())
    response = client.post(url, typed(name="鈴木 一郎", email="Hanako@example.jp"))
    page = text(response)
    assert (response.status_code, response.context["problem"]) == (429, "often")
    assert "少し待ってから、もう一度お試しください" in page
    assert 'value="鈴木 一郎"' in page
    assert seats(training) == 1

    client.post(url, typed(name="鈴木 一郎", email="ichiro@example.jp"))
    assert seats(training) == 2


def test_full_training_shows_others_of_the_organization(client, training, organization, url):
    other = TrainingFactory(organization=organization, session=True)
    TrainingFactory(organization=organization, capacity=0, session=True)
    TrainingFactory(session=True)
    training.capacity = 0
    training.save()
    assert client.post(url, typed()).context["others"] == [other]


@pytest.mark.parametrize("state", ["closed", "cancelled"])
def test_form_of_an_ended_training_leads_to_its_page(client, training, url, state):
    training.state = state
    training.save()
    response = client.get(url)
    assert response.url == reverse("trainings:public_detail", args=[training.public_id])


def test_same_person_again_is_told_and_mailed_once(
    client, training, url, registration, receipts, django_capture_on_commit_callbacks
):
    for _ in range(2):
        with django_capture_on_commit_callbacks(execute=True):
            response = client.post(url, typed())
        assert "すでに申込みを受け付けています" in text(response)
        assert str(registration.public_id) not in text(response)
    assert receipts == [(registration.pk, "ja")]
    assert seats(training) == 1
    cache.clear()


def test_signed_in_resident_applies_as_themselves(client, training, url, resident):
    client.force_login(resident)
    form = client.get(url).context["form"]
    assert form["email"].value() == "resident@example.jp"
    client.post(url, typed())
    assert Registration.objects.get().learner == Learner.objects.get(user=resident)


def test_signed_in_resident_who_types_anothers_name_and_email_sees_no_booking(
    client, training, url, registration, resident
):
    cache.clear()
    client.force_login(resident)
    response = client.post(url, typed())
    assert response.status_code == 200
    assert str(registration.public_id) not in text(response)
    assert seats(training) == 1


def test_signed_in_resident_who_applies_again_is_led_to_their_booking(
    client, training, url, resident
):
    client.force_login(resident)
    first, again = client.post(url, typed()), client.post(url, typed())
    assert again.url == first.url
    assert seats(training) == 1


def test_signed_in_resident_applies_for_another(client, training, url, resident):
    own = LearnerFactory(user=resident, name="本人")
    client.force_login(resident)
    client.post(url, typed(is_for_another="on"))
    registration = Registration.objects.get()
    assert registration.learner != own
    assert registration.learner.kind == "roster"


def test_visitor_cannot_say_that_it_is_for_another(client, url):
    assert "is_for_another" not in client.get(url).context["form"].fields


def test_residence_is_asked_by_municipalities_alone(client, training, url):
    place = training.organization.municipality.name
    form = client.get(url).context["form"]
    assert [str(label) for _value, label in form.fields["reach"].choices] == [
        "回答しない",
        f"{place}内",
        f"{place}外",
    ]
    board = TrainingFactory(organization=OrganizationFactory(kind="school_board"), session=True)
    other = client.get(reverse("trainings:register", args=[board.public_id])).context["form"]
    assert "reach" not in other.fields


def test_booking_tells_the_online_address_and_the_public_page_does_not(
    client, training, session, registration
):
    session.online_url = "https://meet.example.jp/secret"
    session.save()
    public = reverse("trainings:public_detail", args=[training.public_id])
    booked = reverse("trainings:registered", args=[registration.public_id])
    assert "meet.example.jp" not in text(client.get(public))
    response = client.get(booked)
    assert "https://meet.example.jp/secret" in text(response)
    assert response["X-Robots-Tag"] == "noindex"
    assert "no-store" in response["Cache-Control"]
    Registration.objects.update(state="cancelled")
    assert "meet.example.jp" not in text(client.get(booked))


def test_withdrawing_asks_first_and_frees_the_seat(client, training, registration):
    url = reverse("trainings:withdraw", args=[registration.public_id])
    assert client.get(url).status_code == 200
    assert seats(training) == 1
    response = client.post(url, follow=True)
    assert "申込みを取り消しました。" in text(response)
    assert seats(training) == 0
    assert client.post(url).status_code == 302
    assert seats(training) == 0


@pytest.mark.parametrize("moment", [DURING, AFTER])
def test_withdrawing_ends_when_the_training_begins(client, training, registration, now, moment):
    now.move_to(moment)
    client.post(reverse("trainings:withdraw", args=[registration.public_id]))
    assert seats(training) == 1


def test_withdrawing_someone_marked_present_is_refused(client, training, session, registration):
    AttendanceFactory(session=session, registration=registration)
    response = client.post(
        reverse("trainings:withdraw", args=[registration.public_id]), follow=True
    )
    assert "ここからは取り消せません" in text(response)
    assert seats(training) == 1


@pytest.mark.parametrize("name", ["registered", "withdraw", "public_detail", "register"])
def test_unknown_address_is_not_found(client, name):
    assert client.get(reverse(f"trainings:{name}", args=[uuid4()])).status_code == 404


def test_draft_is_shown_to_its_officers_alone(client, training, officer, officer_elsewhere):
    training.state = TrainingState.DRAFT
    training.save()
    url = reverse("trainings:public_detail", args=[training.public_id])
    assert client.get(url).status_code == 404
    client.force_login(officer_elsewhere)
    assert client.get(url).status_code == 404
    client.force_login(officer)
    assert "公開前の確認表示です" in text(client.get(url))


@pytest.mark.parametrize(
    ("state", "capacity", "said"),
    [
        ("published", 30, "申し込む"),
        ("published", 0, "満席になりました"),
        ("closed", 30, "この研修は終了しました"),
        ("cancelled", 30, "この研修は中止になりました"),
    ],
)
def test_public_page_says_how_it_stands(client, training, state, capacity, said):
    training.state, training.capacity = state, capacity
    training.save()
    page = text(client.get(reverse("trainings:public_detail", args=[training.public_id])))
    assert said in page
    assert "令和8年11月21日（土）" in page
    assert ("申し込む</a>" in page) == (said == "申し込む")


def test_public_list_shows_what_is_to_come(client, training, organization, now):
    for state in ("draft", "closed", "cancelled"):
        TrainingFactory(organization=organization, state=state, session=True)
    response = client.get(reverse("trainings:public_list"))
    assert list(response.context["page"]) == [training]
    now.move_to(AFTER)
    assert list(client.get(reverse("trainings:public_list")).context["page"]) == []


def test_public_list_is_searched_by_words_and_prefecture(client, training, organization):
    other = TrainingFactory(title="図書館の講座", session__venue="中央図書館")
    SessionFactory(training=other, venue="別の会場")
    url = reverse("trainings:public_list")

    def found(**query):
        return list(client.get(url, query).context["page"])

    assert found(q="図書館") == [other]
    assert found(q="中央 図書館") == [other]
    assert found(q="みどり市福祉課 秋の") == [training]
    assert found(prefecture=organization.prefecture_id) == [training]
    assert found(q="どこにもない") == []


@pytest.mark.parametrize("name", ["public_list"])
def test_public_list_asks_as_much_for_three_as_for_one(
    client, training, organization, name, django_assert_num_queries
):
    url = reverse(f"trainings:{name}")
    client.get(url)
    with django_assert_num_queries(4):
        client.get(url)
    TrainingFactory.create_batch(2, organization=organization, session=True)
    with django_assert_num_queries(4):
        client.get(url)


def test_form_needs_its_token(url):
    from django.test import Client

    assert Client(enforce_csrf_checks=True).post(url, typed()).status_code == 403


def test_officer_of_the_organization_may_apply_too(client, training, url, officer):
    client.force_login(officer)
    client.post(url, typed(email=officer.email))
    assert Registration.objects.get().learner.user == officer


def test_another_users_learner_is_never_taken(client, training, url):
    LearnerFactory(user=UserFactory(email="hanako@example.jp"), name="髙橋 花子")
    client.post(url, typed())
    assert Registration.objects.get().learner.user is None


def test_registration_page_counts_seats_left(client, organization):
    training = TrainingFactory(organization=organization, capacity=3, session=True)
    RegistrationFactory(training=training)
    response = client.get(reverse("trainings:public_detail", args=[training.public_id]))
    assert response.context["seats_left"] == 2
    assert "残り2席" in text(response)
