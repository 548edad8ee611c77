import pytest

from tsunagari import checks


def ids(messages):
    return [message.id for message in messages]


def test_bad_environment_is_an_error_each(settings):
    settings.ENVIRONMENT_PROBLEMS = ["PORT: use a whole number, not 'x'", "DEMO: …"]
    found = checks.environment_is_readable(None)
    assert ids(found) == ["tsunagari.E001", "tsunagari.E001"]
    assert found[0].msg == "PORT: use a whole number, not 'x'"


def test_numbers_of_the_servers_are_checked_before_they_start(monkeypatch):
    monkeypatch.setenv("WEB_CONCURRENCY", "many")
    assert [found.msg for found in checks.environment_is_readable(None)] == [
        "WEB_CONCURRENCY: use a whole number, not 'many'"
    ]


@pytest.mark.parametrize(
    ("engine", "found"),
    [
        ("django.db.backends.sqlite3", []),
        ("django.db.backends.postgresql", []),
        ("django.db.backends.mysql", ["tsunagari.E002"]),
    ],
)
def test_database_is_sqlite_or_postgresql(monkeypatch, settings, engine, found):
    monkeypatch.setitem(settings.DATABASES["default"], "ENGINE", engine)
    assert ids(checks.database_is_supported(None)) == found


@pytest.mark.parametrize(
    ("flag", "check", "found"),
    [
        ("DEMO", checks.demo_stays_on_this_machine, "tsunagari.E003"),
        ("DEBUG", checks.debug_stays_on_this_machine, "tsunagari.E004"),
    ],
)
def test_demo_and_debug_stay_on_this_machine(settings, flag, check, found):
    setattr(settings, flag, True)
    settings.ALLOWED_HOSTS = ["localhost", "127.0.0.1"]
    assert ids(check(None)) == []
    settings.ALLOWED_HOSTS = ["localhost", "elearning.city.example.jp"]
    assert ids(check(None)) == [found]
    setattr(settings, flag, False)
    assert ids(check(None)) == []


@pytest.mark.parametrize(
    ("host", "url", "found"),
    [
        ("localhost", "http://localhost:8000", []),
        ("city.example.jp", "http://localhost:8000", ["tsunagari.W001"]),
        ("city.example.jp", "https://city.example.jp", []),
    ],
)
def test_public_site_prints_a_public_address(settings, host, url, found):
    settings.ALLOWED_HOSTS = [host]
    settings.SITE_URL = url
    assert ids(checks.printed_address_is_reachable(None)) == found
