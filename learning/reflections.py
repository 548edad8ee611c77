"""What a learner wrote to the questions of lessons, as pages show it to them alone."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from html import unescape
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.html import escape, strip_tags
from django.views.decorators.debug import sensitive_variables

from content.rendering.links import resolve_lesson_links
from courses.queries import lesson_content, load_outline
from learning.models import Reflection
from learning.page_urls import LessonSlugs, lesson_links
from theme.templatetags.theme import era_datetime

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import datetime

    from django.db.models import Q

LONGEST = 2000

_READING = re.compile(r"<rp>.*?</rp>|<rt>.*?</rt>", re.DOTALL)
_END_OF_BLOCK = re.compile(r"</(?:p|li|h[2-6]|div)>")


@dataclass(frozen=True, slots=True)
class ReflectionField:
    """The field under a reflection's question: what is in it, and what is kept of it."""

    text: str = ""
    saved_at: str = ""
    erase_url: str = ""
    is_stored: bool = False
    error: str = ""

    def with_placeholders(
        self, key: str, make_placeholder: Callable[[str], str]
    ) -> ReflectionField:
        """The field with placeholders for all that is personal, for a page cached for everybody."""
        text, saved_at, erase_url = (
            make_placeholder(f"reflection-{key}-{name}") for name in _PERSONAL
        )
        return replace(self, text=text, saved_at=saved_at, erase_url=erase_url)

    def personal_values(self, key: str) -> dict[str, str]:
        """The values that replace the placeholders, escaped for HTML."""
        return {f"reflection-{key}-{name}": escape(getattr(self, name)) for name in _PERSONAL}


_PERSONAL = ("text", "saved_at", "erase_url")


def reflection_fields(
    learner_id: int, course_id: int, keys: Iterable[str]
) -> dict[str, ReflectionField]:
    """The fields of a lesson's questions, by key: one query, none without questions."""
    fields = {key: ReflectionField() for key in keys}
    if fields:
        rows = Reflection.objects.current().filter(
            learner_id=learner_id, course_id=course_id, key__in=fields
        )
        for row in rows:
            fields[row.key] = ReflectionField(
                text=row.text,
                saved_at=era_datetime(row.saved_at),
                erase_url=reverse("learning:reflection_erase", args=(row.pk,)),
                is_stored=True,
            )
    return fields


@dataclass(frozen=True, slots=True)
class WrittenReflection:
    """A kept reflection with its question (`question_html` as the lesson shows it)."""

    pk: int
    key: str
    course_slug: str
    course_title: str
    course_title_ruby: str
    chapter_slug: str
    lesson_slug: str
    lesson_title: str
    lesson_title_ruby: str
    question_html: str
    text: str
    saved_at: datetime
    is_earlier: bool

    @property
    def question(self) -> str:
        return plain_text(self.question_html)

    @property
    def lesson_url(self) -> str:
        slugs = LessonSlugs(self.course_slug, self.chapter_slug, self.lesson_slug)
        return f"{slugs.url}#reflection-{self.key}"


@sensitive_variables()
def written_reflections(learner: Q | None, language: str) -> list[WrittenReflection]:
    """All that the learner keeps, course by course, lesson by lesson."""
    rows = Reflection.objects.of(learner).select_related("lesson__chapter__edition__course")
    in_order = rows.order_by(
        "course__track__position",
        "course__position",
        "lesson__chapter__position",
        "lesson__position",
        "key",
        "is_earlier",
        "-saved_at",
    )
    return [_read_reflection(row, language) for row in in_order]


def _read_reflection(row: Reflection, language: str) -> WrittenReflection:
    chapter = row.lesson.chapter
    content = lesson_content(row.lesson_id, language)
    course = load_outline(chapter.edition_id, language)
    return WrittenReflection(
        pk=row.pk,
        key=row.key,
        course_slug=chapter.edition.course.slug,
        course_title=course.title,
        course_title_ruby=course.title_ruby,
        chapter_slug=chapter.slug,
        lesson_slug=row.lesson.slug,
        lesson_title=content.title,
        lesson_title_ruby=content.title_ruby,
        question_html=resolve_lesson_links(
            _question_html(content.blocks, row.key), lesson_links(chapter.edition.course.slug)
        ),
        text=row.text,
        saved_at=row.saved_at,
        is_earlier=row.is_earlier,
    )


def _question_html(blocks: Iterable[Mapping[str, Any]], key: str) -> str:
    questions = (
        block["html"] for block in blocks if block["kind"] == "reflection" and block["key"] == key
    )
    return str(next(questions, ""))


def plain_text(html: str) -> str:
    """The words alone: no markup, no readings; a line for each paragraph or item."""
    text = strip_tags(_END_OF_BLOCK.sub("\n", _READING.sub("", html)))
    lines = (line.strip() for line in unescape(text).splitlines())
    return "\n".join(line for line in lines if line)
