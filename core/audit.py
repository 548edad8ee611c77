"""The audit log: who did what to which row, when and why."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models

from core.models import AuditEntry

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser
    from django.utils.functional import _StrPromise as StrPromise


class AuditAction(models.TextChoices):
    """Base of each room's actions.

    A value is `<subject>.<past participle>`, such as `training.closed`; its label says the same to
    the people who read the log.
    """


def action_labels() -> dict[str, StrPromise | str]:
    """What to call each action that the rooms record, by its value."""
    return {
        str(member.value): member.label
        for actions in AuditAction.__subclasses__()
        for member in actions
    }


def record_action(
    action: AuditAction,
    subject: models.Model,
    *,
    actor: AbstractBaseUser | None,
    organization_id: int | None = None,
    reason: str = "",
    **detail: Any,
) -> AuditEntry:
    """Write one entry, inside the caller's transaction. `detail` takes ids and counts alone.

    `actor` is None when nobody asked: a periodic task, a command. The organization is the one
    whose administrators may read the entry; it defaults to the subject's own.
    """
    if organization_id is None:
        organization_id = getattr(subject, "organization_id", None)
    return AuditEntry.objects.create(
        actor_id=actor.pk if actor else None,
        action=action,
        object_type=subject._meta.label_lower,
        object_id=str(subject.pk),
        organization_id=organization_id,
        reason=reason,
        detail=detail,
    )
