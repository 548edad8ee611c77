"""Two of the same at the same moment, on real connections."""

import threading
import uuid

import pytest
from django.db import connection, transaction

from courses.enums import EditionState
from courses.publishing import publish_edition
from learning.models import (
    Completion,
    Enrolment,
    LessonProgress,
    Reflection,
    SurveyReceipt,
)
from learning.queries import progress_by_lesson
from learning.services import (
    SurveyNotOpenError,
    answer_survey,
    enrol_learner,
    mark_read,
    merge_learning,
    record_completion,
    save_completion_details,
    save_reflection,
    submit_answers,
)
from learning.signals import completion_ready
from quizzes.models import Attempt
from quizzes.queries import load_quiz
from surveys.models import SurveyCount, SurveyRound
from tests.factories.accounts import LearnerFactory, MunicipalityFactory
from tests.factories.courses import published_edition, survey
from tests.factories.learning import EnrolmentFactory, do_all, do_lesson, lessons_of
from tests.factories.quizzes import RIGHT

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]

ROUNDS = 8


@pytest.fixture
def ready():
    heard = []

    def hear(sender, completion, **kwargs):
        heard.append(completion.pk)

    completion_ready.connect(hear)
    yield heard
    completion_ready.disconnect(hear)


def at_once(*calls):
    """Run the calls in threads that start together; returns results, raises the first error."""
    gate = threading.Barrier(len(calls))
    results = [None] * len(calls)
    errors = []

    def run(number, call):
        try:
            gate.wait(timeout=10)
            results[number] = call()
        except Exception as error:  # noqa: BLE001 - raised again in the test itself
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    if errors:
        raise errors[0]
    return results


def pass_quiz(enrolment, lesson, key=None):
    return submit_answers(
        enrolment_id=enrolment.pk,
        lesson=lesson,
        quiz=load_quiz(lesson.quiz_version_id, "ja"),
        submission_key=key or uuid.uuid4(),
        answers=RIGHT,
    )


def test_last_two_steps_at_once_give_one_completion():
    for _round in range(ROUNDS):
        enrolment = EnrolmentFactory()
        lessons = lessons_of(enrolment)
        do_lesson(enrolment, lessons[0])
        do_lesson(enrolment, lessons[1])
        found = at_once(
            lambda e=enrolment, lesson=lessons[2]: mark_read(enrolment_id=e.pk, lesson=lesson),
            lambda e=enrolment, lesson=lessons[3]: pass_quiz(e, lesson).completion,
        )
        assert sum(completion is not None for completion in found) == 1
        assert Completion.objects.filter(learner=enrolment.learner).count() == 1


def test_same_quiz_sent_many_times_at_once_is_one_attempt_and_one_completion():
    enrolment = EnrolmentFactory()
    do_all(enrolment, but=1)
    before = Attempt.objects.count()
    last, key = lessons_of(enrolment)[-1], uuid.uuid4()
    found = at_once(*[lambda: pass_quiz(enrolment, last, key)] * 8)
    assert len({submission.attempt.pk for submission in found}) == 1
    assert Attempt.objects.count() == before + 1
    assert sum(submission.completion is not None for submission in found) == 1
    assert Completion.objects.count() == 1


def test_completion_by_two_routes_at_once_is_one_and_is_announced_once(ready):
    edition, learner = published_edition(), LearnerFactory(roster=True)

    def record():
        from datetime import UTC, datetime

        return record_completion(
            learner=learner,
            edition=edition,
            route="attended",
            completed_at=datetime(2026, 11, 21, 3, tzinfo=UTC),
            printed_name="髙﨑 花子",
        )

    found = at_once(*[record] * 8)
    assert len({completion.pk for completion in found}) == 1
    assert ready == [found[0].pk]


def test_details_saved_twice_at_once_are_frozen_once(ready):
    completion = do_all(EnrolmentFactory())
    place = MunicipalityFactory()

    def save(name):
        return save_completion_details(
            completion=Completion.objects.get(pk=completion.pk),
            name=name,
            kana="かな",
            municipality=place,
        )

    found = at_once(*[lambda n=number: save(f"名{n}") for number in range(6)])
    assert len({saved.printed_name for saved in found}) == 1
    assert ready == [completion.pk]


def test_start_pressed_many_times_at_once_is_one_enrolment():
    edition, learner = published_edition(), LearnerFactory()
    found = at_once(*[lambda: enrol_learner(learner=learner, course=edition.course)] * 8)
    assert len({enrolment.pk for enrolment in found}) == 1
    assert Enrolment.objects.count() == 1


def test_enrolling_while_an_edition_is_published_lands_on_the_old_or_the_new():
    for _round in range(ROUNDS):
        old = published_edition()
        new = published_edition(course=old.course, number=2, state=EditionState.DRAFT)
        learners = LearnerFactory.create_batch(6, visitor=True)
        *enrolments, _swapped = at_once(
            *[
                lambda learner=learner, course=old.course: enrol_learner(
                    learner=learner, course=course
                )
                for learner in learners
            ],
            lambda new=new: publish_edition(edition=new),
        )
        assert {enrolment.edition_id for enrolment in enrolments} <= {old.pk, new.pk}
        assert [enrolment.learner_id for enrolment in enrolments] == [one.pk for one in learners]


