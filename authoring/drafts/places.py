"""Where a text stands: of a course, a chapter, a lesson or a quiz, in every language."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from core.languages import SOURCE_LANGUAGE
from courses.files import exporting
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

if TYPE_CHECKING:
    from django.db.models import QuerySet

Row = EditionText | GuideText | ChapterText | LessonText | QuizSource


@dataclass(frozen=True)
class Place(ABC):
    """A text of `owner`, an edition, a chapter or a lesson; `kind` and `pk` name it in the audit.

    Of its front matter, `fields` stand in its row. What is `shared` stands in the owner (`part` of
    the row): of that the Japanese text alone speaks.
    """

    owner: Any
    kind: ClassVar[str]
    model: ClassVar[Any]
    part: ClassVar[str]
    fields: ClassVar[tuple[str, ...]] = ()
    shared: ClassVar[tuple[str, ...]] = ()

    @property
    def pk(self) -> int:
        return int(self.owner.pk)

    @property
    @abstractmethod
    def edition(self) -> CourseEdition: ...

    @property
    def chapter(self) -> Chapter | None:
        return None

    @property
    def slug(self) -> str:
        """The lesson's or the quiz's name in its chapter."""
        return ""

    @abstractmethod
    def path(self, language: str) -> str: ...

    def rows(self) -> QuerySet[Any]:
        """The text in every language."""
        return self._rows(**{self.part: self.owner})

    @abstractmethod
    def everywhere(self) -> QuerySet[Any]:
        """The text in every language and in every edition of the course."""

    def row(self, language: str) -> Any:
        return self.rows().filter(language=language).first()

    def new_row(self, language: str) -> Row:
        found: Row = self.model(language=language, **{self.part: self.owner})
        return found

    def assign(self, row: Any, values: dict[str, Any]) -> None:
        """Give the row, and what it is of, what the front matter says."""
        row.write(**{name: values[name] for name in self.fields})
        if row.language == SOURCE_LANGUAGE:
            for name in self.shared:
                setattr(getattr(row, self.part), name, values[name])

    def save_owner(self, row: Any) -> None:
        if self.shared:
            getattr(row, self.part).save(update_fields=self.shared)

    def exists(self) -> bool:
        return bool(type(self.owner).objects.filter(pk=self.pk).exists())

    def _rows(self, **where: Any) -> QuerySet[Any]:
        found: QuerySet[Any] = self.model.objects.filter(**where)
        return found


class CoursePlace(Place):
    kind = "course"
    model: ClassVar[Any] = EditionText
    part = "edition"
    fields: ClassVar[tuple[str, ...]] = ("title", "summary", "label")

    @property
    def edition(self) -> CourseEdition:
        found: CourseEdition = self.owner
        return found

    def path(self, language: str) -> str:
        return exporting.course_path(language)

    def everywhere(self) -> QuerySet[Any]:
        return self._rows(edition__course=self.edition.course_id)


class GuidePlace(CoursePlace):
    """The guide for whoever teaches the course."""

    kind = "guide"
    model = GuideText
    fields = ("title",)

    def path(self, language: str) -> str:
        return exporting.guide_path(language)


class ChapterPlace(Place):
    kind = "chapter"
    model: ClassVar[Any] = ChapterText
    part = "chapter"
    fields = ("title", "goal")
    shared: ClassVar[tuple[str, ...]] = ("is_reference",)

    @property
    def chapter(self) -> Chapter:
        found: Chapter = self.owner
        return found

    @property
    def edition(self) -> CourseEdition:
        return self.chapter.edition

    def path(self, language: str) -> str:
        return exporting.chapter_path(self.chapter, language)

    def everywhere(self) -> QuerySet[Any]:
        return self._rows(
            chapter__edition__course=self.edition.course_id, chapter__slug=self.chapter.slug
        )

    def _rows(self, **where: Any) -> QuerySet[Any]:
        return super()._rows(**where).select_related("chapter")


class LessonPlace(Place):
    kind = "lesson"
    model = LessonText
    part = "lesson"
    fields = ("title",)
    shared = ("minutes",)

    @property
    def lesson(self) -> Lesson:
        found: Lesson = self.owner
        return found

    @property
    def chapter(self) -> Chapter:
        return self.lesson.chapter

    @property
    def edition(self) -> CourseEdition:
        return self.chapter.edition

    @property
    def slug(self) -> str:
        return self.lesson.slug

    def path(self, language: str) -> str:
        return exporting.lesson_path(self.lesson, language)

    def everywhere(self) -> QuerySet[Any]:
        return self._rows(
            lesson__chapter__edition__course=self.edition.course_id,
            lesson__chapter__slug=self.chapter.slug,
            lesson__slug=self.slug,
        )

    def assign(self, row: Any, values: dict[str, Any]) -> None:
        super().assign(row, values)
        row.sources = values["sources"]

    def _rows(self, **where: Any) -> QuerySet[Any]:
        return super()._rows(**where).select_related("lesson__chapter")


@dataclass(frozen=True)
class QuizPlace(ChapterPlace):
    """A quiz is its YAML alone; `pk` is its chapter's."""

    stem: str
    kind = "quiz"
    model = QuizSource
    shared = ()

    @property
    def slug(self) -> str:
        return self.stem

    def path(self, language: str) -> str:
        return exporting.quiz_path(self.chapter, self.stem, language)

    def new_row(self, language: str) -> QuizSource:
        return QuizSource(chapter=self.chapter, stem=self.stem, language=language)

    def assign(self, row: Any, values: dict[str, Any]) -> None:
        """It has no front matter."""

    def exists(self) -> bool:
        return self.rows().exists()

    def _rows(self, **where: Any) -> QuerySet[Any]:
        return super()._rows(**where, stem=self.stem)
