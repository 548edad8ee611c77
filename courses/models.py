from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from content.models import MediaAsset
from core.japanese.ruby import without_ruby
from core.models import TranslatedText
from courses.enums import EditionState
from courses.querysets import CourseEditionQuerySet
from courses.tracks import is_for_children
from quizzes.models import Quiz, QuizVersion


class Track(models.Model):
    """A トラック: supporter, kids or advanced. `courses.tracks` has its name."""

    slug = models.SlugField(max_length=20, primary_key=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position"]

    def __str__(self) -> str:
        return self.slug


class Course(models.Model):
    track = models.ForeignKey(Track, on_delete=models.PROTECT, related_name="courses")
    slug = models.SlugField(max_length=60, unique=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["track__position", "position"]

    def __str__(self) -> str:
        return self.slug

    @property
    def is_for_children(self) -> bool:
        return is_for_children(self.track_id)


class CourseEdition(models.Model):
    """A state of a course (版). Publishing freezes its structure and its Japanese text.

    An edition with `is_from_desk` was edited at the desk: loading files leaves it alone.
    """

    course = models.ForeignKey(Course, on_delete=models.CASCADE, related_name="editions")
    number = models.PositiveSmallIntegerField()
    state = models.CharField(
        _("状態"), max_length=10, choices=EditionState.choices, default=EditionState.DRAFT
    )
    source_digest = models.CharField(max_length=64, blank=True, editable=False)
    source = models.TextField(blank=True, editable=False)  # course.yaml as its author laid it out
    # Kanji learnt after this school year (1–6) must carry furigana in the edition's texts.
    kanji_grade = models.PositiveSmallIntegerField(null=True, blank=True, editable=False)
    is_from_desk = models.BooleanField(default=False)
    published_at = models.DateTimeField(null=True, blank=True)

    objects = CourseEditionQuerySet.as_manager()

    class Meta:
        ordering = ["course", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["course", "number"], name="courses_edition_unique"),
            models.UniqueConstraint(
                fields=["course"],
                condition=Q(state=EditionState.PUBLISHED),
                name="courses_edition_one_published",
            ),
            models.UniqueConstraint(
                fields=["course"],
                condition=Q(state=EditionState.DRAFT),
                name="courses_edition_one_draft",
            ),
            models.CheckConstraint(
                condition=Q(state__in=EditionState.values), name="courses_edition_state_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.course_id} {self.number}"


class AuthoredText(TranslatedText):
    """A text from one of the author's files: front matter (YAML), then Markdown.

    `front_matter` keeps the author's layout of what the other fields say, so that the file can be
    written back without a difference; `source` is the Markdown after it. Titles, summaries, goals
    and labels are plain text; `ruby` has those that were written with furigana, as written.
    """

    front_matter = models.TextField(blank=True, editable=False)
    source = models.TextField(blank=True)
    ruby = models.JSONField(default=dict, editable=False)

    class Meta:
        abstract = True

    def write(self, **fields: str) -> None:
        """Set fields to what the author wrote, which may have furigana."""
        for name, written in fields.items():
            plain = without_ruby(written)
            setattr(self, name, plain)
            self.ruby.pop(name, None)
            if plain != written:
                self.ruby[name] = written

    def written(self, name: str) -> str:
        """The field's text with the author's furigana, if it has any."""
        plain: str = getattr(self, name)
        with_ruby: Any = self.ruby.get(name, "")
        return with_ruby if without_ruby(with_ruby) == plain else plain


class EditionText(AuthoredText):
    edition = models.ForeignKey(CourseEdition, on_delete=models.CASCADE, related_name="texts")
    label = models.CharField(max_length=60)
    title = models.CharField(max_length=120)
    summary = models.TextField()
    html = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "language"], name="courses_edition_text_unique"
            )
        ]

    def __str__(self) -> str:
        return self.title


class GuideText(AuthoredText):
    """The guide for teachers of the course, in one language. `html` is set when it is published."""

    edition = models.ForeignKey(CourseEdition, on_delete=models.CASCADE, related_name="guides")
    title = models.CharField(max_length=120)
    html = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["edition", "language"], name="courses_guide_unique")
        ]

    def __str__(self) -> str:
        return self.title


class Chapter(models.Model):
    edition = models.ForeignKey(CourseEdition, on_delete=models.CASCADE, related_name="chapters")
    slug = models.SlugField(max_length=60)
    position = models.PositiveSmallIntegerField()
    is_reference = models.BooleanField(default=False)  # not needed for completion

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "slug"], name="courses_chapter_unique"),
            models.UniqueConstraint(
                fields=["edition", "position"], name="courses_chapter_unique_position"
            ),
        ]

    def __str__(self) -> str:
        return self.slug


class ChapterText(AuthoredText):
    chapter = models.ForeignKey(Chapter, on_delete=models.CASCADE, related_name="texts")
    title = models.CharField(max_length=120)
    goal = models.TextField(blank=True)
    html = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["chapter", "language"], name="courses_chapter_text_unique"
            )
        ]

    def __str__(self) -> str:
        return self.title


class ChapterFigure(models.Model):
    """A picture of a chapter's `figures/` folder, under the name that its texts use."""

    chapter = models.ForeignKey(Chapter, on_delete=models.CASCADE, related_name="figures")
    name = models.CharField(max_length=100)
    asset = models.ForeignKey(MediaAsset, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["chapter", "name"], name="courses_figure_unique")
        ]

    def __str__(self) -> str:
        return self.name


class QuizSource(TranslatedText):
    """The YAML of a chapter's check quiz in one language; `quizzes` has the quiz made of it."""

    chapter = models.ForeignKey(Chapter, on_delete=models.CASCADE, related_name="quiz_sources")
    stem = models.SlugField(max_length=60)
    source = models.TextField()

    class Meta:
        ordering = ["stem", "language"]
        constraints = [
            models.UniqueConstraint(
                fields=["chapter", "stem", "language"], name="courses_quiz_source_unique"
            )
        ]

    def __str__(self) -> str:
        return f"{self.stem}.{self.language}"


class Lesson(models.Model):
    chapter = models.ForeignKey(Chapter, on_delete=models.CASCADE, related_name="lessons")
    slug = models.SlugField(max_length=80)
    position = models.PositiveSmallIntegerField()
    minutes = models.PositiveSmallIntegerField()
    quiz = models.ForeignKey(
        Quiz, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    # Set when the edition is published.
    quiz_version = models.ForeignKey(
        QuizVersion, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["chapter__position", "position"]
        constraints = [
            models.UniqueConstraint(fields=["chapter", "slug"], name="courses_lesson_unique"),
            models.UniqueConstraint(
                fields=["chapter", "position"], name="courses_lesson_unique_position"
            ),
        ]

    def __str__(self) -> str:
        return self.slug


class LessonText(AuthoredText):
    """A lesson in one language.

    `blocks` is what `content.rendering` made of it when the edition was published:
    `[{"kind": "html", "html": …}, {"kind": "quiz", …}, …]`.
    """

    lesson = models.ForeignKey(Lesson, on_delete=models.CASCADE, related_name="texts")
    title = models.CharField(max_length=120)
    sources = models.JSONField(default=list)
    blocks = models.JSONField(default=list)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["lesson", "language"], name="courses_lesson_text_unique"
            )
        ]

    def __str__(self) -> str:
        return self.title


class SourceText(models.Model):
    """A former Japanese text, by the digest that the translations made from it keep.

    Stored when the desk saves a new Japanese text, so that the changes since can be shown.
    """

    digest = models.CharField(max_length=64, primary_key=True)
    text = models.TextField()

    def __str__(self) -> str:
        return self.digest
