import threading
from time import monotonic
from unittest.mock import patch

import pytest

from tsunagari import health
from tsunagari.static_files import StaticFilesStorage


@pytest.mark.django_db
def test_healthz_answers_for_process_and_database(client):
    response = client.get("/healthz")
    assert (response.status_code, response.json()) == (200, {"database": "ok"})


@pytest.mark.django_db
def test_readyz_answers_for_every_part(client):
    response = client.get("/readyz")
    assert (response.status_code, response.json()) == (
        200,
        {
            "database": "ok",
            "broker": "ok",
            "cache": "ok",
            "storage": "ok",
            "static_files": "ok",
        },
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

    def forget():
        raise OSError

    monkeypatch.setitem(health.READY, "broker", refuse)
    monkeypatch.setitem(health.READY, "cache", forget)
    response = client.get("/readyz")
    assert (response.status_code, response.json()) == (
        503,
        {
            "database": "ok",
            "broker": "ConnectionError",
            "cache": "OSError",
            "storage": "ok",
            "static_files": "ok",
        },
    )


@pytest.mark.django_db
def test_part_that_hangs_is_named_in_time_and_asked_once(client, monkeypatch):
    asked = []
    release = threading.Event()

    def hang():
        asked.append(1)
        release.wait(30)

    monkeypatch.setitem(health.READY, "broker", hang)
    for _ in range(2):
        begun = monotonic()
        response = client.get("/readyz")
        assert monotonic() - begun < 2
        assert response.status_code == 503
        assert response.json()["broker"] == "no answer"
    assert asked == [1]

    release.set()
    health._hanging["broker"].join(5)
    monkeypatch.setitem(health.READY, "broker", lambda: None)
    assert client.get("/readyz").status_code == 200


@pytest.mark.django_db
def test_readyz_sees_that_static_files_were_not_collected(client, settings, tmp_path):
    storage = StaticFilesStorage(location=tmp_path)
    storage.manifest_strict = True
    with patch.object(health, "staticfiles_storage", storage):
        settings.DEBUG = False
        response = client.get("/readyz")
    assert (response.status_code, response.json()["static_files"]) == (503, "ValueError")


@pytest.mark.django_db
def test_readyz_sees_a_folder_that_cannot_be_written_to(client, monkeypatch):
    monkeypatch.setattr(health.os, "access", lambda path, mode: False)
    response = client.get("/readyz")
    assert (response.status_code, response.json()["storage"]) == (503, "PermissionError")
