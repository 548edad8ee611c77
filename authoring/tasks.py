from celery import shared_task

from authoring.drafts import figures


@shared_task(name="authoring.erase_unused_photographs")
def erase_unused_photographs() -> None:
    figures.erase_unused_photographs()
