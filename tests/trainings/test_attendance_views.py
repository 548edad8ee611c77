from datetime import timedelta
from urllib.parse import urlencode

import pytest
from django.urls import reverse

from tests.factories.trainings import (
    AttendanceFactory,
    RegistrationFactory,
    SessionFactory,
    TrainingFactory,
)
from tests.trainings.conftest import AFTER, DOORS_OPEN
from trainings.models import Attendance, Registration, Training

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def doors_open(now):
    now.move_to(DOORS_OPEN)


@pytest.fixture
def page(training, session):
    return reverse("trainings:attendance", args=[training.pk, session.pk])


@pytest.fixture
def mark(training, session):
    return reverse("trainings:attendance_mark", args=[training.pk, session.pk])


def names(response):
    return [row.name for row in response.context["people"]]


def test_people_stand_in_the_order_of_furigana(at_desk, training, page):
    for name, kana in [
        ("渡邊", "わたなべ"),
        ("無記名", ""),
        ("相川", "あいかわ"),
        ("髙橋", "たかはし"),
    ]:
        RegistrationFactory(training=training, name=name, kana=kana)
    RegistrationFactory(training=training, name="取消", state="cancelled")
    assert names(at_desk.get(page)) == ["相川", "髙橋", "渡邊", "無記名"]


def test_marking_without_script_leads_back_to_the_row(at_desk, page, mark, registration):
    response = at_desk.post(mark, {"present": registration.pk})
    assert response.url == f"{page}#person-{registration.pk}"
    assert at_desk.get(page).context["present"] == 1
    at_desk.post(mark, {"absent": registration.pk})
    assert at_desk.get(page).context["present"] == 0


def test_marking_by_script_answers_the_row_and_the_count(at_desk, mark, registration):
    response = at_desk.post(mark, {"present": registration.pk}, headers={"HX-Request": "true"})
    html = response.content.decode()
    assert response.status_code == 200
    assert html.startswith(f'<li id="person-{registration.pk}"')
    assert 'name="absent"' in html
    assert 'aria-pressed="true"' in html
    assert '<strong id="hall-present" hx-swap-oob="true">1</strong>' in html
    assert "<html" not in html


def test_sending_a_mark_twice_is_once(at_desk, mark, registration):
    for _ in range(2):
        at_desk.post(mark, {"present": registration.pk})
    assert Attendance.objects.count() == 1


@pytest.mark.parametrize("sent", [{}, {"present": ""}, {"present": "x"}, {"absent": "１"}])
def test_bad_mark_is_refused(at_desk, mark, sent):
    assert at_desk.post(mark, sent).status_code == 400


@pytest.mark.parametrize("number", ["0", "999999999999999999999"])
def test_mark_of_nobody_is_not_found(at_desk, mark, number):
    assert at_desk.post(mark, {"present": number}).status_code == 404


def test_person_of_another_training_is_not_found(at_desk, mark, organization):
    other = RegistrationFactory(training=TrainingFactory(organization=organization))
    assert at_desk.post(mark, {"present": other.pk}).status_code == 404


def test_address_of_a_mark_leads_to_the_list(at_desk, page, mark, session):
    walk_in = reverse("trainings:attendance_walk_in", args=[session.training_id, session.pk])
    assert at_desk.get(mark).url == page
    assert at_desk.get(walk_in).url == page


def test_marking_after_the_session_ended_leads_the_page_through_the_sign_in(
    client, page, mark, registration
):
    headers = {"HX-Request": "true", "HX-Current-URL": f"http://testserver{page}?q=a"}
    response = client.post(mark, {"present": registration.pk}, headers=headers)
    sign_in = reverse("account_login")
    assert response["HX-Redirect"] == f"{sign_in}?{urlencode({'next': f'{page}?q=a'}, safe='/')}"
    assert response.content == b""
    elsewhere = {**headers, "HX-Current-URL": "https://example.com/"}
    response = client.post(mark, {"present": registration.pk}, headers=elsewhere)
    assert response["HX-Redirect"] == f"{sign_in}?next={mark}"
    assert Attendance.objects.count() == 0


def test_closed_training_says_so_and_marks_nobody(at_desk, page, mark, registration):
    Training.objects.update(state="closed")
    response = at_desk.post(mark, {"present": registration.pk}, follow=True)
    assert [str(message) for message in response.context["messages"]] == [
        "この研修は終了しているか、申込みが取り消されています。記録できませんでした。"
    ]
    row = at_desk.post(mark, {"present": registration.pk}, headers={"HX-Request": "true"})
    html = row.content.decode()
    assert 'aria-pressed="false"' in html
    assert "記録できませんでした" in html
    assert Attendance.objects.count() == 0
    assert " hx-post=" not in at_desk.get(page).content.decode()


