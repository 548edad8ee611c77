"""The application server: `gunicorn -c tsunagari/gunicorn.py`. See docs/decisions/0006."""

import os
import sys
from typing import Any

from tsunagari.environment import Environment

env = Environment()

bind = f"{env.text('HOST') or '127.0.0.1'}:{env.integer('PORT', 8000)}"
wsgi_app = "tsunagari.wsgi:application"
worker_class = "gthread"
workers = env.integer("WEB_CONCURRENCY", min(os.cpu_count() or 1, 4))
threads = env.integer("WEB_THREADS", 4)
preload_app = True  # one import for all workers: a quicker start, and shared memory
timeout = 60
graceful_timeout = 20
max_requests = 20_000  # a leak in a C library never grows for weeks
max_requests_jitter = 2_000
# Requests are logged by core.middleware, as JSON and without addresses or queries.
accesslog = None
logconfig_dict = {
    "version": 1,
    "disable_existing_loggers": False,
    "root": {"handlers": [], "level": "INFO"},
    "loggers": {
        "gunicorn.error": {"level": "WARNING", "handlers": [], "propagate": True},
        "gunicorn.access": {"level": "CRITICAL", "handlers": [], "propagate": True},
    },
}


def on_starting(server: Any) -> None:
    """Bad settings stop the start here: gunicorn itself runs no system checks."""
    import django  # noqa: PLC0415 - gunicorn reads this file before Django is wanted
    from django.core.checks import ERROR, run_checks  # noqa: PLC0415

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tsunagari.settings")
    django.setup()
    problems = {message.msg for message in run_checks() if message.is_serious(ERROR)}
    for problem in sorted({*problems, *env.problems}):
        sys.stderr.write(f"{problem}\n")
    if problems or env.problems:
        sys.exit(1)
