"""The shared cache, without which pages still answer."""

from __future__ import annotations

from time import monotonic
from typing import Any

import structlog
from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

log = structlog.get_logger("cache")

ASKED_AGAIN_AFTER = 10.0  # seconds


_away_until = 0.0  # of this process: each thread has a cache object of its own


def _asked(name: str) -> Any:
    """The method `name`: Redis's, or that of the process's memory."""

    def ask(self: PatientRedisCache, *arguments: Any, **options: Any) -> Any:
        global _away_until  # noqa: PLW0603 - see there
        if monotonic() >= _away_until:
            try:
                return getattr(RedisCache, name)(self, *arguments, **options)
            except (RedisError, OSError) as error:
                _away_until = monotonic() + ASKED_AGAIN_AFTER
                log.warning("cache is away", error=type(error).__name__)
        return getattr(self.memory, name)(*arguments, **options)

    return ask


class PatientRedisCache(RedisCache):
    """Redis; while it is away, the memory of this process.

    So signing in and applying go on, and their limits hold for each process by itself instead of
    for the site. A failure is logged once, and Redis is left alone for ten seconds after it: not
    every page of that time waits for its time-out.
    """

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        options = {"retry": Retry(NoBackoff(), 0), **params.get("OPTIONS", {})}
        super().__init__(server, {**params, "OPTIONS": options})
        self.memory = LocMemCache(f"instead-of-{server}", {"MAX_ENTRIES": 10_000})

    add = _asked("add")
    get = _asked("get")
    set = _asked("set")
    touch = _asked("touch")
    delete = _asked("delete")
    get_many = _asked("get_many")
    has_key = _asked("has_key")
    incr = _asked("incr")
    set_many = _asked("set_many")
    delete_many = _asked("delete_many")
    clear = _asked("clear")
