"""Reading the curriculum in the reader's language, for pages.

A text that is missing in the language is given in Japanese, with `is_fallback`. Published editions
are frozen, so that each process caches them; a translation added later shows within
`TRANSLATIONS_SHOW_AFTER` seconds.

Titles and the like are plain text. Beside each is its `…_ruby` form for the `ruby` filter, as the
author wrote it; without furigana both are the same.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from django.core.cache import caches
from django.db.models import Q

from core.enums import TextState
from core.languages import SOURCE_LANGUAGE, TRANSLATIONS_SHOW_AFTER
from core.models import TranslatedText
from courses.enums import EditionState
from courses.models import (
    Chapter,
    ChapterText,
    CourseEdition,
    EditionText,
    Lesson,
    LessonText,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

_Text = TypeVar("_Text", bound=TranslatedText)

# No slots: the cache unpickles these for every page, which takes six times longer with slots (an
# outline of 19 lessons: 0.23 ms instead of 0.04 ms).


@dataclass(frozen=True)
class EditionCard:
    """The published edition of a course, for lists of courses."""

    edition_id: int
    course_id: int
    course_slug: str
    track: str
    number: int
    label: str
    label_ruby: str
    title: str
    title_ruby: str
    summary: str
    summary_ruby: str
    minutes: int
    chapter_count: int
    lesson_count: int
    is_fallback: bool


@dataclass(frozen=True)
class LessonOutline:
    """`number` counts the lessons of the whole edition from 1, in reading order."""

    id: int
    slug: str
    chapter_slug: str
    position: int
    number: int
    title: str
    title_ruby: str
    minutes: int
    quiz_version_id: int | None
    has_quiz: bool
    is_reference: bool
    is_fallback: bool


@dataclass(frozen=True)
class ChapterOutline:
    """`html` is the chapter's introduction, sanitised when it was published."""

    id: int
    slug: str
    position: int
    title: str
    title_ruby: str
    goal: str
    goal_ruby: str
    html: str
    is_reference: bool
    is_fallback: bool
    lessons: tuple[LessonOutline, ...]

    @property
    def minutes(self) -> int:
        return sum(lesson.minutes for lesson in self.lessons)


@dataclass(frozen=True)
class Outline:
    """An edition's structure and titles. `html` is the course's introduction, sanitised."""

    edition_id: int
    course_id: int
    course_slug: str
    track: str
    number: int
    label: str
    label_ruby: str
    title: str
    title_ruby: str
    summary: str
    summary_ruby: str
    html: str
    is_fallback: bool
    is_for_children: bool
    chapters: tuple[ChapterOutline, ...]

    @property
    def lessons(self) -> tuple[LessonOutline, ...]:
        """Every lesson in reading order."""
        return tuple(lesson for chapter in self.chapters for lesson in chapter.lessons)

    @property
    def required_lessons(self) -> tuple[LessonOutline, ...]:
        """The lessons that completion needs: all but those of reference chapters."""
        return tuple(lesson for lesson in self.lessons if not lesson.is_reference)

    @property
    def minutes(self) -> int:
        return sum(lesson.minutes for lesson in self.required_lessons)

    def lesson(self, chapter_slug: str, lesson_slug: str) -> LessonOutline | None:
        return next(
            (
                lesson
                for lesson in self.lessons
                if lesson.slug == lesson_slug and lesson.chapter_slug == chapter_slug
            ),
            None,
        )

    def chapter(self, slug: str) -> ChapterOutline | None:
        return next((chapter for chapter in self.chapters if chapter.slug == slug), None)


@dataclass(frozen=True)
class LessonContent:
    """The rendered text of a lesson. `language` is that of the text, which may be a fallback.

    `blocks`: `[{"kind": "html", "html"}, {"kind": "quiz", "key"}, {"kind": "reflection", "key",
    "title", "html"}, {"kind": "windows", "keys", "audience"}, {"kind": "activities", "keys",
    "activity_kind"}]`. Links to other lessons stand as `lesson:chapter/lesson`, see
    `content.rendering.links.resolve_lesson_links`. `sources`: `[{"title", "publisher", "year",
    "url"?}]`.
    """

    lesson_id: int
    language: str
    title: str
    title_ruby: str
    blocks: tuple[dict[str, Any], ...]
    sources: tuple[dict[str, str], ...]
    is_fallback: bool
    is_outdated: bool


def published_editions(language: str) -> tuple[EditionCard, ...]:
    """The editions that new learners can take, in the order of tracks and courses."""
    editions = CourseEdition.objects.published().order_by(
        "course__track__position", "course__position", "course__slug"
    )
    return tuple(
        _edition_card(load_outline(edition_id, language))
        for edition_id in editions.values_list("pk", flat=True)
    )


def load_outline(edition_id: int, language: str) -> Outline:
    """Load the edition's chapters and lessons. Raises CourseEdition.DoesNotExist."""
    key = f"courses:outline:{edition_id}:{language}"
    outline: Outline | None = caches["immutable"].get(key)
    if outline is None:
        edition = CourseEdition.objects.select_related("course").get(pk=edition_id)
        outline = _read_outline(edition, language)
        if edition.state != EditionState.DRAFT:
            caches["immutable"].set(key, outline, TRANSLATIONS_SHOW_AFTER)
    return outline


