"""Long work as a Celery task with a `core.Job` row: progress, result, failure explained.

A job's task is written with `@job_task("trainings.import_roster")` on a function that takes the
running `Progress`; `start_job` stores the row and sends the task when the transaction commits.
"""

from __future__ import annotations

import functools
import traceback
from datetime import timedelta
from typing import TYPE_CHECKING, Any, BinaryIO

import structlog
from celery import shared_task
from django.core.files import File
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from kombu.exceptions import OperationalError

from core.enums import JobState
from core.models import Job

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.contrib.auth.base_user import AbstractBaseUser

log = structlog.get_logger("jobs")

LOST_AFTER = timedelta(minutes=15)
# A broker in files loses what a worker that is killed had taken, one in Redis waits for an hour.
FORGOTTEN_AFTER = timedelta(hours=2)
RESULT_KEPT_FOR = timedelta(days=7)


class JobFailedError(Exception):
    """Ends a job with a reason that its reader understands (already translated)."""


class Progress:
    """What a running job may tell: how far it is, and its result."""

    def __init__(self, job: Job) -> None:
        self.job = job
        self.parameters: dict[str, Any] = job.parameters

    def report(self, done: int, total: int) -> None:
        Job.objects.filter(pk=self.job.pk).update(done=done, total=total, beat_at=timezone.now())

    def attach(self, file: BinaryIO, name: str) -> None:
        """Keep the file as the job's result, to be fetched under `name`."""
        self.job.result_file.save(f"{self.job.pk}", File(file), save=False)
        self.job.result_name = name
        self.job.save(update_fields=["result_file", "result_name"])


def start_job(
    *,
    kind: str,
    actor: AbstractBaseUser,
    language: str = "ja",
    next_url: str = "",
    **parameters: Any,
) -> Job:
    """Store a job and send its task on commit. `kind` is the task's name; parameters are ids."""
    job = Job.objects.create(
        kind=kind,
        created_by_id=actor.pk,
        parameters={**parameters, "language": language},
        next_url=next_url,
    )
    transaction.on_commit(lambda: _send(job))
    return job


def _send(job: Job) -> None:
    from celery import current_app  # noqa: PLC0415 - the app of the process that calls

    try:
        current_app.send_task(job.kind, args=[str(job.pk)])
    except (OperationalError, OSError):  # the broker is away; the row is stored already
        log.exception("job not sent", job_id=str(job.pk), kind=job.kind)
        _finish(
            str(job.pk),
            JobState.FAILED,
            error=_("いま処理を始められません。時間をおいて、もう一度お試しください。"),
        )
        job.refresh_from_db()


def job_task(name: str) -> Callable[[Callable[[Progress], dict[str, Any] | None]], Any]:
    """Make `run(progress) -> result` a Celery task that drives a Job row.

    A job that already finished is not run again (a message may be delivered twice).
    """

    def decorate(run: Callable[[Progress], dict[str, Any] | None]) -> Any:
        @shared_task(name=name)
        @functools.wraps(run)
        def task(job_id: str) -> None:
            started = (
                Job.objects.filter(pk=job_id)
                .exclude(state__in=[JobState.SUCCEEDED, JobState.FAILED])
                .update(state=JobState.RUNNING, started_at=timezone.now(), beat_at=timezone.now())
            )
            if not started:
                return
            job = Job.objects.get(pk=job_id)
            with (
                structlog.contextvars.bound_contextvars(job_id=job_id, kind=name),
                override(job.parameters.get("language", "ja")),
            ):
                try:
                    result = run(Progress(job)) or {}
                except JobFailedError as failure:
                    _finish(job_id, JobState.FAILED, error=str(failure))
                except Exception as error:  # noqa: BLE001 - whatever it is, the reader is told
                    log.error("job failed", **_trace(error))  # noqa: TRY400 - see _trace
                    _finish(
                        job_id,
                        JobState.FAILED,
                        error=_(
                            "処理の途中で問題が起きました。何も変更されていません。時間をおいて、もう一度お試しください。"
                        ),
                    )
                else:
                    _finish(job_id, JobState.SUCCEEDED, result=result)

        return task

    return decorate


def _trace(error: Exception) -> dict[str, Any]:
    """What failed and where, without the message: a database's may quote a row, and its names."""
    frames = traceback.extract_tb(error.__traceback__)
    return {
        "error": type(error).__name__,
        "trace": [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames],
    }


def _finish(job_id: str, state: JobState, **values: Any) -> None:
    Job.objects.filter(pk=job_id).update(state=state, finished_at=timezone.now(), **values)


def fail_lost_jobs() -> int:
    """Fail the jobs whose worker, or whose message, has not been heard of; returns how many."""
    now = timezone.now()
    return Job.objects.filter(
        Q(state=JobState.RUNNING, beat_at__lt=now - LOST_AFTER)
        | Q(state=JobState.QUEUED, created_at__lt=now - FORGOTTEN_AFTER)
    ).update(
        state=JobState.FAILED,
        finished_at=now,
        error=_("処理が途中で止まりました。もう一度お試しください。"),
    )


def remove_old_job_files() -> int:
    """Delete the result files (they may hold names) past their time; returns how many."""
    count = 0
    old = Job.objects.filter(finished_at__lt=timezone.now() - RESULT_KEPT_FOR)
    for job in old.exclude(result_file="").iterator():
        job.result_file.delete(save=False)
        job.save(update_fields=["result_file"])
        count += 1
    return count
