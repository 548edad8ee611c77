"""The windows that officers keep: written, looked at again, removed."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction
from django.utils import timezone

from core.audit import record_action
from core.enums import TextState
from core.versions import refuse_changed
from windows.enums import WindowAction
from windows.models import Window
from windows.validation import LOCAL_PREFIX, expiry_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from accounts.models import User

# Behind the national ones, where a list goes by position.
POSITION = 1000


@transaction.atomic
def add_window(
    *,
    window: Window,
    actor: User,
    texts: Mapping[str, Mapping[str, str]] | None = None,
    submission: UUID | None = None,
) -> Window:
    """Store a new window that the form has checked. Its area is its organization's.

    `texts`: its words in other languages, written beside the Japanese. With the `submission` of one
    that is stored already it is that one.
    """
    organization = window.organization
    if organization is None:
        raise ValueError("a window of nobody")
    window.key = LOCAL_PREFIX + (submission or uuid4()).hex[:12]
    window.position = POSITION
    window.prefecture_id = organization.prefecture_id
    window.municipality_id = organization.municipality_id
    try:
        with transaction.atomic():
            window.save()
    except IntegrityError:
        stored: Window = Window.objects.get(organization=organization, key=window.key)
        return stored
    _save_texts(window, texts or {})
    _record(actor, WindowAction.CREATED, window)
    return window


@transaction.atomic
def save_window(
    *, window: Window, actor: User, texts: Mapping[str, Mapping[str, str]], version: str
) -> None:
    """Store what the form has changed; empty `texts` remove a translation.

    `version`: of what the form showed. Raises ChangedMeanwhileError, and DoesNotExist for a window
    that was removed meanwhile.
    """
    refuse_changed(_locked(window), version)
    window.save()
    _save_texts(window, texts)
    _record(actor, WindowAction.UPDATED, window)


@transaction.atomic
def confirm_window(*, window: Window, actor: User, version: str) -> Window:
    """Somebody looked today, and all of it still holds: it shows for another term.

    `version`: of what they looked at. Raises ChangedMeanwhileError.
    """
    window = _locked(window)
    refuse_changed(window, version)
    today = timezone.localdate()
    window.checked_on, window.expires_on = today, expiry_of(today)
    window.save(update_fields=["checked_on", "expires_on", "updated_at"])
    _record(actor, WindowAction.CHECKED, window)
    return window


@transaction.atomic
def remove_window(*, window: Window, actor: User) -> None:
    window = _locked(window)
    _record(actor, WindowAction.REMOVED, window)
    window.delete()


def _save_texts(window: Window, texts: Mapping[str, Mapping[str, str]]) -> None:
    for language, words in texts.items():
        if not words:
            window.texts.filter(language=language).delete()
            continue
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


def _record(actor: User, action: WindowAction, window: Window) -> None:
    record_action(
        action,
        window,
        actor=actor,
        organization_id=window.organization_id,
        checked_on=window.checked_on.isoformat(),
        expires_on=window.expires_on.isoformat(),
    )
