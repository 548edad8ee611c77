import uuid
from datetime import UTC, datetime

import pytest
import time_machine

from accounts.learners import merge_learners
from core.models import AuditEntry
from courses.enums import EditionState
from learning.enums import EnrolmentState, Route
from learning.models import Completion, Enrolment, LessonProgress
from learning.queries import course_progress, progress_by_lesson
from learning.services import (
    CourseNotOpenError,
    enrol_learner,
    mark_read,
    record_completion,
    save_completion_details,
    submit_answers,
)
from learning.signals import completion_ready
from quizzes.models import Attempt
from quizzes.queries import load_quiz
from tests.factories.accounts import LearnerFactory, MunicipalityFactory, OrganizationFactory
from tests.factories.courses import CourseEditionFactory, CourseFactory, published_edition
from tests.factories.learning import (
    CompletionFactory,
    EnrolmentFactory,
    do_all,
    do_lesson,
    lessons_of,
)
from tests.factories.quizzes import HALF_RIGHT, RIGHT

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 21, 3, tzinfo=UTC)


@pytest.fixture
def ready():
    """The completions announced as ready for a certificate."""
    heard = []

    def hear(sender, completion, **kwargs):
        heard.append((completion.pk, completion.printed_name))

    completion_ready.connect(hear)
    yield heard
    completion_ready.disconnect(hear)


# Enrolment ---------------------------------------------------------------------------------------


def test_enrol_pins_the_published_edition():
    edition = published_edition()
    learner = LearnerFactory()
    enrolment = enrol_learner(learner=learner, course=edition.course)
    assert (enrolment.learner, enrolment.course, enrolment.edition, enrolment.state) == (
        learner,
        edition.course,
        edition,
        EnrolmentState.ACTIVE,
    )


def test_enrol_twice_is_one_enrolment():
    edition, learner = published_edition(), LearnerFactory()
    first = enrol_learner(learner=learner, course=edition.course)
    assert enrol_learner(learner=learner, course=edition.course) == first


def test_enrolment_stays_in_its_edition_when_another_is_published():
    old = published_edition()
    enrolment = enrol_learner(learner=LearnerFactory(), course=old.course)
    old.state = EditionState.RETIRED
    old.save()
    new = published_edition(course=old.course, number=2)
    assert enrol_learner(learner=enrolment.learner, course=old.course).edition == old
    assert enrol_learner(learner=LearnerFactory(), course=old.course).edition == new


@pytest.mark.parametrize("state", [None, EditionState.DRAFT, EditionState.RETIRED])
def test_enrol_needs_a_published_edition(state):
    course = CourseFactory()
    if state:
        CourseEditionFactory(course=course, state=state)
    with pytest.raises(CourseNotOpenError):
        enrol_learner(learner=LearnerFactory(), course=course)
    assert Enrolment.objects.count() == 0


def test_enrol_again_after_completion_starts_anew():
    enrolment = EnrolmentFactory()
    do_all(enrolment)
    again = enrol_learner(learner=enrolment.learner, course=enrolment.course)
    assert (again.pk != enrolment.pk, again.state) == (True, EnrolmentState.ACTIVE)


# Progress ----------------------------------------------------------------------------------------


def test_mark_read_keeps_the_first_time():
    enrolment = EnrolmentFactory()
    lesson = lessons_of(enrolment)[0]
    with time_machine.travel(NOW, tick=False):
        mark_read(enrolment_id=enrolment.pk, lesson=lesson)
    mark_read(enrolment_id=enrolment.pk, lesson=lesson)
    row = LessonProgress.objects.get()
    assert (row.lesson_id, row.read_at, row.passed_at) == (lesson.id, NOW, None)


def submit(enrolment, lesson, answers, key=None):
    return submit_answers(
        enrolment_id=enrolment.pk,
        lesson=lesson,
        quiz=load_quiz(lesson.quiz_version_id, "ja"),
        submission_key=key or uuid.uuid4(),
        answers=answers,
    )


def test_failed_answers_are_kept_and_change_no_progress():
    enrolment = EnrolmentFactory()
    lesson = lessons_of(enrolment)[1]
    submission = submit(enrolment, lesson, HALF_RIGHT)
    assert (submission.attempt.is_passed, submission.completion) == (False, None)
    assert progress_by_lesson(enrolment.pk) == {}
    assert Attempt.objects.count() == 1


