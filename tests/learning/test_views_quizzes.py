import re
import uuid
from functools import partial

import pytest
from django.conf import settings
from django.core import mail
from django.test import Client

from accounts.models import Learner
from learning.models import Completion, Enrolment
from learning.queries import progress_by_lesson
from quizzes.models import Attempt
from tests.factories.accounts import PASSWORD, LearnerFactory, UserFactory
from tests.factories.courses import check_quiz, published_edition
from tests.factories.learning import EnrolmentFactory, do_all, lessons_of
from tests.factories.quizzes import (
    HALF_RIGHT,
    MIXED_POSTED,
    MIXED_RIGHT,
    RIGHT,
    AttemptFactory,
    mixed_quiz,
    quiz_data,
)
from tests.signing import sign_up

pytestmark = pytest.mark.django_db

LESSON = "/courses/supporter/chapter-1/lesson-2/"
QUIZ = f"{LESSON}quiz/"


@pytest.fixture
def quiz():
    return check_quiz


@pytest.fixture
def edition(quiz):
    return published_edition(course__slug="supporter", quiz=quiz)


@pytest.fixture
def enrolment(edition, client):
    enrolment = EnrolmentFactory(edition=edition)
    client.force_login(enrolment.learner.user)
    return enrolment


def text(response):
    return re.sub(r"\s+", " ", response.content.decode())


def checked(response):
    return re.findall(r'id="q-([\w-]+)" checked', response.content.decode())


def test_right_answers_pass_and_lead_to_the_result(client, enrolment):
    response = client.post(QUIZ, quiz_data())
    attempt = Attempt.objects.get()
    assert response["Location"] == f"/courses/attempts/{attempt.pk}/"
    assert (attempt.learner, attempt.answers, attempt.is_passed) == (enrolment.learner, RIGHT, True)
    page = text(client.get(response["Location"]))
    assert "2問中2問正解。合格です" in page
    assert 'href="/courses/supporter/chapter-2/lesson-1/"' in page


def test_result_explains_every_choice(client, enrolment):
    response = client.post(QUIZ, quiz_data(HALF_RIGHT))
    page = text(client.get(response["Location"]))
    assert "2問中1問正解。もう少しです" in page
    assert page.count("説明 ") == 6
    assert (page.count("dads-chip--success"), page.count("dads-chip--error")) == (1 + 3, 1)
    assert page.count("あなたの答え") == 3
    assert f'href="{LESSON}#quiz"' in page


def test_form_sent_twice_is_one_attempt_with_one_result(client, enrolment):
    data = quiz_data()
    first, second = client.post(QUIZ, data), client.post(QUIZ, data)
    assert first["Location"] == second["Location"]
    assert Attempt.objects.count() == 1


def test_every_form_shown_is_a_submission_of_its_own(client, enrolment):
    keys = {
        re.search(r'name="submission_key" value="([\w-]+)"', text(client.get(LESSON)))[1]
        for _ in range(3)
    }
    assert len({uuid.UUID(key) for key in keys}) == 3


def test_retries_are_unlimited(client, enrolment):
    for _ in range(4):
        client.post(QUIZ, quiz_data(HALF_RIGHT))
    client.post(QUIZ, quiz_data())
    assert Attempt.objects.count() == 5
    assert [tuple(status) for status in progress_by_lesson(enrolment.pk).values()] == [(True, True)]


def test_missing_answer_is_named_and_nothing_is_lost(client, enrolment):
    key = uuid.uuid4()
    response = client.post(QUIZ, quiz_data({"many": ["a", "c"]}, key))
    page = text(response)
    assert response.status_code == 200
    assert checked(response) == ["many-a", "many-c"]
    assert '<a href="#q-one">問1：ひとつ選んでください。</a>' in page
    assert "<title>エラー：レッスン2" in page
    assert f'name="submission_key" value="{key}"' in page
    assert Attempt.objects.count() == 0


