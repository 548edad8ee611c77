"""The life of a draft edition: started from the published one, then published or discarded."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from django.db import transaction

from authoring.drafts.checking import edition_problems, read_edition
from authoring.drafts.draft_lock import check_unchanged, lock_draft
from authoring.drafts.errors import (
    DraftExistsError,
    EditionInvalidError,
    EditionNotPublishedError,
)
from authoring.drafts.texts import link_quiz
from authoring.enums import AuthoringAction
from core.audit import record_action
from core.languages import SOURCE_LANGUAGE
from courses.enums import EditionState
from courses.files.exporting import stored_files
from courses.files.loading import frozen_digest
from courses.files.storing import read_translation_sources, store_draft
from courses.models import Course, CourseEdition, LessonText
from courses.publishing import publish_edition

if TYPE_CHECKING:
    from accounts.models import User

_NUMBER = re.compile(r"(?m)^(\s+number:\s*)\d+")


@transaction.atomic
def start_draft(*, edition: CourseEdition, actor: User) -> CourseEdition:
    """Create a draft of the course's next edition, equal to the published one but for its number.

    Raises DraftExistsError if one is open, EditionNotPublishedError for any other edition than
    the published one.
    """
    course = Course.objects.select_for_update(no_key=True).get(pk=edition.course_id)
    editions = list(course.editions.order_by("number"))
    for other in editions:
        if other.state == EditionState.DRAFT:
            raise DraftExistsError(other)
    edition = next(other for other in editions if other.pk == edition.pk)
    if edition.state != EditionState.PUBLISHED:
        raise EditionNotPublishedError
    draft = CourseEdition.objects.create(
        course=course, number=editions[-1].number + 1, is_from_desk=True
    )
    source = read_edition(edition)
    source.source = _NUMBER.sub(rf"\g<1>{draft.number}", source.source)
    store_draft(draft, source, read_translation_sources([edition]))
    record_action(
        AuthoringAction.DRAFT_STARTED,
        draft,
        actor=actor,
        number=draft.number,
        made_from=edition.pk,
    )
    return draft


def draft_version(edition: CourseEdition) -> str:
    """The version of the whole draft, so that a page can tell later whether anything changed."""
    return stored_files(edition).version()


@transaction.atomic
def discard_draft(*, edition: CourseEdition, based_on: str, actor: User) -> None:
    """Delete a draft with all its texts if its `draft_version` is still `based_on`.

    Raises EditionFrozenError, DraftChangedError.
    """
    draft = lock_draft(edition.pk)
    check_unchanged(based_on, draft_version(draft))
    record_action(AuthoringAction.DRAFT_DISCARDED, draft, actor=actor, number=draft.number)
    draft.delete()


@transaction.atomic
def publish_draft(*, edition: CourseEdition, based_on: str, actor: User) -> CourseEdition:
    """Check a draft once more and publish it if its `draft_version` is still `based_on`.

    Learners under way stay in their edition. Raises EditionFrozenError, DraftChangedError, and
    EditionInvalidError with whatever is wrong.
    """
    Course.objects.select_for_update(no_key=True).get(pk=edition.course_id)
    draft = lock_draft(edition.pk)
    files = stored_files(draft)
    check_unchanged(based_on, files.version())
    if problems := edition_problems(draft):
        raise EditionInvalidError(problems)
    # A chapter's address is part of its quizzes' keys, and may have changed since.
    for text in LessonText.objects.filter(
        lesson__chapter__edition=draft, language=SOURCE_LANGUAGE
    ).select_related("lesson__chapter__edition__course"):
        link_quiz(text.lesson, text.source)
    draft.source_digest = frozen_digest(files.digests())
    draft.save(update_fields=["source_digest"])
    publish_edition(edition=draft, actor=actor)
    draft.refresh_from_db()
    return draft
