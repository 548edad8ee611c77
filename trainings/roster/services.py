"""A roster import from upload to undo, and the recorded export. All or nothing, each once."""

from __future__ import annotations

import tempfile
from datetime import timedelta
from typing import IO, TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction
from django.db.models import Count, F, Max, Min, Q
from django.urls import reverse
from django.utils import timezone

from accounts.enums import LearnerKind
from accounts.models import Learner
from core.audit import record_action
from core.japanese.names import search_key
from core.jobs import start_job
from trainings.enums import TrainingAction
from trainings.errors import TrainingFullError
from trainings.locks import lock_training
from trainings.models import Registration, RosterImport, Training
from trainings.permissions import is_unlocked
from trainings.registrations.learners import lock_organization
from trainings.roster.exporting import write_roster
from trainings.roster.importing import RosterPlan, plan_import
from trainings.roster.resource import CHANGEABLE, ignore_progress

if TYPE_CHECKING:
    from django.core.files import File

    from accounts.models import User
    from core.models import Job
    from trainings.roster.enums import RosterFormat
    from trainings.roster.resource import Report

PREVIEW_JOB = "trainings.preview_import"
CONFIRM_JOB = "trainings.confirm_import"
EXPORT_JOB = "trainings.export_roster"

# About a thousand rows, as xlsx or CSV: read while the officer waits.
DIRECT_BYTES = 100 * 1024
BATCH = 1000
FILE_KEPT_FOR = timedelta(days=7)
UNDO_KEPT_FOR = timedelta(days=30)


class RosterChangedError(Exception):
    """The roster changed since the preview: the import now has another preview to look at."""


class UndoImpossibleError(Exception):
    """`used` people of the import were marked present or completed; `edited` rows were changed."""

    def __init__(self, used: int, edited: int) -> None:
        super().__init__(used, edited)
        self.used = used
        self.edited = edited


def receive_import(
    *, training: Training, file: File[bytes], actor: User, language: str = "ja"
) -> RosterImport:
    """Keep an uploaded file and preview it: at once if small, else in a job."""
    with transaction.atomic():
        roster_import = RosterImport.objects.create(training=training, file=file, created_by=actor)
        is_large = roster_import.file.size > DIRECT_BYTES
        if is_large:
            _start(roster_import, PREVIEW_JOB, actor, language)
    if not is_large:
        preview_import(roster_import)
    return roster_import


def preview_import(roster_import: RosterImport, report: Report = ignore_progress) -> None:
    """Plan the import and keep what it would do, to be looked at. Saves nothing else."""
    _keep_preview(roster_import, plan_import(roster_import, report))


def confirm_import(*, roster_import: RosterImport, actor: User, language: str = "ja") -> None:
    """Do what the preview shows: at once if small, else in a job. Idempotent.

    Raises RosterChangedError, TrainingLockedError.
    """
    if roster_import.preview.get("rows", 0) <= settings.JOB_ROWS:
        apply_import(roster_import=roster_import, actor=actor)
        return
    with transaction.atomic():
        locked = _locked(roster_import)
        under_way = locked.job and not locked.job.is_finished
        if not (locked.confirmed_at or under_way):
            _start(roster_import, CONFIRM_JOB, actor, language)


def apply_import(*, roster_import: RosterImport, actor: User) -> None:
    """Save the planned rows, all or none. A second time does nothing.

    Raises RosterChangedError when the roster changed since the preview (which is renewed), and
    TrainingLockedError.
    """
    with transaction.atomic():
        lock_organization(roster_import.training.organization_id)
        training = lock_training(roster_import.training)
        locked = _locked(roster_import)
        if locked.confirmed_at:
            return
        locked.training = training
        plan = plan_import(locked)
        is_as_shown = not plan.problems and _totals(plan.preview()) == _totals(locked.preview)
        if is_as_shown:
            _save(locked, plan, actor)
    if not is_as_shown:
        _keep_preview(roster_import, plan)
        raise RosterChangedError