@pytest.mark.parametrize(
    "answers",
    [{"one": ["z"], "many": ["a", "b"]}, {"one": ["a"], "many": ["a", "<script>"]}],
)
def test_forged_choice_is_refused(client, enrolment, answers):
    response = client.post(QUIZ, quiz_data(answers))
    assert response.status_code == 200
    assert "<script>" not in text(response)
    assert Attempt.objects.count() == 0


def test_forged_question_changes_nothing(client, enrolment):
    client.post(QUIZ, quiz_data({**RIGHT, "forged": ["a"]}))
    assert Attempt.objects.get().answers == RIGHT


def test_quiz_address_by_link_leads_to_the_quiz(client, enrolment):
    assert client.get(QUIZ)["Location"] == f"{LESSON}#quiz"


def test_lesson_without_quiz_takes_no_answers(client, enrolment):
    assert (
        client.post("/courses/supporter/chapter-1/lesson-1/quiz/", quiz_data()).status_code == 404
    )


def test_answers_need_the_csrf_token(enrolment):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(enrolment.learner.user)
    assert strict.post(QUIZ, quiz_data()).status_code == 403
    assert Attempt.objects.count() == 0


def test_last_quiz_completes_and_leads_to_the_certificate(client, enrolment):
    do_all(enrolment, but=1)
    client.post("/courses/supporter/chapter-2/lesson-2/quiz/", quiz_data())
    completion = Completion.objects.get()
    attempt = Attempt.objects.first()
    page = text(client.get(f"/courses/attempts/{attempt.pk}/"))
    assert f'href="/completions/{completion.pk}/details/"' in page


def test_result_of_another_person_is_not_found(client, enrolment):
    version = lessons_of(enrolment)[1].quiz_version_id
    theirs = AttemptFactory(version_id=version)
    EnrolmentFactory(learner=theirs.learner, edition=enrolment.edition)
    assert client.get(f"/courses/attempts/{theirs.pk}/").status_code == 404
    assert Client().get(f"/courses/attempts/{theirs.pk}/").status_code == 404
    owner = Client()
    owner.force_login(theirs.learner.user)
    assert owner.get(f"/courses/attempts/{theirs.pk}/").status_code == 200


# Every kind of question -------------------------------------------------------------------------


# The quiz of `LESSON` asks a question of every kind.
mixed = pytest.mark.parametrize("quiz", [partial(mixed_quiz, lesson="lesson-1")], ids=["mixed"])


def selected(response):
    return re.findall(r'value="([\w-]+:\d)" selected', response.content.decode())


@mixed
def test_quiz_of_every_kind_asks_with_plain_controls(client, enrolment):
    page = text(client.get(LESSON))
    assert page.count('<select name="q-') == 5
    assert page.count('type="radio"') == 3 + 2
    assert page.count("<ruby>孤独") == 5
    for key in ("notice", "speak", "listen"):
        assert f'<label for="q-steps-{key}">選択肢 {key}</label>' in page


@mixed
def test_right_answers_of_every_kind_pass(client, enrolment):
    response = client.post(QUIZ, quiz_data(MIXED_POSTED))
    attempt = Attempt.objects.get()
    assert (attempt.answers, attempt.correct_count, attempt.is_passed) == (MIXED_RIGHT, 5, True)
    page = text(client.get(response["Location"]))
    assert page.count("説明 ") == 3 + 3 + 2 + 3 + 2
    assert page.count('href="/courses/supporter/chapter-1/lesson-1/"') >= 5
    assert page.count("dads-tile--wrong") == 0


@mixed
def test_result_of_every_kind_shows_what_was_answered(client, enrolment):
    answers = {
        **MIXED_POSTED,
        "fact": ["false"],
        "steps": ["notice:2", "speak:1", "listen:3"],
        "words": ["lonely:1", "isolated:2"],
    }
    response = client.post(QUIZ, quiz_data(answers))
    page = text(client.get(response["Location"]))
    assert "5問中2問正解。もう少しです" in page
    places = re.findall(r"あなたの答え：(\d)番目", page)
    assert places == ["2", "1", "3"]
    assert page.count("dads-tile--wrong") == 1 + 2 + 2


