"""Courses for tests: `published_edition()` is a whole small course, as publishing leaves it."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import factory
from django.core.cache import caches
from django.core.files.base import ContentFile
from django.utils import timezone

from courses.enums import EditionState
from courses.models import (
    Chapter,
    ChapterText,
    Course,
    CourseEdition,
    EditionText,
    GuideText,
    Lesson,
    LessonText,
    Track,
)
from handbooks.models import Handout
from quizzes.services import save_quiz_version
from surveys.models import Survey
from surveys.reading import AuthoredSurvey, SurveyFiles
from surveys.storing import save_surveys

if TYPE_CHECKING:
    from collections.abc import Callable

    from quizzes.models import QuizVersion


class TrackFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Track
        django_get_or_create = ("slug",)

    slug = "supporter"
    position = 1


class CourseFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Course

    track = factory.SubFactory(TrackFactory)
    slug = factory.Sequence(lambda n: f"course-{n}")
    position = factory.Sequence(lambda n: n)


class CourseEditionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = CourseEdition

    course = factory.SubFactory(CourseFactory)
    number = 1
    state = EditionState.PUBLISHED
    published_at = factory.LazyFunction(timezone.now)


class EditionTextFactory(factory.django.DjangoModelFactory):
    """A text of a draft; the Japanese of a published edition comes with `published_edition`."""

    class Meta:
        model = EditionText

    edition = factory.SubFactory(CourseEditionFactory, state=EditionState.DRAFT)
    language = "ja"
    label = "令和8年度版"
    title = "つながりサポーター養成講座"
    summary = "孤独・孤立について知る講座です。"
    html = "<p>はじめに</p>"


class ChapterFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Chapter

    edition = factory.SubFactory(CourseEditionFactory, state=EditionState.DRAFT)
    position = factory.Sequence(lambda n: n + 1)
    slug = factory.LazyAttribute(lambda chapter: f"chapter-{chapter.position}")


class ChapterTextFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ChapterText

    chapter = factory.SubFactory(ChapterFactory)
    language = "ja"
    title = factory.LazyAttribute(lambda text: f"{text.chapter.position}章")
    goal = "言えるようになる。"
    html = "<p>章の導入</p>"


class LessonFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Lesson

    chapter = factory.SubFactory(ChapterFactory)
    position = factory.Sequence(lambda n: n + 1)
    slug = factory.LazyAttribute(lambda lesson: f"lesson-{lesson.position}")
    minutes = 5


class LessonTextFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = LessonText

    lesson = factory.SubFactory(LessonFactory)
    language = "ja"
    title = factory.LazyAttribute(lambda text: f"レッスン{text.lesson.position}")
    source = "本文です。\n"
    sources = factory.LazyFunction(
        lambda: [{"title": "調査", "publisher": "内閣府", "year": "令和6年"}]
    )
    blocks = factory.LazyFunction(lambda: [{"kind": "html", "html": "<p>本文です。</p>"}])


def check_quiz(key: str, *, pass_mark: int = 80) -> QuizVersion:
    """A quiz of two questions: `one` (single, right: a) and `many` (multiple, right: a and b)."""
    kinds = {"one": ("single", "a"), "many": ("multiple", "ab")}
    return save_quiz_version(
        key=key,
        pass_mark=pass_mark,
        questions=[
            {
                "key": name,
                "kind": kind,
                "lesson": "",
                "choices": [{"key": choice, "correct": choice in right} for choice in "abc"],
            }
            for name, (kind, right) in kinds.items()
        ],
        texts={
            "ja": {
                "title": "確認",
                "questions": {
                    name: {
                        "prompt": f"設問 {name}",
                        "choices": {
                            choice: {"text": f"選択肢 {choice}", "explanation": f"説明 {choice}"}
                            for choice in "abc"
                        },
                    }
                    for name in kinds
                },
            }
        },
    )


class GuideTextFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = GuideText

    edition = factory.SubFactory(CourseEditionFactory, state=EditionState.DRAFT)
    language = "ja"
    title = "先生のための手引き"
    source = "## ながれ\n\nはじめに。\n"
    html = "<h2>ながれ</h2>"


def published_edition(
    *,
    chapters: int = 2,
    lessons: int = 2,
    with_quiz: bool = True,
    quiz: Callable[[str], QuizVersion] = check_quiz,
    with_reference: bool = False,
    with_guide: bool | dict[str, str] = False,
    slugs: tuple[str, ...] = (),
    state: str = EditionState.PUBLISHED,
    **edition: object,
) -> CourseEdition:
    """A published edition: chapters `chapter-1`… (or `slugs`), each with lessons `lesson-1`….

    With quizzes, the last lesson of each chapter has one (`quiz(key)`) and shows it; with a
    reference chapter, one more chapter `reference` with one lesson, which completion doesn't ask;
    with a guide, the teacher's guide in Japanese (and what it says).
    """
    caches["immutable"].clear()
    made = CourseEditionFactory.create(state=EditionState.DRAFT, **edition)
    EditionTextFactory.create(edition=made)
    if with_guide:
        GuideTextFactory.create(
            edition=made, **(with_guide if isinstance(with_guide, dict) else {})
        )
    for number in range(1, chapters + 1):
        slug = slugs[number - 1] if slugs else f"chapter-{number}"
        chapter = ChapterFactory.create(edition=made, position=number, slug=slug)
        ChapterTextFactory.create(chapter=chapter)
        for position in range(1, lessons + 1):
            key = f"{made.course.slug}/{chapter.slug}/check"
            version = quiz(key) if with_quiz and position == lessons else None
            lesson = LessonFactory.create(
                chapter=chapter,
                position=position,
                quiz=version.quiz if version else None,
                quiz_version=version,
            )
            text = LessonTextFactory.create(lesson=lesson)
            if version:
                text.blocks.append({"kind": "quiz", "key": key})
                text.save()
    if with_reference:
        chapter = ChapterFactory.create(
            edition=made, position=chapters + 1, slug="reference", is_reference=True
        )
        ChapterTextFactory.create(chapter=chapter)
        LessonTextFactory.create(lesson=LessonFactory.create(chapter=chapter, position=1))
    made.state = state
    made.save(update_fields=["state"])
    return made


class HandoutFactory(factory.django.DjangoModelFactory):
    """A file of a published edition: `PDF` in the storage under its digest."""

    class Meta:
        model = Handout

    edition = factory.LazyFunction(lambda: published_edition(chapters=0, with_guide=True))
    language = "ja"
    kind = "textbook"
    source_digest = "1" * 64
    digest = hashlib.sha256(b"PDF").hexdigest()
    size = 3
    file = factory.LazyFunction(
        lambda: ContentFile(b"PDF", name=f"{hashlib.sha256(b'PDF').hexdigest()}.pdf")
    )


def survey(track: str = "supporter", *, prompt: str = "声をかけますか。") -> Survey:
    """The track's current survey: `four` (knowledge, right: a, else b or c) and `speak` (1 to 4)."""
    TrackFactory.create(slug=track)
    kinds = {"four": ("knowledge", "abc"), "speak": ("intention", "1234")}
    source = AuthoredSurvey(
        track=track,
        questions=[
            {
                "key": key,
                "kind": kind,
                "choices": [
                    {"key": choice, "is_correct": choice == "a", "face": ""} for choice in choices
                ],
            }
            for key, (kind, choices) in kinds.items()
        ],
        words={
            "ja": {
                "title": "前と後の質問",
                "questions": {
                    key: {
                        "prompt": prompt if key == "speak" else "{四割|よんわり}とは。",
                        "choices": {choice: f"答え{choice}" for choice in choices},
                    }
                    for key, (_kind, choices) in kinds.items()
                },
            }
        },
    )
    kept = {
        row.track_id: stored_source(row)
        for row in Survey.objects.filter(is_current=True).exclude(track=track)
    }
    save_surveys(SurveyFiles(surveys={**kept, track: source}))
    caches["immutable"].clear()
    return Survey.objects.get(track=track, is_current=True)


def stored_source(row: Survey) -> AuthoredSurvey:
    words = {text.language: text.words for text in row.texts.all()}
    return AuthoredSurvey(track=row.track_id, questions=row.questions, words=words)
