from __future__ import annotations

from smtplib import SMTPException
from typing import Any

from celery import shared_task
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.models import User
from core.jobs import JobFailedError, Progress, job_task
from trainings.closing import services as closing
from trainings.models import Registration, Training
from trainings.registrations import mail
from trainings.roster import tasks as roster_tasks  # noqa: F401 - Celery looks for tasks here

# A mail server that is away for a while comes back: tried for about four hours.
_PATIENCE: dict[str, Any] = {
    "autoretry_for": (OSError, SMTPException),
    "retry_backoff": 30,
    "retry_backoff_max": 3600,
    "max_retries": 10,
}


@shared_task(name="trainings.send_receipt", **_PATIENCE)
def send_receipt(registration_id: int, language: str) -> None:
    with override(language):
        mail.send_receipt(Registration.objects.select_related("training").get(pk=registration_id))


@shared_task(name="trainings.announce_cancellation")
def announce_cancellation(training_id: int, language: str) -> None:
    """One mail each, as a task each: one bad address does not hold up the others."""
    told = Registration.objects.active().filter(training_id=training_id).exclude(email="")
    for registration_id in told.values_list("pk", flat=True):
        send_cancellation.delay(registration_id, language)


@shared_task(name="trainings.send_cancellation", **_PATIENCE)
def send_cancellation(registration_id: int, language: str) -> None:
    with override(language):
        mail.send_cancellation(
            Registration.objects.select_related("training").get(pk=registration_id)
        )


@job_task(closing.CLOSING_JOB)
def close_training(progress: Progress) -> dict[str, Any]:
    """Result: `summary`, the counts `completed`, `known`, `failed`, and `rows`: the numbers of
    the registrations that could not be done.
    """
    training = Training.objects.select_related("organization__municipality", "edition__course").get(
        pk=progress.parameters["training_id"]
    )
    try:
        outcome = closing.record_completions(
            training=training,
            actor=User.objects.get(pk=progress.job.created_by_id),
            report=progress.report,
        )
    except Exception as error:
        raise JobFailedError(
            _(
                "修了の記録が途中で止まりました。記録できた方の分はそのまま残っています。"
                "研修のページの「修了の記録を再開する」から、残りの方を記録できます。"
            )
        ) from error
    return {
        "summary": _summary(outcome),
        "completed": outcome.completed,
        "known": outcome.known,
        "failed": len(outcome.failed),
        "rows": outcome.failed,
    }


def _summary(outcome: closing.Outcome) -> str:
    said = [_("%(number)d人の修了を記録しました。") % {"number": outcome.completed}]
    if outcome.known:
        said.append(
            _("%(number)d人は、この年度にすでに修了しています（修了は1人1回と数えます）。")
            % {"number": outcome.known}
        )
    if outcome.failed:
        said.append(
            _(
                "%(number)d人の修了を記録できませんでした（受付番号 %(rows)s）。"
                "研修のページから、もう一度試せます。"
            )
            % {"number": len(outcome.failed), "rows": "、".join(map(str, outcome.failed))}
        )
    return "".join(said)
