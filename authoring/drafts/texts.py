"""Saving a text at the desk: never over a colleague's, and with what a translation was made from.

A form carries the digest of the text it was made from (`based_on`). When the stored text has moved
on since, nothing is saved, and the caller gets theirs to show beside mine.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction

from authoring.drafts.errors import PartGoneError, StaleTextError
from authoring.drafts.locking import locked_draft
from authoring.enums import AuthoringAction
from content.rendering.parsing import parse
from content.rendering.pieces import Quiz as QuizPiece
from core.audit import record_action
from core.enums import TextState
from core.languages import SOURCE_LANGUAGE
from courses.files import exporting
from courses.files.documents import digest
from courses.files.storing import quiz_key
from courses.models import EditionText, Lesson, LessonText, QuizSource, SourceText
from quizzes.models import Quiz

if TYPE_CHECKING:
    from accounts.models import User
    from authoring.drafts.places import Place, Row


def file_of(row: Row | None) -> str:
    """The text's file; empty when there is no such text."""
    if row is None:
        return ""
    return row.source if isinstance(row, QuizSource) else exporting.text_file(row)


def version_of(row: Row | None) -> str:
    """What a form carries to tell later whether the text has moved on."""
    return digest(labelled_file(row)) if row is not None else ""


def labelled_file(row: Row | None) -> str:
    """The text's file below its label, which stands in another file."""
    label = f"{row.written('label')}\n" if isinstance(row, EditionText) else ""
    return label + file_of(row)


def source_digest_of(row: Row) -> str:
    """What a translation keeps of the Japanese text that it is made from."""
    if isinstance(row, QuizSource):
        return digest(row.source)
    return exporting.words_digest(row)


def draft_row(*, place: Place, language: str, values: dict[str, Any], source: str) -> Row:
    """The text with these values, not saved."""
    row = place.row(language) or place.new_row(language)
    place.assign(row, values)
    row.source = source
    if not isinstance(row, QuizSource):
        row.front_matter = exporting.front_matter_of(row)
    return row


@transaction.atomic
def save_text(  # noqa: PLR0913 - which text, what it says, on top of what, and by whom
    *,
    place: Place,
    language: str,
    values: dict[str, Any],
    source: str,
    based_on: str,
    actor: User,
    made_from: str = "",
) -> Row:
    """Save a text of a draft, in place of the version `based_on` alone ("" where there was none).

    `values` are those of its front matter, as `exporting.text_values` gives them, and the course's
    `label`. `made_from` is `source_digest_of` the Japanese that the translator saw.
    Raises EditionFrozenError, PartGoneError, StaleTextError.
    """
    edition = locked_draft(place.edition.pk)
    if not place.exists():
        raise PartGoneError
    stored_row = place.row(language)
    current, stored = version_of(stored_row), file_of(stored_row)
    labelled = labelled_file(stored_row)
    former = source_digest_of(stored_row) if stored_row is not None else ""
    row = draft_row(place=place, language=language, values=values, source=source)
    if current not in {based_on, version_of(row)}:
        raise StaleTextError(stored)
    if language == SOURCE_LANGUAGE:
        _keep_former(former, labelled)
        row.state, row.source_digest = TextState.PUBLISHED, source_digest_of(row)
    else:
        _note_source(row, place.row(SOURCE_LANGUAGE), made_from)
    row.save()
    if language == SOURCE_LANGUAGE:
        place.save_owner(row)
        _mark_translations(place, row.source_digest)
        if isinstance(row, LessonText):
            link_quiz(row.lesson, row.source)
    record_action(
        AuthoringAction.TEXT_SAVED,
        edition,
        actor=actor,
        kind=place.kind,
        part=place.pk,
        language=language,
    )
    return row


def _note_source(row: Row, japanese: Row | None, made_from: str) -> None:
    """A translation is made from the Japanese that stood beside it, not from what came since."""
    current = source_digest_of(japanese) if japanese is not None else ""
    row.source_digest = made_from or current
    is_current = row.source_digest == current
    row.state = TextState.PUBLISHED if is_current else TextState.OUTDATED


def _keep_former(former: str, text: str) -> None:
    """Keep the Japanese text that translations are made from, so that changes can be shown."""
    if former:
        SourceText.objects.get_or_create(digest=former, defaults={"text": text})


def _mark_translations(place: Place, japanese: str) -> None:
    for row in place.rows().exclude(language=SOURCE_LANGUAGE):
        is_current = row.source_digest == japanese
        state = TextState.PUBLISHED if is_current else TextState.OUTDATED
        if row.state != state:
            row.state = state
            row.save(update_fields=["state"])


def link_quiz(lesson: Lesson, source: str) -> None:
    """Point the lesson at the quiz that its Japanese text places."""
    stems = [p.stem for p in parse(source, file="").pieces if isinstance(p, QuizPiece)]
    chapter = lesson.chapter
    quiz = None
    if stems:
        key = quiz_key(chapter.edition.course.slug, chapter.slug, stems[0])
        quiz, _created = Quiz.objects.get_or_create(key=key)
    if lesson.quiz_id != (quiz.pk if quiz else None):
        lesson.quiz = quiz
        lesson.save(update_fields=["quiz"])
