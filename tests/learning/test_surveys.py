"""Questions before and after a course: once each, skipped at will, and nobody's afterwards."""

import pytest
from django.test import Client

from accounts.learners import merge_learners
from learning.models import Enrolment, LessonProgress, SurveyReceipt
from learning.services import SurveyNotOpenError, answer_survey
from surveys.enums import SurveyMoment
from surveys.models import SurveyCount, SurveySubmission
from tests.factories.accounts import LearnerFactory
from tests.factories.courses import published_edition, survey
from tests.factories.learning import CompletionFactory, EnrolmentFactory, do_all

pytestmark = pytest.mark.django_db

COURSE = "/courses/supporter/"
FIRST = f"{COURSE}chapter-1/lesson-1/"
ANSWERS = {"s-four": "a", "s-speak": "2"}


@pytest.fixture
def edition():
    return published_edition(course__slug="supporter")


@pytest.fixture
def asked(edition):
    return survey()


@pytest.fixture
def enrolment(edition, client):
    enrolment = EnrolmentFactory(edition=edition)
    client.force_login(enrolment.learner.user)
    return enrolment


def counts():
    rows = SurveyCount.objects.values_list("moment", "question", "choice", "number")
    return {(moment, question, choice): number for moment, question, choice, number in rows}


# Before ------------------------------------------------------------------------------------------


def test_start_asks_first_and_every_question_may_be_skipped(client, asked):
    response = client.post(f"{COURSE}start/")
    assert response["Location"] == f"{COURSE}before/"
    page = client.get(f"{COURSE}before/").content.decode()
    assert page.count('type="radio"') == 7
    assert f'href="{FIRST}"' in page
    assert "<ruby>四割<rp>" in page
    assert "checked" not in page
    assert client.get(FIRST).status_code == 200
    assert (SurveyReceipt.objects.count(), counts()) == (0, {})


def test_start_without_questions_leads_into_the_course(client, edition):
    assert client.post(f"{COURSE}start/")["Location"] == FIRST


def test_answers_before_are_counted_and_lead_into_the_course(client, asked):
    client.post(f"{COURSE}start/")
    assert client.post(f"{COURSE}before/", ANSWERS)["Location"] == FIRST
    assert counts() == {("before", "four", "a"): 1, ("before", "speak", "2"): 1}
    receipt = SurveyReceipt.objects.get()
    assert (receipt.enrolment, receipt.moment, receipt.survey) == (
        Enrolment.objects.get(),
        "before",
        asked,
    )


def test_answers_count_once_an_enrolment_and_moment(client, asked):
    client.post(f"{COURSE}start/")
    client.post(f"{COURSE}before/", ANSWERS)
    assert client.post(f"{COURSE}before/", ANSWERS)["Location"] == FIRST
    assert client.get(f"{COURSE}before/")["Location"] == FIRST
    assert sum(counts().values()) == 2


def test_some_answers_may_be_left_out(client, asked):
    client.post(f"{COURSE}start/")
    client.post(f"{COURSE}before/", {"s-speak": "4"})
    assert counts() == {("before", "speak", "4"): 1}


def test_unknown_answer_is_asked_again(client, asked):
    client.post(f"{COURSE}start/")
    assert client.post(f"{COURSE}before/", {"s-speak": "9"}).status_code == 200
    assert (SurveyReceipt.objects.count(), counts()) == (0, {})


def test_who_has_read_a_lesson_is_not_asked_before(client, enrolment, asked):
    client.post(f"{FIRST}done/")
    assert LessonProgress.objects.count() == 1
    assert client.get(f"{COURSE}before/").status_code == 302
    client.post(f"{COURSE}before/", ANSWERS)
    assert counts() == {}


def test_who_goes_on_is_not_asked_again(client, enrolment, asked):
    client.get(FIRST)
    assert client.post(f"{COURSE}start/")["Location"] == FIRST


def test_questions_need_a_started_course(client, asked):
    for moment in SurveyMoment.values:
        assert client.get(f"{COURSE}{moment}/")["Location"] == COURSE
        assert client.post(f"{COURSE}{moment}/", ANSWERS)["Location"] == COURSE
    assert counts() == {}


