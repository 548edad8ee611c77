"""Chapters, lessons and quizzes of a draft: added, renamed, moved, removed.

Every function locks the draft and raises EditionFrozenError if it is a draft no more.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

import yaml
from django.db import transaction
from django.utils.translation import gettext as _

from authoring.drafts.draft_lock import check_unchanged, lock_draft
from authoring.drafts.errors import PartGoneError, StructureError
from authoring.drafts.texts import file_text
from authoring.enums import AuthoringAction
from core.addresses import SLUG
from core.audit import record_action
from core.languages import SOURCE_LANGUAGE
from courses.files import exporting
from courses.files.documents import hex_digest
from courses.models import (
    Chapter,
    ChapterText,
    CourseEdition,
    Lesson,
    LessonText,
    QuizSource,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.models import Manager, QuerySet

    from accounts.models import User

_Part = TypeVar("_Part", bound=Chapter | Lesson)

MOST_PARTS = 99  # a file's name begins with two digits
_OUT_OF_THE_WAY = 1000  # beyond every position
# The text of a new quiz, as the loader accepts it, until its author writes another.
NEW_QUIZ = """pass_mark: 80
questions:
  - key: q1
    kind: single
    lesson: {lesson}
    prompt: 問いを書きます。
    choices:
      - key: a
        text: 正しい選択肢
        correct: true
        explanation: なぜ正しいかを書きます。
      - key: b
        text: ほかの選択肢
        explanation: なぜ違うかを書きます。
"""


@transaction.atomic
def add_chapter(
    *, edition: CourseEdition, slug: str, title: str, goal: str, actor: User
) -> Chapter:
    """Add a chapter at the end. Raises StructureError."""
    edition = lock_draft(edition.pk)
    position = _next_position(edition.chapters, slug)
    chapter = Chapter.objects.create(edition=edition, slug=slug, position=position)
    _save_new_text(ChapterText(chapter=chapter, language=SOURCE_LANGUAGE), title=title, goal=goal)
    record_action(AuthoringAction.PART_ADDED, edition, actor=actor, kind="chapter", part=chapter.pk)
    return chapter


@transaction.atomic
def add_lesson(*, chapter: Chapter, slug: str, title: str, minutes: int, actor: User) -> Lesson:
    """Add a lesson at the chapter's end. Raises PartGoneError, StructureError."""
    edition = lock_draft(chapter.edition_id)
    chapter = _get_part(Chapter.objects.all(), chapter.pk)
    position = _next_position(chapter.lessons, slug)
    lesson = Lesson.objects.create(chapter=chapter, slug=slug, position=position, minutes=minutes)
    _save_new_text(LessonText(lesson=lesson, language=SOURCE_LANGUAGE), title=title)
    record_action(AuthoringAction.PART_ADDED, edition, actor=actor, kind="lesson", part=lesson.pk)
    return lesson


@transaction.atomic
def add_quiz(*, chapter: Chapter, stem: str, title: str, actor: User) -> QuizSource:
    """Add a quiz with a sample question. Raises PartGoneError, StructureError."""
    edition = lock_draft(chapter.edition_id)
    chapter = _get_part(Chapter.objects.all(), chapter.pk)
    _check_slug(stem)
    if chapter.quiz_sources.filter(stem=stem).exists():
        raise StructureError(_("「%(slug)s」はこの章で使われています。") % {"slug": stem})
    lesson = chapter.lessons.last()
    text = yaml.safe_dump({"title": title}, allow_unicode=True, width=1000)
    text += NEW_QUIZ.format(lesson=lesson.slug if lesson else "")
    quiz = QuizSource.objects.create(
        chapter=chapter,
        stem=stem,
        language=SOURCE_LANGUAGE,
        source=text,
        source_digest=hex_digest(text),
    )
    record_action(AuthoringAction.PART_ADDED, edition, actor=actor, kind="quiz", part=quiz.pk)
    return quiz


@transaction.atomic
def rename_part(*, part: Chapter | Lesson, slug: str, actor: User) -> None:
    """Give a chapter or lesson another address. Raises PartGoneError, StructureError."""
    edition = lock_draft(_edition_id(part))
    part = _reload(part)
    if part.slug == slug:
        return
    _check_slug(slug)
    if _siblings(part).filter(slug=slug).exists():
        raise StructureError(_("「%(slug)s」はすでに使われています。") % {"slug": slug})
    part.slug = slug
    part.save(update_fields=["slug"])
    record_action(
        AuthoringAction.PART_RENAMED, edition, actor=actor, kind=_kind(part), part=part.pk
    )


