from datetime import UTC, datetime, timedelta

import pytest

from accounts.learners import merge_learners
from courses.enums import EditionState
from learning.enums import EnrolmentState, Route
from learning.models import Completion, Enrolment, LessonProgress
from learning.queries import progress_by_lesson
from learning.services import mark_read, record_completion
from quizzes.models import Attempt
from tests.factories.accounts import LearnerFactory
from tests.factories.courses import published_edition
from tests.factories.learning import EnrolmentFactory, do_all, do_lesson, lessons_of

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 21, 3, tzinfo=UTC)


@pytest.fixture
def edition():
    return published_edition()


@pytest.fixture
def own():
    return LearnerFactory()


@pytest.fixture
def visitor():
    return LearnerFactory(visitor=True)


def merge(visitor, own):
    merge_learners(source=visitor, target=own)


def test_merge_moves_a_course_the_account_has_not_started(edition, own, visitor):
    enrolment = EnrolmentFactory(learner=visitor, edition=edition)
    do_all(enrolment, but=1)
    before = progress_by_lesson(enrolment.pk)
    merge(visitor, own)
    enrolment.refresh_from_db()
    assert (enrolment.learner, progress_by_lesson(enrolment.pk)) == (own, before)
    assert set(Attempt.objects.values_list("learner", flat=True)) == {own.pk}


def test_merge_folds_the_progress_of_both(edition, own, visitor):
    kept = EnrolmentFactory(learner=own, edition=edition)
    gone = EnrolmentFactory(learner=visitor, edition=edition, last_lesson_id=None)
    lessons = lessons_of(kept)
    do_lesson(kept, lessons[0])
    do_lesson(gone, lessons[0])
    do_lesson(gone, lessons[1])
    mark_read(enrolment_id=kept.pk, lesson=lessons[3])
    Enrolment.objects.filter(pk=gone.pk).update(last_lesson_id=lessons[1].id)
    merge(visitor, own)
    kept.refresh_from_db()
    assert list(Enrolment.objects.all()) == [kept]
    assert {pk: tuple(status) for pk, status in progress_by_lesson(kept.pk).items()} == {
        lessons[0].id: (True, False),
        lessons[1].id: (True, True),
        lessons[3].id: (True, False),
    }
    assert kept.last_lesson_id == lessons[1].id
    assert own.attempts.count() == 1


def test_merge_keeps_the_earlier_time_and_its_attempt(edition, own, visitor):
    kept = EnrolmentFactory(learner=own, edition=edition)
    gone = EnrolmentFactory(learner=visitor, edition=edition)
    lesson = lessons_of(kept)[1]
    for enrolment, at in ((kept, NOW), (gone, NOW - timedelta(days=1))):
        do_lesson(enrolment, lesson)
        LessonProgress.objects.filter(enrolment=enrolment).update(read_at=at, passed_at=at)
    earlier = LessonProgress.objects.get(enrolment=gone).attempt
    # Both sent the same form key: the account's own attempt stands for both.
    Attempt.objects.filter(pk=earlier.pk).update(submission_key=earlier.pk)
    merge(visitor, own)
    row = LessonProgress.objects.get()
    day_before = NOW - timedelta(days=1)
    assert (row.read_at, row.passed_at, row.attempt) == (day_before, day_before, earlier)
    assert own.attempts.count() == 2


def test_merge_that_makes_the_course_whole_completes_it_once(edition, own, visitor):
    kept = EnrolmentFactory(learner=own, edition=edition)
    gone = EnrolmentFactory(learner=visitor, edition=edition)
    lessons = lessons_of(kept)
    for lesson in lessons[:2]:
        do_lesson(kept, lesson)
    for lesson in lessons[2:]:
        do_lesson(gone, lesson)
    assert Completion.objects.count() == 0
    merge(visitor, own)
    kept.refresh_from_db()
    assert (kept.state, Completion.objects.get().learner) == (EnrolmentState.COMPLETED, own)


def test_merge_moves_a_completion_with_its_enrolment(edition, own, visitor):
    completion = do_all(EnrolmentFactory(learner=visitor, edition=edition))
    merge(visitor, own)
    completion.refresh_from_db()
    assert (completion.learner, completion.enrolment.learner, completion.is_counted) == (
        own,
        own,
        True,
    )


def test_merge_counts_a_person_once_who_completed_as_both(edition, own, visitor):
    first = do_all(EnrolmentFactory(learner=own, edition=edition))
    second = do_all(EnrolmentFactory(learner=visitor, edition=edition))
    merge(visitor, own)
    assert list(Completion.objects.counted()) == [first]
    second.refresh_from_db()
    assert (second.learner, second.is_counted) == (visitor, False)


def test_merge_keeps_completions_of_different_years_apart(edition, own, visitor):
    for learner, year in ((own, 2025), (visitor, 2026)):
        record_completion(
            learner=learner,
            edition=edition,
            route=Route.ATTENDED,
            completed_at=NOW.replace(year=year),
        )
    merge(visitor, own)
    assert list(own.completions.values_list("fiscal_year", "is_counted")) == [
        (2026, True),
        (2025, True),
    ]


def test_merge_across_editions_keeps_what_is_the_same_lesson(edition, own, visitor):
    kept = EnrolmentFactory(learner=own, edition=edition)
    edition.state = EditionState.RETIRED
    edition.save()
    newer = published_edition(course=edition.course, number=2)
    gone = EnrolmentFactory(learner=visitor, edition=newer)
    do_all(gone, but=1)
    merge(visitor, own)
    # The quizzes of both editions are the same versions, so passing counts as well.
    done = {lesson.slug for lesson in lessons_of(kept) if lesson.id in progress_by_lesson(kept.pk)}
    assert list(Enrolment.objects.all()) == [kept]
    assert (len(progress_by_lesson(kept.pk)), done) == (3, {"lesson-1", "lesson-2"})


def test_merge_into_a_learner_who_never_counts_counts_nothing(edition, visitor):
    test_account = LearnerFactory(is_counted=False)
    completion = do_all(EnrolmentFactory(learner=visitor, edition=edition))
    merge(visitor, test_account)
    completion.refresh_from_db()
    assert (completion.learner, completion.is_counted) == (test_account, False)
