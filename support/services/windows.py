"""The windows that officers keep: written, looked at again, removed."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from core import audit
from core.enums import TextState
from support.models import Window
from support.windows.checking import LOCAL_PREFIX, expiry_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from accounts.models import User

# Behind the national ones, where a list goes by position.
POSITION = 1000


@transaction.atomic
def save_window(
    *, window: Window, actor: User, texts: Mapping[str, Mapping[str, str]] | None = None
) -> Window:
    """Store a window that the form has checked. Its area is its organization's.

    `texts`: its words in other languages, written beside the Japanese; empty ones remove them.
    """
    is_new = window.pk is None
    if is_new:
        window.key = LOCAL_PREFIX + secrets.token_hex(6)
        window.position = POSITION
    organization = window.organization
    if organization is None:
        raise ValueError("the authors' files keep this window")
    window.prefecture_id = organization.prefecture_id
    window.municipality_id = organization.municipality_id
    window.save()
    for language, words in (texts or {}).items():
        _save_text(window, language, words)
    _record(actor, "window.created" if is_new else "window.updated", window)
    return window


@transaction.atomic
def confirm_window(*, window: Window, actor: User) -> Window:
    """Somebody looked today, and all of it still holds: it shows for another term."""
    window = _locked(window)
    today = timezone.localdate()
    window.checked_on, window.expires_on = today, expiry_of(today)
    window.save(update_fields=["checked_on", "expires_on"])
    _record(actor, "window.checked", window)
    return window


@transaction.atomic
def remove_window(*, window: Window, actor: User) -> None:
    window = _locked(window)
    _record(actor, "window.removed", window)
    window.delete()


def _save_text(window: Window, language: str, words: Mapping[str, str]) -> None:
    if not words:
        window.texts.filter(language=language).delete()
        return
    window.texts.update_or_create(
        language=language,
        defaults={
            **words,
            "source_digest": window.words_digest,
            "state": TextState.PUBLISHED,
        },
    )


def _locked(window: Window) -> Window:
    locked: Window = Window.objects.select_for_update(no_key=True).get(pk=window.pk)
    return locked


def _record(actor: User, action: str, window: Window) -> None:
    audit.record(
        actor=actor,
        action=action,
        subject=window,
        organization_id=window.organization_id,
        checked_on=window.checked_on.isoformat(),
        expires_on=window.expires_on.isoformat(),
    )
