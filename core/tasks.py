from celery import shared_task
from django.core.management import call_command

from core import jobs, outbox


@shared_task(name="core.fail_lost_jobs")
def fail_lost_jobs() -> None:
    jobs.fail_lost_jobs()


@shared_task(name="core.remove_old_job_files")
def remove_old_job_files() -> None:
    jobs.remove_old_job_files()


@shared_task(name="core.send_outbox")
def send_outbox() -> None:
    outbox.send_outbox()


@shared_task(name="core.remove_old_mails")
def remove_old_mails() -> None:
    outbox.remove_old_mails()


@shared_task(name="core.clear_expired_sessions")
def clear_expired_sessions() -> None:
    call_command("clearsessions")
