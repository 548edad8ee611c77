"""The lock on a draft, which every service that changes it takes first."""

from __future__ import annotations

from authoring.drafts.errors import DraftChangedError, EditionFrozenError
from courses.enums import EditionState
from courses.models import CourseEdition


def lock_draft(edition_id: int) -> CourseEdition:
    """Lock the draft until the transaction ends, and mark it as edited at the desk.

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
