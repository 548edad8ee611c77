"""Chapters, lessons and quizzes of a draft: added, renamed, moved, removed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import yaml
from django.db import transaction
from django.utils.translation import gettext as _

from authoring.drafts.errors import PartGoneError, StructureError
from authoring.drafts.locking import check_unchanged, locked_draft
from authoring.drafts.texts import file_of, source_digest_of
from authoring.enums import AuthoringAction
from core.addresses import SLUG
from core.audit import record_action
from core.languages import SOURCE_LANGUAGE
from courses.files import exporting
from courses.files.documents import digest
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

    from django.db.models import Manager

    from accounts.models import User

MOST_PARTS = 99  # a file's name begins with two digits
_FAR = 1000
# What a new quiz holds until its author writes it: the loader accepts it as it is.
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
    """A chapter at the end. Raises EditionFrozenError, StructureError."""
    edition = locked_draft(edition.pk)
    position = _free_place(edition.chapters, slug)
    chapter = Chapter.objects.create(edition=edition, slug=slug, position=position)
    _save_new(ChapterText(chapter=chapter, language=SOURCE_LANGUAGE), title=title, goal=goal)
    record_action(AuthoringAction.PART_ADDED, edition, actor=actor, kind="chapter", part=chapter.pk)
    return chapter


@transaction.atomic
def add_lesson(*, chapter: Chapter, slug: str, title: str, minutes: int, actor: User) -> Lesson:
    """A lesson at the chapter's end. Raises EditionFrozenError, PartGoneError, StructureError."""
    edition = locked_draft(chapter.edition_id)
    chapter = _still(Chapter.objects.filter(pk=chapter.pk))
    position = _free_place(chapter.lessons, slug)
    lesson = Lesson.objects.create(chapter=chapter, slug=slug, position=position, minutes=minutes)
    _save_new(LessonText(lesson=lesson, language=SOURCE_LANGUAGE), title=title)
    record_action(AuthoringAction.PART_ADDED, edition, actor=actor, kind="lesson", part=lesson.pk)
    return lesson


@transaction.atomic
def add_quiz(*, chapter: Chapter, stem: str, title: str, actor: User) -> QuizSource:
    """A quiz to be written. Raises EditionFrozenError, PartGoneError, StructureError."""
    edition = locked_draft(chapter.edition_id)
    chapter = _still(Chapter.objects.filter(pk=chapter.pk))
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
        source_digest=digest(text),
    )
    record_action(AuthoringAction.PART_ADDED, edition, actor=actor, kind="quiz", part=quiz.pk)
    return quiz


@transaction.atomic
def rename_part(*, part: Chapter | Lesson, slug: str, actor: User) -> None:
    """Give a chapter or lesson another address. Raises as `add_lesson`."""
    edition = locked_draft(_edition_id(part))
    part = _fresh(part)
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
    """Let a chapter or lesson change places with its neighbour; at the end nothing happens."""
    edition = locked_draft(_edition_id(part))
    part = _fresh(part)
    order = list(_siblings(part).order_by("position"))
    index = next(i for i, each in enumerate(order) if each.pk == part.pk)
    other = index + (-1 if is_up else 1)
    if not 0 <= other < len(order):
        return
    order[index], order[other] = order[other], order[index]
    _renumber(order)
    record_action(AuthoringAction.PART_MOVED, edition, actor=actor, kind=_kind(part), part=part.pk)


@transaction.atomic
def remove_part(*, part: Chapter | Lesson, based_on: str, actor: User) -> None:
    """Delete a chapter or lesson with its texts, as it was shown (`content_version`).

    Raises EditionFrozenError, PartGoneError, DraftChangedError.
    """
    edition = locked_draft(_edition_id(part))
    part = _fresh(part)
    check_unchanged(based_on, content_version(part))
    siblings = _siblings(part)
    pk, kind = part.pk, _kind(part)
    part.delete()
    _renumber(list(siblings.order_by("position")))
    record_action(AuthoringAction.PART_REMOVED, edition, actor=actor, kind=kind, part=pk)


@transaction.atomic
def remove_quiz(*, chapter: Chapter, stem: str, based_on: str, actor: User) -> None:
    """Delete a quiz in every language, as it was shown. Raises as `remove_part`."""
    edition = locked_draft(chapter.edition_id)
    rows = QuizSource.objects.filter(chapter_id=chapter.pk, stem=stem)
    if not rows:
        raise PartGoneError
    check_unchanged(based_on, quiz_version(chapter, stem))
    rows.delete()
    record_action(AuthoringAction.PART_REMOVED, edition, actor=actor, kind="quiz", part=chapter.pk)


def content_version(part: Chapter | Lesson) -> str:
    """Tells whether any text of the part has changed."""
    if isinstance(part, Lesson):
        texts = part.texts.select_related("lesson__chapter").order_by("language")
        return digest("\n".join(file_of(text) for text in texts))
    leads = part.texts.select_related("chapter").order_by("language")
    found = [file_of(text) for text in leads]
    found += [content_version(lesson) for lesson in part.lessons.all()]
    found += [quiz.source for quiz in part.quiz_sources.all()]
    return digest("\n".join(found))


def quiz_version(chapter: Chapter, stem: str) -> str:
    rows = QuizSource.objects.filter(chapter_id=chapter.pk, stem=stem).order_by("language")
    return digest("\n".join(row.source for row in rows))


def _edition_id(part: Chapter | Lesson) -> int:
    return part.edition_id if isinstance(part, Chapter) else part.chapter.edition_id


def _kind(part: Chapter | Lesson) -> str:
    return "chapter" if isinstance(part, Chapter) else "lesson"


def _fresh(part: Any) -> Any:
    return _still(type(part).objects.filter(pk=part.pk))


def _still(found: Any) -> Any:
    part = found.first()
    if part is None:
        raise PartGoneError
    return part


def _siblings(part: Any) -> Any:
    if isinstance(part, Chapter):
        return Chapter.objects.filter(edition_id=part.edition_id)
    return Lesson.objects.filter(chapter_id=part.chapter_id)


def _check_slug(slug: str) -> None:
    if not SLUG.fullmatch(slug):
        raise StructureError(_("半角の小文字と数字と「-」で書いてください。"))


def _free_place(parts: Manager[Any], slug: str) -> int:
    """The position after the last part."""
    _check_slug(slug)
    if parts.filter(slug=slug).exists():
        raise StructureError(_("「%(slug)s」はすでに使われています。") % {"slug": slug})
    last = parts.order_by("position").last()
    position = last.position + 1 if last else 1
    if position > MOST_PARTS:
        raise StructureError(_("%(most)d個までです。") % {"most": MOST_PARTS})
    return int(position)


def _renumber(order: Sequence[Any]) -> None:
    """Positions from 1 in this order; first out of each other's way, for they are unique."""
    if [part.position for part in order] == list(range(1, len(order) + 1)):
        return
    for start in (_FAR, 1):
        for position, part in enumerate(order, start=start):
            part.position = position
            part.save(update_fields=["position"])


def _save_new(text: ChapterText | LessonText, **fields: str) -> None:
    text.write(**fields)
    text.front_matter = exporting.front_matter_of(text)
    text.source_digest = source_digest_of(text)
    text.save()
