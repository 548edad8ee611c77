"""Bad settings stop the start with one clear line each, never with a stack trace."""

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register  # noqa: A004 - its name

from tsunagari.environment import Environment

# Read by the servers themselves, some of them before they read our settings.
SERVER_NUMBERS = ("WEB_CONCURRENCY", "WEB_THREADS", "WORKER_CONCURRENCY")
DATABASE_ENGINES = {"django.db.backends.sqlite3", "django.db.backends.postgresql"}
LOOPBACK_HOSTS = {"localhost", "127.0.0.1", "[::1]", "::1", "testserver", ".localhost"}

Apps = Sequence[AppConfig] | None


def _is_public() -> bool:
    return any(host not in LOOPBACK_HOSTS for host in settings.ALLOWED_HOSTS)


@register(Tags.compatibility)
def environment_is_readable(app_configs: Apps, **kwargs: Any) -> list[CheckMessage]:
    server = Environment()
    for name in SERVER_NUMBERS:
        server.integer(name, 1)
    problems = [*settings.ENVIRONMENT_PROBLEMS, *server.problems]
    return [Error(problem, id="tsunagari.E001") for problem in problems]


@register(Tags.compatibility)
def database_is_supported(app_configs: Apps, **kwargs: Any) -> list[CheckMessage]:
    if settings.DATABASES["default"]["ENGINE"] in DATABASE_ENGINES:
        return []
    return [
        Error(
            "DATABASE_URL: use sqlite:///… or postgres://user:password@host/name",
            id="tsunagari.E002",
        )
    ]


@register(Tags.security)
def demo_stays_on_this_machine(app_configs: Apps, **kwargs: Any) -> list[CheckMessage]:
    """The demo shows every mail, sign-in codes included, to whoever opens the page."""
    if not (settings.DEMO and _is_public()):
        return []
    return [
        Error(
            "DEMO=1 shows every mail to everybody: leave ALLOWED_HOSTS at localhost, or set DEMO=0",
            id="tsunagari.E003",
        )
    ]


@register(Tags.security)
def debug_stays_on_this_machine(app_configs: Apps, **kwargs: Any) -> list[CheckMessage]:
    if not (settings.DEBUG and _is_public()):
        return []
    return [
        Error(
            "DEBUG=1 shows settings and data in its error pages: leave ALLOWED_HOSTS at localhost, "
            "or set DEBUG=0",
            id="tsunagari.E004",
        )
    ]


@register(Tags.compatibility)
def printed_address_is_reachable(app_configs: Apps, **kwargs: Any) -> list[CheckMessage]:
    """Certificates are printed: a wrong address in their QR code cannot be taken back."""
    if not _is_public() or not settings.SITE_URL.startswith(("http://localhost", "http://127.")):
        return []
    return [
        Warning(
            f"SITE_URL is {settings.SITE_URL}: QR codes on certificates would lead nowhere",
            id="tsunagari.W001",
        )
    ]
