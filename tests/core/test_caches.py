"""The shared cache while its server is there, away, and hanging: with a real Redis, and without."""

import socket
import time

import pytest
from redis.exceptions import ConnectionError as RedisConnectionError

from core import caches
from core.caches import PatientRedisCache


@pytest.fixture(autouse=True)
def _asked_at_once(monkeypatch):
    monkeypatch.setattr(caches, "_away_until", 0.0)


def connect(port):
    options = {"socket_connect_timeout": 1, "socket_timeout": 1}
    return PatientRedisCache(f"redis://127.0.0.1:{port}/0", {"OPTIONS": options})


@pytest.fixture
def hanging_port():
    with socket.socket() as server:  # takes connections and never answers
        server.bind(("127.0.0.1", 0))
        server.listen()
        yield server.getsockname()[1]


@pytest.fixture
def closed_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.mark.parametrize("port", ["closed_port", "hanging_port"])
def test_limits_hold_within_the_process_while_redis_is_away(port, request):
    cache = connect(request.getfixturevalue(port))
    begun = time.monotonic()

    assert cache.get("key") is None
    cache.set("key", [1], 60)
    assert cache.get("key") == [1]
    assert cache.add("key", 2) is False
    cache.set("count", 1)
    assert cache.incr("count") == 2
    assert cache.get_many(["key", "count"]) == {"key": [1], "count": 2}
    assert "key" in cache
    assert cache.get_or_set("other", lambda: 5) == 5
    cache.delete_many(["key", "other"])
    assert cache.touch("key") is False
    cache.clear()
    assert cache.get("count") is None
    assert time.monotonic() - begun < 2  # waited for once


def test_redis_is_asked_again_after_a_while(closed_port, monkeypatch):
    cache = connect(closed_port)
    asked = []

    def fail(self, key, **options):
        asked.append(key)
        raise RedisConnectionError

    monkeypatch.setattr("django.core.cache.backends.redis.RedisCache.get", fail)
    now = 1000.0
    monkeypatch.setattr(caches, "monotonic", lambda: now)
    cache.get("first")
    cache.get("second")
    now += caches.ASKED_AGAIN_AFTER
    cache.get("third")
    assert asked == ["first", "third"]
