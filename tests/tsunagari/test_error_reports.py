"""What a report of an error carries away: never what people wrote."""

import sentry_sdk
from django.apps import apps


def test_error_reports_carry_no_forms_and_no_variables(settings, monkeypatch):
    given = {}
    monkeypatch.setattr(sentry_sdk, "init", lambda dsn, **options: given.update(options, dsn=dsn))
    settings.SENTRY_DSN = "https://key@errors.example.jp/1"
    apps.get_app_config("tsunagari").ready()
    assert given == {
        "dsn": settings.SENTRY_DSN,
        "send_default_pii": False,
        "max_request_body_size": "never",
        "include_local_variables": False,
    }