@mixed
@pytest.mark.parametrize(
    ("question", "values", "reason"),
    [
        ("steps", ["notice:1", "speak:1", "listen:3"], "同じ順番を二度選んでいます。"),
        ("steps", ["notice:1", "", ""], "すべてに順番を選んでください。"),
        ("words", ["lonely:1", "isolated:1"], "同じものを二度選んでいます。"),
    ],
)
def test_mistake_in_a_numbered_question_is_named_and_nothing_is_lost(
    client, enrolment, question, values, reason
):
    answers = {**MIXED_POSTED, question: values}
    response = client.post(QUIZ, quiz_data(answers))
    page = text(response)
    assert f'<a href="#q-{question}">' in page
    assert page.count(reason) == 2
    assert checked(response) == ["one-a", "many-a", "many-b", "fact-true"]
    kept = [each for key in ("steps", "words") for each in answers[key] if each]
    assert sorted(selected(response)) == sorted(kept)
    assert Attempt.objects.count() == 0


@mixed
def test_kept_answers_of_every_kind_are_graded_after_signing_in(enrolment):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(enrolment.learner.user)
    strict.get(LESSON)
    lose_session(strict)
    post(strict, QUIZ, quiz_data(MIXED_POSTED))
    user = enrolment.learner.user
    post(strict, "/accounts/login/", {"login": user.email, "password": PASSWORD})
    assert Attempt.objects.get().answers == MIXED_RIGHT


@mixed
def test_form_of_every_kind_sent_twice_is_one_attempt(client, enrolment):
    data = quiz_data(MIXED_POSTED)
    first, second = client.post(QUIZ, data), client.post(QUIZ, data)
    assert first["Location"] == second["Location"]
    assert Attempt.objects.count() == 1


# The session ended in the middle of a quiz ---------------------------------------------------------


def lose_session(client):
    """What an expired session leaves in the browser: the CSRF cookie alone."""
    client.session.delete()
    del client.cookies[settings.SESSION_COOKIE_NAME]


def token(client):
    return client.cookies[settings.CSRF_COOKIE_NAME].value


