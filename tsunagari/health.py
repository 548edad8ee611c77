"""`/healthz`: the process and its database. `/readyz`: also broker, cache and storage."""

import uuid
from collections.abc import Callable

from django.core.cache import cache
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache

from tsunagari.celery import app


def _database() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def _broker() -> None:
    with app.connection_for_write() as broker:
        broker.ensure_connection(max_retries=1, timeout=2)


def _cache() -> None:
    key = f"readyz-{uuid.uuid4().hex}"
    cache.set(key, 1, 5)
    if cache.get(key) != 1:
        raise OSError("the cache forgot a value")
    cache.delete(key)


def _storage() -> None:
    name = default_storage.save(f"readyz/{uuid.uuid4().hex}", ContentFile(b"ok"))
    default_storage.delete(name)


def _answer(checks: dict[str, Callable[[], None]]) -> JsonResponse:
    report: dict[str, str] = {}
    for name, check in checks.items():
        try:
            check()
        except Exception as error:  # noqa: BLE001 - whatever fails, the report names the part
            report[name] = type(error).__name__
        else:
            report[name] = "ok"
    is_well = all(state == "ok" for state in report.values())
    return JsonResponse(report, status=200 if is_well else 503)


@never_cache
def healthz(request: HttpRequest) -> JsonResponse:
    return _answer({"database": _database})


@never_cache
def readyz(request: HttpRequest) -> JsonResponse:
    return _answer({"database": _database, "broker": _broker, "cache": _cache, "storage": _storage})