def can_undo(roster_import: RosterImport) -> bool:
    return (
        roster_import.confirmed_at is not None
        and roster_import.undone_at is None
        and roster_import.confirmed_at > timezone.now() - UNDO_KEPT_FOR
        and is_unlocked(roster_import.training)
    )


@transaction.atomic
def undo_import(*, roster_import: RosterImport, actor: User) -> None:
    """Remove the rows that an import added and give back the values it changed. Idempotent.

    Raises UndoImpossibleError (nothing is undone then), TrainingLockedError.
    """
    organization_id = roster_import.training.organization_id
    lock_organization(organization_id)
    training = lock_training(roster_import.training)
    locked = _locked(roster_import)
    if not can_undo(locked):
        return
    added = Registration.objects.filter(roster_import=locked)
    used = added.filter(Q(attendances__isnull=False) | Q(completion__isnull=False))
    changed: dict[str, dict[str, list[Any]]] = locked.before.get("changed", {})
    rows = list(training.registrations.filter(pk__in=changed).select_related("learner"))
    edited = [row for row in rows if _is_edited(row, changed[str(row.pk)])]
    if (used_count := used.distinct().count()) or edited:
        raise UndoImpossibleError(used_count, len(edited))
    seats = added.active().count()
    removed, _by_model = added.delete()
    Training.objects.filter(pk=training.pk).update(seats_taken=F("seats_taken") - seats)
    Learner.objects.filter(
        pk__in=locked.before.get("learners", []),
        kind=LearnerKind.ROSTER,
        registrations=None,
        enrolments=None,
        completions=None,
        merged_from=None,
    ).delete()
    for row in rows:
        for name, (old, _new) in changed[str(row.pk)].items():
            setattr(row, name, old)
    _update(rows, organization_id)
    locked.undone_at = timezone.now()
    locked.before = {}
    locked.save(update_fields=["undone_at", "before"])
    _record(actor, TrainingAction.ROSTER_IMPORT_UNDONE, locked, removed=removed, restored=len(rows))


def remove_old_import_files() -> int:
    """Delete uploaded files, and later what undoing needs, past their time; returns how many."""
    now, count = timezone.now(), 0
    for old in RosterImport.objects.filter(created_at__lt=now - FILE_KEPT_FOR).exclude(file=""):
        old.file.delete(save=False)
        old.preview = _totals(old.preview)
        old.save(update_fields=["file", "preview"])
        count += 1
    RosterImport.objects.filter(confirmed_at__lt=now - UNDO_KEPT_FOR).update(before={})
    return count


def request_export(
    *, training: Training, file_format: RosterFormat, reason: str, actor: User, language: str = "ja"
) -> IO[bytes] | Job:
    """The roster as an open temporary file, or the job that makes it above `JOB_ROWS` rows.

    Who, when, why and which rows go to the audit log. CSV raises UnencodableRowsError.
    """
    rows = training.registrations.active().aggregate(
        count=Count("pk"), first_registration_id=Min("pk"), last_registration_id=Max("pk")
    )
    made: IO[bytes] | Job
    if rows["count"] <= settings.JOB_ROWS:
        made = _written(training, file_format)
    with transaction.atomic():
        if rows["count"] > settings.JOB_ROWS:
            made = start_job(
                kind=EXPORT_JOB,
                actor=actor,
                language=language,
                next_url=reverse("trainings:training_detail", args=[training.pk]),
                training_id=training.pk,
                format=str(file_format),
            )
            rows["job_id"] = str(made.pk)
        record_action(
            TrainingAction.ROSTER_EXPORTED,
            training,
            actor=actor,
            organization_id=training.organization_id,
            reason=reason,
            format=str(file_format),
            **rows,
        )
    return made


def _written(training: Training, file_format: RosterFormat) -> IO[bytes]:
    file = tempfile.TemporaryFile()  # noqa: SIM115 - closed by the response
    try:
        write_roster(training, file, file_format)
    except BaseException:
        file.close()
        raise
    file.seek(0)
    return file