def test_answers_sent_while_signing_in_merges_the_learners_are_not_lost():
    from django.utils import timezone

    for _round in range(ROUNDS):
        edition = published_edition()
        own, visitor = LearnerFactory(), LearnerFactory(visitor=True)
        kept = EnrolmentFactory(learner=own, edition=edition)
        gone = EnrolmentFactory(learner=visitor, edition=edition)
        lesson = lessons_of(kept)[1]

        def answer(gone=gone, lesson=lesson):
            try:
                return pass_quiz(gone, lesson).attempt.is_passed
            except Enrolment.DoesNotExist:
                return None  # the view then sends the answers to the account's enrolment

        def sign_in(own=own, visitor=visitor):
            merge_learning(source=visitor, target=own, at=timezone.now())

        acknowledged, _merged = at_once(answer, sign_in)
        assert list(Enrolment.objects.filter(learner__in=[own, visitor])) == [kept]
        passed = {pk for pk, status in progress_by_lesson(kept.pk).items() if status.is_passed}
        assert passed == ({lesson.id} if acknowledged else set())
        assert own.attempts.count() == (1 if acknowledged else 0)
        assert visitor.attempts.count() == 0


def test_progress_of_one_lesson_is_one_row():
    enrolment = EnrolmentFactory()
    lesson = lessons_of(enrolment)[0]
    at_once(*[lambda: mark_read(enrolment_id=enrolment.pk, lesson=lesson)] * 8)
    assert LessonProgress.objects.count() == 1


def test_start_does_not_wait_for_an_edition_that_is_being_published():
    old = published_edition()
    new = published_edition(course=old.course, number=2, state=EditionState.DRAFT)
    learner = LearnerFactory()
    with transaction.atomic():
        publish_edition(edition=new)
        (enrolment,) = at_once(lambda: enrol_learner(learner=learner, course=old.course))
    assert enrolment.edition == old
    old.refresh_from_db()
    assert (old.state, enrol_learner(learner=learner, course=old.course)) == (
        EditionState.RETIRED,
        enrolment,
    )


def test_reflection_saved_many_times_at_once_is_one():
    enrolment = EnrolmentFactory()
    lesson = lessons_of(enrolment)[0]

    def save(text):
        save_reflection(enrolment_id=enrolment.pk, lesson=lesson, key="who", text=text)

    at_once(*[lambda n=number: save(f"文{n}") for number in range(8)])
    assert Reflection.objects.count() == 1


def test_reflection_saved_while_signing_in_is_the_accounts_or_was_not_acknowledged():
    from django.utils import timezone

    for _round in range(ROUNDS):
        edition = published_edition()
        own, visitor = LearnerFactory(), LearnerFactory(visitor=True)
        EnrolmentFactory(learner=own, edition=edition)
        gone = EnrolmentFactory(learner=visitor, edition=edition)
        lesson = lessons_of(gone)[0]

        def save(gone=gone, lesson=lesson):
            try:
                save_reflection(enrolment_id=gone.pk, lesson=lesson, key="who", text="文")
            except Enrolment.DoesNotExist:
                return False  # the view then gives the text back
            return True

        def sign_in(own=own, visitor=visitor):
            merge_learning(source=visitor, target=own, at=timezone.now())

        acknowledged, _merged = at_once(save, sign_in)
        assert own.reflections.count() == (1 if acknowledged else 0)
        assert visitor.reflections.count() == 0


def test_survey_sent_many_times_at_once_counts_once():
    enrolment = EnrolmentFactory()
    asked = survey()

    def send(choice):
        try:
            answer_survey(
                enrolment_id=enrolment.pk,
                moment="before",
                survey_id=asked.pk,
                answers={"four": choice, "speak": "1"},
            )
        except SurveyNotOpenError:
            return False
        return True

    sent = at_once(*[lambda n=number: send("abc"[n % 3]) for number in range(8)])
    assert sent.count(True) == 1
    assert SurveyReceipt.objects.count() == 1
    assert sum(SurveyCount.objects.values_list("number", flat=True)) == 2


def test_many_who_answer_at_once_are_all_counted():
    edition = published_edition()
    asked = survey()
    enrolments = EnrolmentFactory.create_batch(8, edition=edition)

    def send(number):
        answer_survey(
            enrolment_id=enrolments[number].pk,
            moment="before",
            survey_id=asked.pk,
            answers={"speak": "1234"[number % 2], "four": "abc"[number % 3]},
        )

    at_once(*[lambda n=number: send(n) for number in range(8)])
    assert SurveyRound.objects.count() == 1
    assert sum(SurveyCount.objects.filter(question="four").values_list("number", flat=True)) == 8
    assert sum(SurveyCount.objects.filter(question="speak").values_list("number", flat=True)) == 8
