"""Saving a text at the desk: never over a colleague's, and with what a translation was made from.

A form carries the version of the text that it was made from (`based_on`). If the stored text has
changed since, nothing is saved, and the caller gets the stored text to show beside the new one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction

from authoring.drafts.draft_lock import lock_draft
from authoring.drafts.errors import PartGoneError, StaleTextError
from authoring.enums import AuthoringAction
from content.rendering.parsing import parse_text
from content.rendering.pieces import Quiz as QuizPiece
from core.audit import record_action
from core.enums import TextState
from core.languages import SOURCE_LANGUAGE
from courses.files import exporting
from courses.files.documents import hex_digest
from courses.files.exporting import translatable_digest
from courses.files.storing import quiz_key
from courses.models import EditionText, Lesson, LessonText, QuizSource, SourceText
from quizzes.models import Quiz

if TYPE_CHECKING:
    from accounts.models import User
    from authoring.drafts.text_sets import TextRow, TextSet


def file_text(row: TextRow | None) -> str:
    """The text's file; empty if there is no such text."""
    if row is None:
        return ""
    return row.source if isinstance(row, QuizSource) else exporting.text_file(row)


def text_version(row: TextRow | None) -> str:
    """The version that a form carries, so that saving can tell whether the text has changed."""
    return hex_digest(labelled_file_text(row)) if row is not None else ""


def labelled_file_text(row: TextRow | None) -> str:
    """The text's file, after the edition's label, which is stored in course.yaml."""
    label = f"{row.written('label')}\n" if isinstance(row, EditionText) else ""
    return label + file_text(row)


def build_row(*, text_set: TextSet, language: str, values: dict[str, Any], source: str) -> TextRow:
    """The stored or a new row with these values, not saved."""
    row: TextRow = text_set.row(language) or text_set.new_row(language)
    text_set.assign(row, values)
    row.source = source
    if not isinstance(row, QuizSource):
        row.front_matter = exporting.front_matter_of(row)
    return row


@transaction.atomic
def save_text(  # noqa: PLR0913 - which text, what it says, on top of what, and by whom
    *,
    text_set: TextSet,
    language: str,
    values: dict[str, Any],
    source: str,
    based_on: str,
    actor: User,
    made_from: str = "",
) -> TextRow:
    """Save a text of a draft if the stored one is still the version `based_on` ("" for a new one).

    `values` are those of its front matter, as `exporting.text_values` gives them, and the course's
    `label`. `made_from` is the `translatable_digest` of the Japanese that the translator saw.
    Raises EditionFrozenError, PartGoneError, StaleTextError.
    """
    edition = lock_draft(text_set.edition.pk)
    if not text_set.exists():
        raise PartGoneError
    stored = text_set.row(language)
    # `build_row` may change this very row, so that what it says now is read first.
    stored_version, stored_file = text_version(stored), file_text(stored)
    stored_labelled = labelled_file_text(stored)
    stored_digest = translatable_digest(stored) if stored is not None else ""
    row = build_row(text_set=text_set, language=language, values=values, source=source)
    if stored_version not in {based_on, text_version(row)}:
        raise StaleTextError(stored_file)
    if language == SOURCE_LANGUAGE:
        _keep_former_source(stored_digest, stored_labelled)
        row.state, row.source_digest = TextState.PUBLISHED, translatable_digest(row)
    else:
        _set_source(row, text_set.row(SOURCE_LANGUAGE), made_from)
    row.save()
    if language == SOURCE_LANGUAGE:
        text_set.save_owner(row)
        _mark_translations(text_set, row.source_digest)
        if isinstance(row, LessonText):
            link_quiz(row.lesson, row.source)
    record_action(
        AuthoringAction.TEXT_SAVED,
        edition,
        actor=actor,
        kind=text_set.kind,
        part=text_set.pk,
        language=language,
    )
    return row


def _set_source(row: TextRow, japanese: TextRow | None, made_from: str) -> None:
    """Set what a translation was made from: the Japanese that its translator saw."""
    current = translatable_digest(japanese) if japanese is not None else ""
    row.source_digest = made_from or current
    is_current = row.source_digest == current
    row.state = TextState.PUBLISHED if is_current else TextState.OUTDATED


def _keep_former_source(digest: str, text: str) -> None:
    """Keep the Japanese text that translations are made from, so that changes can be shown."""
    if digest:
        SourceText.objects.get_or_create(digest=digest, defaults={"text": text})


def _mark_translations(text_set: TextSet, japanese_digest: str) -> None:
    for row in text_set.rows().exclude(language=SOURCE_LANGUAGE):
        is_current = row.source_digest == japanese_digest
        state = TextState.PUBLISHED if is_current else TextState.OUTDATED
        if row.state != state:
            row.state = state
            row.save(update_fields=["state"])


def link_quiz(lesson: Lesson, source: str) -> None:
    """Point the lesson at the first quiz that its Japanese text has, or at none."""
    stems = [p.stem for p in parse_text(source, file="").pieces if isinstance(p, QuizPiece)]
    chapter = lesson.chapter
    quiz = None
    if stems:
        key = quiz_key(chapter.edition.course.slug, chapter.slug, stems[0])
        quiz, _created = Quiz.objects.get_or_create(key=key)
    if lesson.quiz_id != (quiz.pk if quiz else None):
        lesson.quiz = quiz
        lesson.save(update_fields=["quiz"])
