import os
from typing import Any

from celery import Celery
from celery.signals import setup_logging

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tsunagari.settings")

app = Celery("tsunagari")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@setup_logging.connect
def keep_json_logging(**options: Any) -> None:
    """Celery configures no logging of its own where this signal is heard: Django's stays."""