@pytest.fixture
def strict(enrolment):
    """A browser with CSRF checks, on the quiz page, whose session has just ended."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(enrolment.learner.user)
    client.get(LESSON)
    lose_session(client)
    return client


def post(client, path, data):
    return client.post(path, {**data, "csrfmiddlewaretoken": token(client)})


def test_lost_session_keeps_the_answers_and_asks_to_sign_in(strict, enrolment):
    response = post(strict, QUIZ, quiz_data())
    assert response["Location"] == "/accounts/login/"
    page = text(strict.get("/accounts/login/"))
    assert "解答は預かっています" in page
    assert (Attempt.objects.count(), Learner.objects.count()) == (0, 1)


def test_kept_answers_are_graded_after_signing_in_with_a_password(strict, enrolment):
    post(strict, QUIZ, quiz_data())
    user = enrolment.learner.user
    response = post(strict, "/accounts/login/", {"login": user.email, "password": PASSWORD})
    attempt = Attempt.objects.get()
    assert response["Location"] == f"/courses/attempts/{attempt.pk}/"
    assert (attempt.learner, attempt.answers) == (enrolment.learner, RIGHT)
    assert strict.get(response["Location"]).status_code == 200
    assert [tuple(status) for status in progress_by_lesson(enrolment.pk).values()] == [(True, True)]


def test_kept_answers_are_graded_after_signing_in_with_a_code(strict, enrolment):
    post(strict, QUIZ, quiz_data(HALF_RIGHT))
    asked = post(strict, "/accounts/login/code/", {"email": enrolment.learner.user.email})
    code = re.search(r"\b[A-Z]{4}-[A-Z]{4}\b", mail.outbox[-1].body)[0]
    response = post(strict, asked["Location"], {"code": code})
    attempt = Attempt.objects.get()
    assert response["Location"] == f"/courses/attempts/{attempt.pk}/"
    assert (attempt.learner, attempt.answers) == (enrolment.learner, HALF_RIGHT)


def test_kept_answers_are_graded_after_signing_up(strict, enrolment):
    post(strict, QUIZ, quiz_data())
    response = sign_up(strict, "new@example.jp", "a long pass phrase", post)
    attempt = Attempt.objects.get()
    assert response["Location"] == f"/courses/attempts/{attempt.pk}/"
    assert attempt.learner.user.email == "new@example.jp"
    assert Enrolment.objects.get(learner=attempt.learner).edition == enrolment.edition


def test_kept_answers_are_graded_once(strict, enrolment):
    data = quiz_data()
    post(strict, QUIZ, data)
    post(strict, QUIZ, data)
    user = enrolment.learner.user
    post(strict, "/accounts/login/", {"login": user.email, "password": PASSWORD})
    post(strict, QUIZ, data)
    assert Attempt.objects.count() == 1


def test_kept_answers_with_one_missing_are_shown_again_after_signing_in(strict, enrolment):
    post(strict, QUIZ, quiz_data({"many": ["a", "c"]}))
    user = enrolment.learner.user
    response = post(strict, "/accounts/login/", {"login": user.email, "password": PASSWORD})
    assert response["Location"] == f"{LESSON}#quiz"
    assert checked(strict.get(LESSON)) == ["many-a", "many-c"]
    post(strict, QUIZ, quiz_data())
    assert Attempt.objects.count() == 1
    assert checked(strict.get(LESSON)) == []


def test_kept_answers_are_shown_in_their_own_course_alone(strict, enrolment):
    EnrolmentFactory(edition=published_edition(course__slug="advanced"), learner=enrolment.learner)
    post(strict, QUIZ, quiz_data({"many": ["a", "c"]}))
    user = enrolment.learner.user
    post(strict, "/accounts/login/", {"login": user.email, "password": PASSWORD})
    other = LESSON.replace("supporter", "advanced")
    assert checked(strict.get(other)) == []
    assert checked(strict.get(LESSON)) == ["many-a", "many-c"]


def test_kept_answers_to_a_quiz_that_is_gone_do_not_stop_the_sign_in(strict, enrolment):
    post(strict, "/courses/unknown/chapter-1/lesson-2/quiz/", quiz_data())
    user = enrolment.learner.user
    response = post(strict, "/accounts/login/", {"login": user.email, "password": PASSWORD})
    assert response["Location"] == "/me/"
    assert Attempt.objects.count() == 0


def test_lost_session_still_needs_the_csrf_token(strict):
    assert strict.post(QUIZ, quiz_data()).status_code == 403


def test_answers_of_a_learner_who_has_not_started_start_the_course(client, edition):
    user = UserFactory()
    client.force_login(user)
    response = client.post(QUIZ, quiz_data())
    attempt = Attempt.objects.get()
    assert response["Location"] == f"/courses/attempts/{attempt.pk}/"
    assert attempt.learner.user == user


def test_visitors_progress_follows_them_when_they_sign_up(client, edition):
    client.post("/courses/supporter/start/")
    client.post(QUIZ, quiz_data())
    visitor = Learner.objects.get()
    sign_up(client, "new@example.jp", "a long pass phrase")
    visitor.refresh_from_db()
    assert visitor.user.email == "new@example.jp"
    elsewhere = Client()
    elsewhere.force_login(visitor.user)
    assert "確認テスト合格" in text(elsewhere.get("/courses/supporter/"))


def test_visitors_progress_joins_the_account_they_sign_in_to(client, edition):
    own = LearnerFactory()
    EnrolmentFactory(learner=own, edition=edition)
    client.post("/courses/supporter/start/")
    client.post(QUIZ, quiz_data())
    client.post("/accounts/login/", {"login": own.user.email, "password": PASSWORD})
    assert own.attempts.count() == 1
    assert "確認テスト合格" in text(client.get("/courses/supporter/"))


def test_next_user_of_a_shared_device_meets_nobodys_progress(client, edition):
    client.post("/courses/supporter/start/")
    sign_up(client, "new@example.jp", "a long pass phrase")
    client.post("/accounts/logout/")
    assert client.get(LESSON)["Location"] == "/courses/supporter/"
    assert 'action="/courses/supporter/start/"' in text(client.get("/courses/supporter/"))
