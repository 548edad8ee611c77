"""Where a text stands: of a course, a chapter, a lesson or a quiz, in every language."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

from courses.curriculum import exporting
from courses.curriculum.sources import SOURCE_LANGUAGE
from courses.models import (
    Chapter,
    ChapterText,
    CourseEdition,
    EditionText,
    GuideText,
    Lesson,
    LessonText,
    QuizSource,
)

Row = EditionText | GuideText | ChapterText | LessonText | QuizSource


class Place(Protocol):
    """Where a text stands, in every language; `kind` and `pk` name it in the audit log.

    `assign` gives a row its values; `save_owner` saves what of them stands in the row's owner.
    """

    @property
    def kind(self) -> str: ...
    @property
    def pk(self) -> int: ...
    @property
    def edition(self) -> CourseEdition: ...
    @property
    def chapter_slug(self) -> str: ...
    @property
    def slug(self) -> str: ...
    def path(self, language: str) -> str: ...
    def row(self, language: str) -> Row | None: ...
    def new_row(self, language: str) -> Row: ...
    def assign(self, row: Any, values: dict[str, Any]) -> None: ...
    def save_owner(self, row: Any) -> None: ...
    def exists(self) -> bool: ...
    def translations(self) -> list[Row]: ...


@dataclass(frozen=True)
class CoursePlace:
    edition: CourseEdition
    kind = "course"
    chapter_slug = slug = ""

    @property
    def pk(self) -> int:
        return self.edition.pk

    def path(self, language: str) -> str:
        return exporting.course_path(language)

    def row(self, language: str) -> EditionText | None:
        return self.edition.texts.filter(language=language).first()

    def new_row(self, language: str) -> EditionText:
        return EditionText(edition=self.edition, language=language)

    def assign(self, row: Any, values: dict[str, Any]) -> None:
        row.write(**{name: values[name] for name in ("title", "summary", "label")})

    def save_owner(self, row: Any) -> None:
        """Nothing of it stands beside the text."""

    def exists(self) -> bool:
        return True  # the edition is locked

    def translations(self) -> list[Row]:
        return list(self.edition.texts.exclude(language=SOURCE_LANGUAGE))


@dataclass(frozen=True)
class GuidePlace:
    """The guide for whoever teaches the course."""

    edition: CourseEdition
    kind = "guide"
    chapter_slug = slug = ""

    @property
    def pk(self) -> int:
        return self.edition.pk

    def path(self, language: str) -> str:
        return exporting.guide_path(language)

    def row(self, language: str) -> GuideText | None:
        return self.edition.guides.filter(language=language).first()

    def new_row(self, language: str) -> GuideText:
        return GuideText(edition=self.edition, language=language)

    def assign(self, row: Any, values: dict[str, Any]) -> None:
        row.write(title=values["title"])

    def save_owner(self, row: Any) -> None:
        """Nothing of it stands beside the text."""

    def exists(self) -> bool:
        return True  # the edition is locked

    def translations(self) -> list[Row]:
        return list(self.edition.guides.exclude(language=SOURCE_LANGUAGE))


@dataclass(frozen=True)
class ChapterPlace:
    chapter: Chapter
    kind = "chapter"
    slug = ""

    @property
    def pk(self) -> int:
        return self.chapter.pk

    @property
    def edition(self) -> CourseEdition:
        return self.chapter.edition

    @property
    def chapter_slug(self) -> str:
        return self.chapter.slug

    def path(self, language: str) -> str:
        return exporting.chapter_path(self.chapter, language)

    def row(self, language: str) -> ChapterText | None:
        found = self.chapter.texts.filter(language=language).select_related("chapter")
        return found.first()

    def new_row(self, language: str) -> ChapterText:
        return ChapterText(chapter=self.chapter, language=language)

    def assign(self, row: Any, values: dict[str, Any]) -> None:
        row.write(title=values["title"], goal=values["goal"])
        if row.language == SOURCE_LANGUAGE:
            row.chapter.is_reference = values["is_reference"]

    def save_owner(self, row: Any) -> None:
        row.chapter.save(update_fields=["is_reference"])

    def exists(self) -> bool:
        return Chapter.objects.filter(pk=self.chapter.pk).exists()

    def translations(self) -> list[Row]:
        return list(self.chapter.texts.exclude(language=SOURCE_LANGUAGE))


@dataclass(frozen=True)
class LessonPlace:
    lesson: Lesson
    kind = "lesson"

    @property
    def pk(self) -> int:
        return self.lesson.pk

    @property
    def edition(self) -> CourseEdition:
        return self.lesson.chapter.edition

    @property
    def chapter_slug(self) -> str:
        return self.lesson.chapter.slug

    @property
    def slug(self) -> str:
        return self.lesson.slug

    def path(self, language: str) -> str:
        return exporting.lesson_path(self.lesson, language)

    def row(self, language: str) -> LessonText | None:
        found = self.lesson.texts.filter(language=language)
        return found.select_related("lesson__chapter").first()

    def new_row(self, language: str) -> LessonText:
        return LessonText(lesson=self.lesson, language=language)

    def assign(self, row: Any, values: dict[str, Any]) -> None:
        row.write(title=values["title"])
        row.sources = values["sources"]
        if row.language == SOURCE_LANGUAGE:
            row.lesson.minutes = values["minutes"]

    def save_owner(self, row: Any) -> None:
        row.lesson.save(update_fields=["minutes"])

    def exists(self) -> bool:
        return Lesson.objects.filter(pk=self.lesson.pk).exists()

    def translations(self) -> list[Row]:
        return list(self.lesson.texts.exclude(language=SOURCE_LANGUAGE).defer("blocks"))


@dataclass(frozen=True)
class QuizPlace:
    chapter: Chapter
    stem: str
    kind = "quiz"

    @property
    def pk(self) -> int:
        return self.chapter.pk

    @property
    def edition(self) -> CourseEdition:
        return self.chapter.edition

    @property
    def chapter_slug(self) -> str:
        return self.chapter.slug

    @property
    def slug(self) -> str:
        return self.stem

    def path(self, language: str) -> str:
        return exporting.quiz_path(self.chapter, self.stem, language)

    def row(self, language: str) -> QuizSource | None:
        return self.chapter.quiz_sources.filter(stem=self.stem, language=language).first()

    def new_row(self, language: str) -> QuizSource:
        return QuizSource(chapter=self.chapter, stem=self.stem, language=language)

    def assign(self, row: Any, values: dict[str, Any]) -> None:
        """A quiz is its YAML alone."""

    def save_owner(self, row: Any) -> None:
        """Nothing of it stands beside the text."""

    def exists(self) -> bool:
        return QuizSource.objects.filter(chapter=self.chapter, stem=self.stem).exists()

    def translations(self) -> list[Row]:
        found = self.chapter.quiz_sources.filter(stem=self.stem)
        return list(found.exclude(language=SOURCE_LANGUAGE))
