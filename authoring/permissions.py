"""Who may work on editions. `can_view_edition(u, e)` exactly when `e in visible_to(u)`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from accounts.permissions import is_editor
from courses.enums import EditionState

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User
    from courses.models import CourseEdition


def can_view_edition(user: User | AnonymousUser, edition: CourseEdition) -> bool:
    """Whether the editors' desk shows the edition. Learners' access is decided elsewhere."""
    return is_editor(user)


def can_edit_edition(user: User | AnonymousUser, edition: CourseEdition) -> bool:
    """Whether the edition is a draft, and the user an editor."""
    return edition.state == EditionState.DRAFT and can_view_edition(user, edition)