@transaction.atomic
def move_part(*, part: Chapter | Lesson, is_up: bool, actor: User) -> None:
    """Swap a chapter or lesson with its neighbour; at either end do nothing.

    Raises PartGoneError.
    """
    edition = lock_draft(_edition_id(part))
    part = _reload(part)
    parts = list(_siblings(part).order_by("position"))
    index = next(i for i, sibling in enumerate(parts) if sibling.pk == part.pk)
    other = index + (-1 if is_up else 1)
    if not 0 <= other < len(parts):
        return
    parts[index], parts[other] = parts[other], parts[index]
    _renumber(parts)
    record_action(AuthoringAction.PART_MOVED, edition, actor=actor, kind=_kind(part), part=part.pk)


@transaction.atomic
def remove_part(*, part: Chapter | Lesson, based_on: str, actor: User) -> None:
    """Delete a chapter or lesson with its texts if its `content_version` is still `based_on`.

    Raises PartGoneError, DraftChangedError.
    """
    edition = lock_draft(_edition_id(part))
    part = _reload(part)
    check_unchanged(based_on, content_version(part))
    siblings = _siblings(part)
    pk, kind = part.pk, _kind(part)
    part.delete()
    _renumber(list(siblings.order_by("position")))
    record_action(AuthoringAction.PART_REMOVED, edition, actor=actor, kind=kind, part=pk)


@transaction.atomic
def remove_quiz(*, chapter: Chapter, stem: str, based_on: str, actor: User) -> None:
    """Delete a quiz in every language if its `quiz_version` is still `based_on`.

    Raises PartGoneError, DraftChangedError.
    """
    edition = lock_draft(chapter.edition_id)
    rows = QuizSource.objects.filter(chapter_id=chapter.pk, stem=stem)
    if not rows:
        raise PartGoneError
    check_unchanged(based_on, quiz_version(chapter, stem))
    rows.delete()
    record_action(AuthoringAction.PART_REMOVED, edition, actor=actor, kind="quiz", part=chapter.pk)


def content_version(part: Chapter | Lesson) -> str:
    """The version of all texts of a chapter or lesson."""
    if isinstance(part, Lesson):
        texts = part.texts.select_related("lesson__chapter").order_by("language")
        return hex_digest("\n".join(file_text(text) for text in texts))
    chapter_texts = part.texts.select_related("chapter").order_by("language")
    contents = [file_text(text) for text in chapter_texts]
    contents += [content_version(lesson) for lesson in part.lessons.all()]
    contents += [quiz.source for quiz in part.quiz_sources.all()]
    return hex_digest("\n".join(contents))


def quiz_version(chapter: Chapter, stem: str) -> str:
    """The version of a quiz in all its languages."""
    rows = QuizSource.objects.filter(chapter_id=chapter.pk, stem=stem).order_by("language")
    return hex_digest("\n".join(row.source for row in rows))


def _edition_id(part: Chapter | Lesson) -> int:
    return part.edition_id if isinstance(part, Chapter) else part.chapter.edition_id


def _kind(part: Chapter | Lesson) -> str:
    return "chapter" if isinstance(part, Chapter) else "lesson"


def _reload(part: Chapter | Lesson) -> Chapter | Lesson:
    if isinstance(part, Chapter):
        return _get_part(Chapter.objects.all(), part.pk)
    return _get_part(Lesson.objects.all(), part.pk)


def _get_part(parts: QuerySet[_Part], pk: int) -> _Part:
    """The part as it is now. Raises PartGoneError if it was removed."""
    part = parts.filter(pk=pk).first()
    if part is None:
        raise PartGoneError
    return part


def _siblings(part: Chapter | Lesson) -> QuerySet[Any]:
    if isinstance(part, Chapter):
        return Chapter.objects.filter(edition_id=part.edition_id)
    return Lesson.objects.filter(chapter_id=part.chapter_id)


def _check_slug(slug: str) -> None:
    if not SLUG.fullmatch(slug):
        raise StructureError(_("半角の小文字と数字と「-」で書いてください。"))


def _next_position(parts: Manager[Any], slug: str) -> int:
    """The position after the last part. Raises StructureError if no part `slug` can be added."""
    _check_slug(slug)
    if parts.filter(slug=slug).exists():
        raise StructureError(_("「%(slug)s」はすでに使われています。") % {"slug": slug})
    last = parts.order_by("position").last()
    position = last.position + 1 if last else 1
    if position > MOST_PARTS:
        raise StructureError(_("%(most)d個までです。") % {"most": MOST_PARTS})
    return int(position)


def _renumber(parts: Sequence[Any]) -> None:
    """Give the parts positions from 1 in this order.

    Positions are unique, so that all parts are moved out of the way first.
    """
    if [part.position for part in parts] == list(range(1, len(parts) + 1)):
        return
    for start in (_OUT_OF_THE_WAY, 1):
        for position, part in enumerate(parts, start=start):
            part.position = position
            part.save(update_fields=["position"])


def _save_new_text(text: ChapterText | LessonText, **fields: str) -> None:
    text.write(**fields)
    text.front_matter = exporting.front_matter_of(text)
    text.source_digest = exporting.translatable_digest(text)
    text.save()