@pytest.mark.parametrize("words", ["高橋", "髙橋", "ﾀｶﾊｼ", "たかは", "タカハシ ハナコ"])
def test_filter_works_without_script(at_desk, training, page, words):
    RegistrationFactory(training=training, name="髙橋 花子", kana="たかはし はなこ")
    RegistrationFactory(training=training, name="𠮷田 一郎", kana="よしだ いちろう")
    response = at_desk.get(page, {"q": words})
    assert names(response) == ["髙橋 花子"]
    assert response.context["registered"] == 2


@pytest.mark.parametrize(
    ("words", "found"),
    [("た", ["髙橋 健太"]), ("けん", ["髙橋 健太", "鈴木 研"]), ("太", ["髙橋 健太"]), ("ん", [])],
)
def test_filter_looks_at_the_beginnings_of_readings(at_desk, training, page, words, found):
    RegistrationFactory(training=training, name="髙橋 健太", kana="たかはし けんた")
    RegistrationFactory(training=training, name="鈴木 研", kana="すずき けん")
    assert sorted(names(at_desk.get(page, {"q": words}))) == sorted(found)


def test_filter_finds_a_receipt_number(at_desk, training, page, registration):
    RegistrationFactory.create_batch(2, training=training, kana="")
    assert names(at_desk.get(page, {"q": str(registration.pk)}))[0] == "髙橋 花子"


def test_page_opens_on_the_session_of_today(at_desk, training, session, now):
    before = SessionFactory(training=training, starts_at=session.starts_at - timedelta(days=7))
    after = SessionFactory(training=training, starts_at=session.starts_at + timedelta(days=7))
    address = reverse("trainings:attendance", args=[training.pk])

    def opened():
        return at_desk.get(address).context["session"]

    assert opened() == session
    now.move_to(AFTER)
    assert opened() == session
    now.shift(timedelta(days=1))
    assert opened() == after
    now.shift(timedelta(days=60))
    assert opened() == after
    now.move_to(before.starts_at - timedelta(days=3))
    assert opened() == before


def test_training_without_sessions_leads_to_its_plan(at_desk, organization):
    training = TrainingFactory(organization=organization)
    response = at_desk.get(reverse("trainings:attendance", args=[training.pk]))
    assert response.url == reverse("trainings:training_edit", args=[training.pk])


def test_sessions_are_marked_apart(at_desk, training, session, registration):
    other = SessionFactory(training=training, starts_at=session.starts_at + timedelta(days=7))
    AttendanceFactory(session=session, registration=registration)
    pages = [
        at_desk.get(reverse("trainings:attendance", args=[training.pk, each.pk]))
        for each in (session, other)
    ]
    assert [page.context["present"] for page in pages] == [1, 0]


def test_walk_in_is_added_present(at_desk, training, session, page):
    address = reverse("trainings:attendance_walk_in", args=[training.pk, session.pk])
    key = at_desk.get(page).context["walk_in"]["submission_key"].value()
    form = {"name": "飛入 参加", "kana": "トビイリ", "submission_key": str(key)}
    for _ in range(2):
        assert at_desk.post(address, form).url == page
    registration = Registration.objects.get()
    assert (registration.kana, registration.attendances.get().session) == ("とびいり", session)


def test_walk_in_of_a_known_name_points_to_the_list(at_desk, training, session, registration):
    address = reverse("trainings:attendance_walk_in", args=[training.pk, session.pk])
    response = at_desk.post(address, {"name": "高橋花子"})
    assert list(response.context["walk_in"].errors) == ["name"]
    assert Registration.objects.count() == 1


def test_walk_in_to_a_full_hall_is_told(at_desk, training, session):
    Training.objects.update(capacity=0)
    address = reverse("trainings:attendance_walk_in", args=[training.pk, session.pk])
    response = at_desk.post(address, {"name": "飛入 参加"})
    assert response.context["walk_in"].non_field_errors() == [
        "定員に達しています。研修の定員を増やしてから追加してください。"
    ]
    assert 'value="飛入 参加"' in response.content.decode()


def test_hall_of_five_hundred_is_light(at_desk, training, page, django_assert_num_queries):
    Training.objects.update(capacity=500)
    RegistrationFactory.create_batch(500, training=training, seat=False)
    at_desk.get(page)
    with django_assert_num_queries(7):
        response = at_desk.get(page)
    assert len(response.context["people"]) == 500
    assert len(response.content) < 300_000