def test_passing_marks_the_lesson_read_and_keeps_the_first_attempt():
    enrolment = EnrolmentFactory()
    lesson = lessons_of(enrolment)[1]
    first = submit(enrolment, lesson, RIGHT).attempt
    submit(enrolment, lesson, RIGHT)
    row = LessonProgress.objects.get()
    assert (row.attempt, row.read_at, row.passed_at) == (first, row.passed_at, row.passed_at)
    assert Attempt.objects.count() == 2


def test_failing_after_passing_takes_nothing_back():
    enrolment = EnrolmentFactory()
    lesson = lessons_of(enrolment)[1]
    submit(enrolment, lesson, RIGHT)
    submit(enrolment, lesson, HALF_RIGHT)
    assert [
        (status.is_read, status.is_passed) for status in progress_by_lesson(enrolment.pk).values()
    ] == [(True, True)]


def test_resume_is_the_last_lesson_opened_until_it_is_done():
    enrolment = EnrolmentFactory()
    lessons = lessons_of(enrolment)
    shown = published_outline(enrolment)

    def resume(last):
        found = course_progress(shown, progress_by_lesson(enrolment.pk), last).resume
        return found and found.id

    assert resume(None) == lessons[0].id
    assert resume(lessons[2].id) == lessons[2].id
    do_lesson(enrolment, lessons[2])
    assert resume(lessons[2].id) == lessons[3].id
    do_lesson(enrolment, lessons[3])
    assert resume(lessons[3].id) == lessons[0].id
    do_all(enrolment)
    assert resume(lessons[3].id) is None


def published_outline(enrolment):
    from courses.queries import load_outline

    return load_outline(enrolment.edition_id, "ja")


# Completion --------------------------------------------------------------------------------------


def test_last_step_completes_with_evidence(ready):
    enrolment = EnrolmentFactory(edition=published_edition(with_reference=True))
    assert do_all(enrolment, but=1) is None
    last = published_outline(enrolment).required_lessons[-1]
    with time_machine.travel(NOW, tick=False):
        completion = do_lesson(enrolment, last)
    enrolment.refresh_from_db()
    attempts = sorted(str(pk) for pk in Attempt.objects.values_list("pk", flat=True))
    assert (
        completion.learner,
        completion.enrolment,
        completion.edition,
        completion.route,
        completion.completed_at,
        completion.fiscal_year,
        completion.evidence,
        completion.is_counted,
        completion.printed_name,
    ) == (
        enrolment.learner,
        enrolment,
        enrolment.edition,
        Route.ONLINE,
        NOW,
        2026,
        {"lessons": 4, "attempts": attempts},
        True,
        "",
    )
    assert (enrolment.state, enrolment.completed_at) == (EnrolmentState.COMPLETED, NOW)
    assert ready == []  # the certificate's details are still to come


def test_reading_alone_does_not_complete():
    enrolment = EnrolmentFactory()
    for lesson in lessons_of(enrolment):
        assert mark_read(enrolment_id=enrolment.pk, lesson=lesson) is None
    assert Completion.objects.count() == 0


def test_completion_of_a_learner_who_never_counts_is_not_counted():
    enrolment = EnrolmentFactory(learner__is_counted=False)
    assert do_all(enrolment).is_counted is False


def test_completing_twice_in_a_fiscal_year_is_one_completion():
    enrolment = EnrolmentFactory()
    first = do_all(enrolment)
    again = enrol_learner(learner=enrolment.learner, course=enrolment.course)
    assert do_all(again) == first
    again.refresh_from_db()
    assert again.state == EnrolmentState.COMPLETED
    assert Completion.objects.count() == 1


@pytest.mark.parametrize(
    ("moment", "year"),
    [
        (datetime(2027, 3, 31, 14, 59, tzinfo=UTC), 2026),
        (datetime(2027, 3, 31, 15, 0, tzinfo=UTC), 2027),  # midnight in Tokyo: 1 April
    ],
)
def test_fiscal_year_turns_on_the_first_of_april_in_tokyo(moment, year):
    edition = published_edition()
    completion = record_completion(
        learner=LearnerFactory(), edition=edition, route=Route.ATTENDED, completed_at=moment
    )
    assert completion.fiscal_year == year