def _start(roster_import: RosterImport, kind: str, actor: User, language: str) -> None:
    roster_import.job = start_job(
        kind=kind,
        actor=actor,
        language=language,
        next_url=reverse(
            "trainings:import_detail", args=[roster_import.training_id, roster_import.pk]
        ),
        roster_import_id=roster_import.pk,
    )
    roster_import.save(update_fields=["job"])


def _locked(roster_import: RosterImport) -> RosterImport:
    return RosterImport.objects.select_for_update(no_key=True, of=("self",)).get(
        pk=roster_import.pk
    )


def _keep_preview(roster_import: RosterImport, plan: RosterPlan) -> None:
    roster_import.preview, roster_import.encoding = plan.preview(), plan.encoding
    roster_import.save(update_fields=["preview", "encoding"])


def _totals(preview: dict[str, Any]) -> dict[str, Any]:
    return {name: preview.get(name) for name in ("rows", "new", "changed", "unchanged")}


def _save(roster_import: RosterImport, plan: RosterPlan, actor: User) -> None:
    training = roster_import.training
    taken = Training.objects.filter(
        pk=training.pk, capacity__gte=F("seats_taken") + len(plan.new)
    ).update(seats_taken=F("seats_taken") + len(plan.new))
    if not taken:
        raise TrainingFullError
    learners = _new_learners(training, plan)
    for row in plan.new:
        row.roster_import = roster_import
    Registration.objects.bulk_create(plan.new, batch_size=BATCH)
    changed = [change.registration for change in plan.changes]
    _update(changed, training.organization_id)
    roster_import.before = {
        "learners": [learner.pk for learner in learners],
        "changed": {
            str(change.registration.pk): {
                name: [old, getattr(change.registration, name)]
                for name, old in change.before.items()
                if old != getattr(change.registration, name)
            }
            for change in plan.changes
        },
    }
    roster_import.confirmed_at = timezone.now()
    roster_import.save(update_fields=["before", "confirmed_at"])
    _record(
        actor,
        TrainingAction.ROSTER_IMPORTED,
        roster_import,
        new=len(plan.new),
        changed=len(changed),
    )


def _new_learners(training: Training, plan: RosterPlan) -> list[Learner]:
    """Give each new registration its learner: the known one, or one of those made here."""
    unknown = [index for index in range(len(plan.new)) if index not in plan.learners]
    made = Learner.objects.bulk_create(
        [
            Learner(
                kind=LearnerKind.ROSTER,
                organization_id=training.organization_id,
                name=row.name,
                kana=row.kana,
                municipality_id=row.municipality_id,
                age_band=row.age_band,
            )
            for row in (plan.new[index] for index in unknown)
        ],
        batch_size=BATCH,
    )
    for index, learner in {**plan.learners, **dict(zip(unknown, made, strict=True))}.items():
        plan.new[index].learner = learner
    return made


def _update(rows: list[Registration], organization_id: int) -> None:
    """Store changed rows; the organization's own learners keep their registration's name."""
    for row in rows:
        row.name_key = search_key(row.name)[:200]
    Registration.objects.bulk_update(rows, [*CHANGEABLE, "name_key"], batch_size=BATCH // 2)
    learners = []
    for row in rows:
        learner = row.learner
        if learner.organization_id == organization_id and (learner.name, learner.kana) != (
            row.name,
            row.kana,
        ):
            learner.name, learner.kana = row.name, row.kana
            learners.append(learner)
    Learner.objects.bulk_update(learners, ["name", "kana"], batch_size=BATCH)


def _is_edited(row: Registration, changes: dict[str, list[Any]]) -> bool:
    return any(getattr(row, name) != new for name, (_old, new) in changes.items())


def _record(
    actor: User, action: TrainingAction, roster_import: RosterImport, **detail: Any
) -> None:
    record_action(
        action,
        roster_import,
        actor=actor,
        organization_id=roster_import.training.organization_id,
        training_id=roster_import.training_id,
        **detail,
    )
