"""A text in all its languages: that of a course, a guide, a chapter, a lesson or a quiz."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Generic, TypeVar, cast

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

TextRow = EditionText | GuideText | ChapterText | LessonText | QuizSource
Owner = TypeVar("Owner", CourseEdition, Chapter, Lesson)


@dataclass(frozen=True)
class BaseTextSet(ABC, Generic[Owner]):
    """The rows of a text, one a language, and the edition, chapter or lesson that owns it.

    `kind` and `pk` name the text in addresses and in the audit log. `owner_field` is the row's
    foreign key to the owner. Of the front matter, `fields` are stored in the row; `owner_values`
    are stored in the owner, because the Japanese file alone has them.
    """

    owner: Owner
    kind: ClassVar[str]
    model: ClassVar[Any]
    owner_field: ClassVar[str]
    fields: ClassVar[tuple[str, ...]] = ()
    owner_values: ClassVar[tuple[str, ...]] = ()

    @property
    def pk(self) -> int:
        return self.owner.pk

    @property
    @abstractmethod
    def edition(self) -> CourseEdition: ...

    @property
    def chapter(self) -> Chapter | None:
        return None

    @property
    def slug(self) -> str:
        """The name of the lesson or quiz in its chapter."""
        return ""

    @abstractmethod
    def path(self, language: str) -> str:
        """The path of the text's file in the course's folder."""

    def rows(self) -> QuerySet[Any]:
        """The text in every language."""
        return self._rows(**{self.owner_field: self.owner})

    @abstractmethod
    def rows_in_all_editions(self) -> QuerySet[Any]:
        """The text in every language and in every edition of the course."""

    def row(self, language: str) -> Any:
        """The text in a language; None if there is none."""
        return self.rows().filter(language=language).first()

    def new_row(self, language: str) -> TextRow:
        """An empty text that is not saved yet."""
        return cast("TextRow", self.model(language=language, **{self.owner_field: self.owner}))

    def assign(self, row: Any, values: dict[str, Any]) -> None:
        """Set what the front matter says on the row and, for Japanese, on the owner. Unsaved."""
        row.write(**{name: values[name] for name in self.fields})
        if row.language == SOURCE_LANGUAGE:
            for name in self.owner_values:
                setattr(getattr(row, self.owner_field), name, values[name])

    def save_owner(self, row: Any) -> None:
        if self.owner_values:
            getattr(row, self.owner_field).save(update_fields=self.owner_values)

    def exists(self) -> bool:
        """Whether the owner, or the quiz, is still in the database."""
        return bool(type(self.owner).objects.filter(pk=self.pk).exists())

    def _rows(self, **where: Any) -> QuerySet[Any]:
        return cast("QuerySet[Any]", self.model.objects.filter(**where))


TextSet = BaseTextSet[Any]


class CourseTextSet(BaseTextSet[CourseEdition]):
    kind = "course"
    model: ClassVar[Any] = EditionText
    owner_field = "edition"
    fields: ClassVar[tuple[str, ...]] = ("title", "summary", "label")

    @property
    def edition(self) -> CourseEdition:
        return self.owner

    def path(self, language: str) -> str:
        return exporting.course_path(language)

    def rows_in_all_editions(self) -> QuerySet[Any]:
        return self._rows(edition__course=self.edition.course_id)


class GuideTextSet(CourseTextSet):
    """The guide for whoever teaches the course."""

    kind = "guide"
    model = GuideText
    fields = ("title",)

    def path(self, language: str) -> str:
        return exporting.guide_path(language)


class ChapterTextSet(BaseTextSet[Chapter]):
    kind = "chapter"
    model: ClassVar[Any] = ChapterText
    owner_field = "chapter"
    fields = ("title", "goal")
    owner_values: ClassVar[tuple[str, ...]] = ("is_reference",)

    @property
    def chapter(self) -> Chapter:
        return self.owner

    @property
    def edition(self) -> CourseEdition:
        return self.chapter.edition

    def path(self, language: str) -> str:
        return exporting.chapter_path(self.chapter, language)

    def rows_in_all_editions(self) -> QuerySet[Any]:
        return self._rows(
            chapter__edition__course=self.edition.course_id, chapter__slug=self.chapter.slug
        )

    def _rows(self, **where: Any) -> QuerySet[Any]:
        return super()._rows(**where).select_related("chapter")


class LessonTextSet(BaseTextSet[Lesson]):
    kind = "lesson"
    model = LessonText
    owner_field = "lesson"
    fields = ("title",)
    owner_values = ("minutes",)

    @property
    def lesson(self) -> Lesson:
        return self.owner

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

    def rows_in_all_editions(self) -> QuerySet[Any]:
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
class QuizTextSet(ChapterTextSet):
    """A check quiz, which is YAML without front matter. `pk` is its chapter's."""

    stem: str
    kind = "quiz"
    model = QuizSource
    owner_values = ()

    @property
    def slug(self) -> str:
        return self.stem

    def path(self, language: str) -> str:
        return exporting.quiz_path(self.chapter, self.stem, language)

    def new_row(self, language: str) -> QuizSource:
        return QuizSource(chapter=self.chapter, stem=self.stem, language=language)

    def assign(self, row: Any, values: dict[str, Any]) -> None:
        """Do nothing: there is no front matter."""

    def exists(self) -> bool:
        return self.rows().exists()

    def _rows(self, **where: Any) -> QuerySet[Any]:
        return super()._rows(**where, stem=self.stem)