def test_next_fiscal_year_is_another_completion():
    edition, learner = published_edition(), LearnerFactory()
    for moment in (NOW, NOW.replace(year=2027)):
        record_completion(
            learner=learner, edition=edition, route=Route.ATTENDED, completed_at=moment
        )
    assert list(Completion.objects.values_list("fiscal_year", flat=True)) == [2027, 2026]


def attended(learner, edition, **changes):
    organization = changes.pop("organization", None) or OrganizationFactory()
    return record_completion(
        **{
            "learner": learner,
            "edition": edition,
            "route": Route.ATTENDED,
            "completed_at": NOW,
            "printed_name": "𠮷田 花子",
            "printed_kana": "よしだ はなこ",
            "organization": organization,
            "municipality": organization.municipality,
            "issuer_name": "架空市長",
            "age_band": "40",
            **changes,
        }
    )


def test_record_completion_with_a_name_is_ready_at_once_and_only_once(ready):
    edition, learner = published_edition(), LearnerFactory(roster=True)
    completion = attended(learner, edition)
    assert attended(learner, edition, printed_name="別の名") == completion
    completion.refresh_from_db()
    assert ready == [(completion.pk, "𠮷田 花子")]
    assert completion.prefecture_code == completion.municipality.prefecture_id
    assert AuditEntry.objects.filter(action="completion.recorded").count() == 1


def test_record_completion_fills_what_the_first_lacks(ready):
    enrolment = EnrolmentFactory()
    first = do_all(enrolment)
    place = OrganizationFactory()
    completion = attended(enrolment.learner, enrolment.edition, organization=place)
    assert completion == first
    assert (completion.route, completion.printed_name, completion.municipality) == (
        Route.ONLINE,
        "𠮷田 花子",
        place.municipality,
    )
    assert ready == [(first.pk, "𠮷田 花子")]


def test_record_completion_follows_a_merged_learner():
    source, between, target = LearnerFactory.create_batch(3, visitor=True)
    merge_learners(source=source, target=between)
    merge_learners(source=between, target=target)
    source.refresh_from_db()
    assert attended(source, published_edition()).learner == target


def details(**changes):
    return {
        "name": "髙﨑 花子",
        "kana": "たかさき はなこ",
        "municipality": changes.pop("municipality", None) or MunicipalityFactory(),
        "age_band": "60",
        **changes,
    }


def test_details_are_frozen_once_and_kept_for_the_next_course(ready):
    completion = do_all(EnrolmentFactory())
    given = details()
    saved = save_completion_details(completion=completion, **given)
    learner = saved.learner
    learner.refresh_from_db()
    assert (
        saved.printed_name,
        saved.printed_kana,
        saved.municipality,
        saved.prefecture_code,
        saved.age_band,
    ) == (
        "髙﨑 花子",
        "たかさき はなこ",
        given["municipality"],
        given["municipality"].prefecture_id,
        "60",
    )
    assert (learner.name, learner.kana, learner.municipality, learner.age_band) == (
        "髙﨑 花子",
        "たかさき はなこ",
        given["municipality"],
        "60",
    )
    again = save_completion_details(completion=completion, **details(name="別の名"))
    assert again.printed_name == "髙﨑 花子"
    assert ready == [(completion.pk, "髙﨑 花子")]


def test_moving_house_later_does_not_move_the_completion():
    completion = save_completion_details(completion=do_all(EnrolmentFactory()), **details())
    learner = completion.learner
    learner.municipality = MunicipalityFactory()
    learner.save()
    place = completion.municipality
    completion.refresh_from_db()
    assert (completion.municipality, completion.prefecture_code) == (place, place.prefecture_id)


def test_details_leave_a_frozen_place_alone():
    completion = CompletionFactory(printed_name="", printed_kana="")
    place = completion.municipality
    saved = save_completion_details(completion=completion, **details())
    assert (saved.municipality, saved.printed_name) == (place, "髙﨑 花子")
