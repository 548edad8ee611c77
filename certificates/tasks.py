from __future__ import annotations

from typing import TYPE_CHECKING, Any

from celery import shared_task

from certificates import printing
from certificates.models import PendingCertificate
from certificates.services import issue_for
from core.jobs import job_task

if TYPE_CHECKING:
    from core.jobs import Progress

# At most what one worker issues well within the five minutes until the next run.
BATCH = 2000


@shared_task(name="certificates.issue_missing")
def issue_missing() -> None:
    """Issue those that a crash or a failure left waiting."""
    pending = PendingCertificate.objects.due().select_related("completion")[:BATCH]
    issue_for(row.completion for row in pending)


@job_task(printing.PRINT_JOB)
def print_certificates(progress: Progress) -> dict[str, Any]:
    return printing.print_certificates(progress)
