"""`/healthz`: the process and its database. `/readyz`: also broker, cache, storage, static files.

Each part is asked in a thread of its own and has 1.5 seconds: whatever hangs, the answer comes
within 2. While an earlier question still hangs, its part is not asked again, so that questions by
the second pile up no threads.
"""

from __future__ import annotations

import os
import threading
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING

from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.cache import cache
from django.core.files.storage import FileSystemStorage, default_storage
from django.db import connections
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache

from tsunagari.celery import app

if TYPE_CHECKING:
    from collections.abc import Callable

PATIENCE = 1.5  # seconds
NO_ANSWER = "no answer"
_hanging: dict[str, Question] = {}


class Question(threading.Thread):
    """One part's check, under way or answered."""

    def __init__(self, check: Callable[[], None]) -> None:
        super().__init__(daemon=True)
        self._check = check
        self.answer = NO_ANSWER

    def run(self) -> None:
        try:
            self._check()
        except Exception as error:  # noqa: BLE001 - whatever fails, the report names the part
            self.answer = type(error).__name__
        else:
            self.answer = "ok"
        finally:
            connections.close_all()  # this thread's own


def check_database() -> None:
    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT 1")


def check_broker() -> None:
    with app.connection_for_write() as broker:
        broker.ensure_connection(max_retries=1, timeout=2)


def check_cache() -> None:
    cache.get("readyz")


def check_storage() -> None:
    """Ask without writing: a bucket for a name, a folder whether it may be written to."""
    default_storage.exists("readyz")
    if isinstance(default_storage, FileSystemStorage):
        folder = Path(default_storage.location)
        if not os.access(folder if folder.exists() else folder.parent, os.W_OK):
            raise PermissionError


def check_static_files() -> None:
    """A second web node without `collectstatic` would answer 500 to every page."""
    staticfiles_storage.url("theme/foundation.css")


ALIVE = {"database": check_database}
READY = {
    **ALIVE,
    "broker": check_broker,
    "cache": check_cache,
    "storage": check_storage,
    "static_files": check_static_files,
}


def answer_checks(checks: dict[str, Callable[[], None]]) -> JsonResponse:
    asked: dict[str, Question] = {}
    for name, check in checks.items():
        before = _hanging.get(name)
        if before is not None and before.is_alive():
            asked[name] = before
            continue
        asked[name] = _hanging[name] = Question(check)
        asked[name].start()
    deadline = monotonic() + PATIENCE
    for question in asked.values():
        question.join(max(0.0, deadline - monotonic()))
    report = {name: question.answer for name, question in asked.items()}
    is_well = all(answer == "ok" for answer in report.values())
    return JsonResponse(report, status=200 if is_well else 503)


@never_cache
def healthz(request: HttpRequest) -> JsonResponse:
    return answer_checks(ALIVE)


@never_cache
def readyz(request: HttpRequest) -> JsonResponse:
    return answer_checks(READY)
