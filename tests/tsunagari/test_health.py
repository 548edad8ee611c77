import pytest
from django.core.cache import cache

from tsunagari import health


@pytest.mark.django_db
def test_healthz_answers_for_process_and_database(client):
    response = client.get("/healthz")
    assert (response.status_code, response.json()) == (200, {"database": "ok"})


@pytest.mark.django_db
def test_readyz_answers_for_every_part(client):
    response = client.get("/readyz")
    assert (response.status_code, response.json()) == (
        200,
        {"database": "ok", "broker": "ok", "cache": "ok", "storage": "ok"},
    )


@pytest.mark.django_db
def test_readyz_leaves_nothing_behind(client, settings):
    client.get("/readyz")
    kept = [path for path in settings.MEDIA_ROOT.rglob("readyz/*") if path.is_file()]
    assert kept == []


@pytest.mark.django_db
def test_readyz_names_the_part_that_fails_and_nothing_more(client, monkeypatch):
    def refuse():
        raise ConnectionError("redis://user:hidden@host")

    monkeypatch.setattr(health, "_broker", refuse)
    monkeypatch.setattr(cache, "get", lambda key: None)
    response = client.get("/readyz")
    assert (response.status_code, response.json()) == (
        503,
        {"database": "ok", "broker": "ConnectionError", "cache": "OSError", "storage": "ok"},
    )
