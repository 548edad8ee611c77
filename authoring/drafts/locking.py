"""One change at a time: every change of a draft holds the draft."""

from __future__ import annotations

from authoring.drafts.errors import DraftChangedError, EditionFrozenError
from courses.enums import EditionState
from courses.models import CourseEdition


def locked_draft(edition_id: int) -> CourseEdition:
    """The draft, locked until the transaction ends: one change at a time. It is the desk's now.

    Raises EditionFrozenError for an edition that was published or discarded meanwhile.
    """
    edition = (
        CourseEdition.objects.select_for_update(no_key=True, of=("self",))
        .select_related("course")
        .filter(pk=edition_id)
        .first()
    )
    if edition is None or edition.state != EditionState.DRAFT:
        raise EditionFrozenError
    if not edition.is_from_desk:
        edition.is_from_desk = True
        edition.save(update_fields=["is_from_desk"])
    return edition


def check_unchanged(based_on: str, current: str) -> None:
    """Raise DraftChangedError if the version that a page was made from is not the current one."""
    if based_on != current:
        raise DraftChangedError
