from celery import shared_task

from core import jobs


@shared_task(name="core.fail_lost_jobs")
def fail_lost_jobs() -> None:
    jobs.fail_lost_jobs()
