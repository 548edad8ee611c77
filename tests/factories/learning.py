"""A learner's way for tests."""

from datetime import UTC, datetime

from factory import LazyAttribute, SubFactory
from factory.django import DjangoModelFactory

from core.japanese.calendar import fiscal_year
from courses.queries import load_outline
from learning.enums import Route
from learning.models import Completion, Enrolment, Reflection
from learning.services import mark_read, submit_answers
from quizzes.queries import load_quiz
from tests.factories.accounts import LearnerFactory, MunicipalityFactory
from tests.factories.courses import published_edition
from tests.factories.quizzes import RIGHT


class EnrolmentFactory(DjangoModelFactory):
    """An enrolment in a small published course; give `edition` to share one."""

    class Meta:
        model = Enrolment

    learner = SubFactory(LearnerFactory)
    edition = LazyAttribute(lambda _: published_edition())
    course = LazyAttribute(lambda enrolment: enrolment.edition.course)


class CompletionFactory(DjangoModelFactory):
    """A completion with its details; `printed_name=""` for one that still waits for them."""

    class Meta:
        model = Completion

    learner = SubFactory(LearnerFactory)
    edition = LazyAttribute(lambda _: published_edition())
    course = LazyAttribute(lambda completion: completion.edition.course)
    route = Route.ONLINE
    completed_at = datetime(2026, 11, 21, 3, tzinfo=UTC)
    fiscal_year = LazyAttribute(lambda completion: fiscal_year(completion.completed_at))
    municipality = SubFactory(MunicipalityFactory)
    prefecture_code = LazyAttribute(lambda completion: completion.municipality.prefecture_id)
    printed_name = "髙﨑 花子"
    printed_kana = "たかさき はなこ"


class ReflectionFactory(DjangoModelFactory):
    """What a learner wrote and kept, in the first lesson of a course; give `course` to share one."""

    class Meta:
        model = Reflection

    learner = SubFactory(LearnerFactory)
    course = LazyAttribute(lambda _: published_edition().course)
    lesson_id = LazyAttribute(
        lambda reflection: reflection.course.editions.get().chapters.first().lessons.first().pk
    )
    key = "who"
    text = "あの人のこと。"


def lessons_of(enrolment, language="ja"):
    return load_outline(enrolment.edition_id, language).lessons


def do_lesson(enrolment, lesson):
    """Read the lesson and pass its check quiz; returns the completion if that was the last step."""
    completion = mark_read(enrolment_id=enrolment.pk, lesson=lesson)
    if lesson.quiz_version_id is not None:
        submission = submit_answers(
            enrolment_id=enrolment.pk,
            lesson=lesson,
            quiz=load_quiz(lesson.quiz_version_id, "ja"),
            submission_key=lesson_key(lesson),
            answers=RIGHT,
        )
        completion = completion or submission.completion
    return completion


def lesson_key(lesson):
    import uuid

    return uuid.uuid5(uuid.NAMESPACE_URL, f"lesson-{lesson.id}")


def do_all(enrolment, *, but=0):
    """Do every lesson that completion asks for, but the last few; returns the completion."""
    required = load_outline(enrolment.edition_id, "ja").required_lessons
    completion = None
    for lesson in required[: len(required) - but]:
        completion = do_lesson(enrolment, lesson) or completion
    return completion