def test_answers_need_the_csrf_token(enrolment, asked):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(enrolment.learner.user)
    assert strict.post(f"{COURSE}before/", ANSWERS).status_code == 403


# After -------------------------------------------------------------------------------------------


def test_completed_course_offers_the_questions_after(client, enrolment, asked):
    assert "after/" not in client.get(COURSE).content.decode()
    completion = do_all(enrolment)
    completion.printed_name = "髙﨑 花子"
    completion.save()
    for page in (COURSE, f"/me/completions/{completion.pk}/"):
        assert f'href="{COURSE}after/"' in client.get(page).content.decode(), page
    assert client.get(f"{COURSE}after/").status_code == 200
    assert client.post(f"{COURSE}after/", ANSWERS)["Location"] == COURSE
    assert counts() == {("after", "four", "a"): 1, ("after", "speak", "2"): 1}
    for page in (COURSE, f"/me/completions/{completion.pk}/"):
        assert f"{COURSE}after/" not in client.get(page).content.decode(), page


def test_after_is_not_asked_before_the_course_is_completed(client, enrolment, asked):
    assert client.get(f"{COURSE}after/")["Location"] == COURSE
    client.post(f"{COURSE}after/", ANSWERS)
    assert counts() == {}


def test_after_asks_what_was_asked_before_though_others_are_asked_now(client, enrolment, asked):
    client.post(f"{COURSE}before/", ANSWERS)
    do_all(enrolment)
    newer = survey(prompt="声をかけてみますか。")
    assert newer != asked
    page = client.get(f"{COURSE}after/").content.decode()
    assert ("声をかけますか。" in page, "声をかけてみますか。" in page) == (True, False)
    client.post(f"{COURSE}after/", ANSWERS)
    assert set(SurveyCount.objects.values_list("round__survey", flat=True)) == {asked.pk}


def test_completion_by_attending_asks_nothing_online(client, asked, edition):
    completion = CompletionFactory(edition=edition, route="attended")
    client.force_login(completion.learner.user)
    page = client.get(f"/me/completions/{completion.pk}/").content.decode()
    assert f"{COURSE}after/" not in page


# Nobody's ----------------------------------------------------------------------------------------


def test_nothing_ties_an_answer_to_a_learner(client, enrolment, asked):
    client.post(f"{COURSE}before/", ANSWERS)
    assert SurveySubmission.objects.count() == 0
    fields = {field.name for field in SurveyReceipt._meta.get_fields()}
    assert fields == {"id", "enrolment", "moment", "survey"}


def test_learners_who_are_not_counted_answer_and_are_not_counted(client, enrolment, asked):
    enrolment.learner.is_counted = False
    enrolment.learner.save()
    assert client.post(f"{COURSE}before/", ANSWERS)["Location"] == FIRST
    assert (SurveyReceipt.objects.count(), counts()) == (1, {})


def test_answers_to_other_questions_are_refused(enrolment, asked):
    with pytest.raises(SurveyNotOpenError):
        answer_survey(
            enrolment_id=enrolment.pk, moment="before", survey_id=asked.pk + 1, answers={}
        )
    assert SurveyReceipt.objects.count() == 0


def test_merging_keeps_that_one_answered(edition, asked):
    own, visitor = LearnerFactory(), LearnerFactory(visitor=True)
    kept = EnrolmentFactory(learner=own, edition=edition)
    gone = EnrolmentFactory(learner=visitor, edition=edition)
    SurveyReceipt.objects.create(enrolment=gone, moment="before", survey=asked)
    merge_learners(source=visitor, target=own)
    assert [(row.enrolment, row.moment) for row in SurveyReceipt.objects.all()] == [
        (kept, "before")
    ]


def test_merging_two_who_answered_keeps_one_receipt(edition, asked):
    own, visitor = LearnerFactory(), LearnerFactory(visitor=True)
    for learner in (own, visitor):
        enrolment = EnrolmentFactory(learner=learner, edition=edition)
        SurveyReceipt.objects.create(enrolment=enrolment, moment="before", survey=asked)
    merge_learners(source=visitor, target=own)
    assert [row.enrolment.learner for row in SurveyReceipt.objects.all()] == [own]
