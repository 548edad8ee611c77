"""The audit log: who did what to which row, when and why."""

from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import models

from core.models import AuditEntry


def record(
    *,
    actor: AbstractBaseUser | None,
    action: str,
    subject: models.Model,
    organization_id: int | None = None,
    reason: str = "",
    **detail: Any,
) -> AuditEntry:
    """Write one entry, inside the caller's transaction. `detail` takes ids and counts alone."""
    return AuditEntry.objects.create(
        actor_id=actor.pk if actor else None,
        action=action,
        object_type=subject._meta.label_lower,
        object_id=str(subject.pk),
        organization_id=organization_id,
        reason=reason,
        detail=detail,
    )