def lesson_content(lesson_id: int, language: str) -> LessonContent:
    """The lesson's rendered text, from the cache or the database.

    Raises LessonText.DoesNotExist.
    """
    key = f"courses:lesson:{lesson_id}:{language}"
    content: LessonContent | None = caches["immutable"].get(key)
    if content is None:
        text, sources, state = _read_lesson_text(lesson_id, language)
        content = LessonContent(
            lesson_id=lesson_id,
            language=text.language,
            title=text.title,
            title_ruby=text.written("title"),
            blocks=tuple(text.blocks),
            sources=tuple(sources),
            is_fallback=text.language != language,
            is_outdated=text.state == TextState.OUTDATED,
        )
        if state != EditionState.DRAFT:
            caches["immutable"].set(key, content, TRANSLATIONS_SHOW_AFTER)
    return content


def neighbours(
    course_outline: Outline, lesson_id: int
) -> tuple[LessonOutline | None, LessonOutline | None]:
    """The lesson before and the lesson after, across chapters; None at either end."""
    lessons = course_outline.lessons
    index = next(i for i, lesson in enumerate(lessons) if lesson.id == lesson_id)
    before = lessons[index - 1] if index else None
    after = lessons[index + 1] if index + 1 < len(lessons) else None
    return before, after


def _readable_texts(language: str) -> Q:
    return Q(language__in={language, SOURCE_LANGUAGE}) & ~Q(state=TextState.DRAFT)


def _choose_text(texts: Iterable[_Text], language: str) -> _Text:
    """The text in the language if there is one, else the Japanese one."""
    by_language = {text.language: text for text in texts}
    return by_language.get(language) or by_language[SOURCE_LANGUAGE]


def _read_lesson_text(
    lesson_id: int, language: str
) -> tuple[LessonText, list[dict[str, str]], str]:
    """The text, its sources (the Japanese ones unless it translates them), the edition's state."""
    texts = LessonText.objects.filter(
        _readable_texts(language), lesson_id=lesson_id
    ).select_related("lesson__chapter__edition")
    candidates = list(texts)
    if not candidates:
        raise LessonText.DoesNotExist(lesson_id)
    text = _choose_text(candidates, language)
    sources = text.sources or _choose_text(candidates, SOURCE_LANGUAGE).sources
    return text, sources, text.lesson.chapter.edition.state


def _read_outline(edition: CourseEdition, language: str) -> Outline:
    text = _choose_text(
        EditionText.objects.filter(_readable_texts(language), edition=edition), language
    )
    chapter_texts: dict[int, list[ChapterText]] = defaultdict(list)
    for chapter_text in ChapterText.objects.filter(
        _readable_texts(language), chapter__edition=edition
    ).defer("source", "front_matter"):
        chapter_texts[chapter_text.chapter_id].append(chapter_text)
    lessons = _read_lessons(edition, language)
    chapters = []
    for chapter in Chapter.objects.filter(edition=edition):
        words = _choose_text(chapter_texts[chapter.pk], language)
        chapters.append(
            ChapterOutline(
                id=chapter.pk,
                slug=chapter.slug,
                position=chapter.position,
                title=words.title,
                title_ruby=words.written("title"),
                goal=words.goal,
                goal_ruby=words.written("goal"),
                html=words.html,
                is_reference=chapter.is_reference,
                is_fallback=words.language != language,
                lessons=tuple(lessons[chapter.pk]),
            )
        )
    return Outline(
        edition_id=edition.pk,
        course_id=edition.course_id,
        course_slug=edition.course.slug,
        track=edition.course.track_id,
        is_for_children=edition.course.is_for_children,
        number=edition.number,
        label=text.label,
        label_ruby=text.written("label"),
        title=text.title,
        title_ruby=text.written("title"),
        summary=text.summary,
        summary_ruby=text.written("summary"),
        html=text.html,
        is_fallback=text.language != language,
        chapters=tuple(chapters),
    )


def _read_lessons(edition: CourseEdition, language: str) -> dict[int, list[LessonOutline]]:
    """The lessons by chapter."""
    texts: dict[int, list[LessonText]] = defaultdict(list)
    for text in LessonText.objects.filter(
        _readable_texts(language), lesson__chapter__edition=edition
    ).only("lesson_id", "language", "title", "ruby", "state"):
        texts[text.lesson_id].append(text)
    lessons: dict[int, list[LessonOutline]] = defaultdict(list)
    rows = Lesson.objects.filter(chapter__edition=edition).select_related("chapter")
    for number, lesson in enumerate(rows, start=1):
        words = _choose_text(texts[lesson.pk], language)
        lessons[lesson.chapter_id].append(
            LessonOutline(
                id=lesson.pk,
                slug=lesson.slug,
                chapter_slug=lesson.chapter.slug,
                position=lesson.position,
                number=number,
                title=words.title,
                title_ruby=words.written("title"),
                minutes=lesson.minutes,
                quiz_version_id=lesson.quiz_version_id,
                has_quiz=lesson.quiz_id is not None,
                is_reference=lesson.chapter.is_reference,
                is_fallback=words.language != language,
            )
        )
    return lessons


def _edition_card(course: Outline) -> EditionCard:
    return EditionCard(
        edition_id=course.edition_id,
        course_id=course.course_id,
        course_slug=course.course_slug,
        track=course.track,
        number=course.number,
        label=course.label,
        label_ruby=course.label_ruby,
        title=course.title,
        title_ruby=course.title_ruby,
        summary=course.summary,
        summary_ruby=course.summary_ruby,
        minutes=course.minutes,
        chapter_count=sum(not chapter.is_reference for chapter in course.chapters),
        lesson_count=len(course.required_lessons),
        is_fallback=course.is_fallback,
    )
