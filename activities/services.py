"""An officer's activities: written, published, ended."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

from django.db import IntegrityError, transaction
from django.utils import timezone

from activities.enums import ActivityAction, ActivityState
from activities.models import Activity, ActivityDate, ActivityKindMark
from activities.permissions import may_publish_in
from core.audit import record_action
from core.versions import refuse_changed

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from accounts.models import User


class ActivityStateError(Exception):
    """The activity is in a state in which this cannot be done."""


class ActivityPlaceError(Exception):
    """The municipality is outside the organization's area."""


@transaction.atomic
def add_activity(
    *,
    activity: Activity,
    kinds: Iterable[str],
    dates: Iterable[ActivityDate],
    actor: User,
    submission: UUID | None = None,
) -> Activity:
    """Store a new activity as a draft; with the `submission` of one that is stored it is that one.

    Raises ActivityPlaceError.
    """
    if not may_publish_in(activity.organization, activity.municipality):
        raise ActivityPlaceError
    activity.state = ActivityState.DRAFT
    activity.public_id = submission or uuid4()
    _touch(activity)
    try:
        with transaction.atomic():
            activity.save()
    except IntegrityError:
        stored: Activity = Activity.objects.get(
            organization=activity.organization, public_id=activity.public_id
        )
        return stored
    _store_kinds(activity, set(kinds))
    _store_dates(activity, list(dates))
    _record(actor, ActivityAction.CREATED, activity)
    return activity


@transaction.atomic
def save_activity(
    *,
    activity: Activity,
    kinds: Iterable[str],
    dates: Iterable[ActivityDate],
    actor: User,
    version: str,
) -> None:
    """Store a changed activity with exactly these kinds and dates.

    Dates that are rows already keep their UID; one that is left out of what was published is
    called off. `version`: of what the form showed. Raises ChangedMeanwhileError,
    ActivityPlaceError, and ActivityStateError for one that has ended or was deleted.
    """
    if not may_publish_in(activity.organization, activity.municipality):
        raise ActivityPlaceError
    stored = _locked(activity)
    if stored.state == ActivityState.ENDED:
        raise ActivityStateError(stored.state)
    refuse_changed(stored, version)
    activity.state, activity.revision = stored.state, stored.revision
    _touch(activity)
    activity.save()
    _store_kinds(activity, set(kinds))
    _store_dates(activity, list(dates))
    _record(actor, ActivityAction.UPDATED, activity)


@transaction.atomic
def publish_activity(*, activity: Activity, actor: User) -> None:
    """Show it to everybody, also again after it was ended. Idempotent."""
    activity = _locked(activity)
    if activity.state == ActivityState.PUBLISHED:
        return
    if not activity.is_regular and not activity.dates.held().exists():
        raise ActivityStateError(activity.state)
    activity.ended_at = None
    _touch(activity)
    activity.state = ActivityState.PUBLISHED
    activity.save()
    _record(actor, ActivityAction.PUBLISHED, activity)


@transaction.atomic
def end_activity(*, activity: Activity, actor: User) -> None:
    """Take it off the lists; dates still to come are called off. Idempotent."""
    activity = _locked(activity)
    if activity.state == ActivityState.ENDED:
        return
    if activity.state != ActivityState.PUBLISHED:
        raise ActivityStateError(activity.state)
    _touch(activity)
    activity.state, activity.ended_at = ActivityState.ENDED, activity.updated_at
    activity.save()
    _record(actor, ActivityAction.ENDED, activity)


@transaction.atomic
def delete_draft(*, activity: Activity, actor: User) -> None:
    """Only what was never shown may go."""
    activity = _locked(activity)
    if activity.state != ActivityState.DRAFT:
        raise ActivityStateError(activity.state)
    _record(actor, ActivityAction.DELETED, activity)
    activity.delete()


def _locked(activity: Activity) -> Activity:
    locked: Activity | None = (
        Activity.objects.select_for_update(no_key=True).filter(pk=activity.pk).first()
    )
    if locked is None:
        raise ActivityStateError("deleted")
    return locked


def _touch(activity: Activity) -> None:
    """Calendars take a change for one by its time and its number alone."""
    activity.updated_at = timezone.now()
    if activity.state != ActivityState.DRAFT:
        activity.revision += 1


def _store_kinds(activity: Activity, wanted: set[str]) -> None:
    stored = set(activity.kinds.values_list("kind", flat=True))
    activity.kinds.filter(kind__in=stored - wanted).delete()
    ActivityKindMark.objects.bulk_create(
        ActivityKindMark(activity=activity, kind=kind) for kind in sorted(wanted - stored)
    )


def _store_dates(activity: Activity, wanted: list[ActivityDate]) -> None:
    kept = [date.pk for date in wanted if date.pk]
    left_out = activity.dates.held().exclude(pk__in=kept)
    if activity.state == ActivityState.DRAFT:
        left_out.delete()
    else:
        left_out.update(called_off_at=activity.updated_at)
    for date in wanted:
        date.activity = activity
        date.save()


def _record(actor: User, action: ActivityAction, activity: Activity) -> None:
    record_action(
        action,
        activity,
        actor=actor,
        organization_id=activity.organization_id,
        revision=activity.revision,
    )
