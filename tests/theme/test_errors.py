import re

import pytest
from django.db import InterfaceError, OperationalError, connection
from django.test import Client, override_settings
from django.urls import path

from tests.factories.accounts import UserFactory
from tsunagari import errors
from tsunagari.urls import handler400, handler403, handler404, handler500  # noqa: F401
from tsunagari.urls import urlpatterns as site_urls


def broken(request):
    raise RuntimeError("秘密の中身")


def forbidden(request):
    from django.core.exceptions import PermissionDenied

    raise PermissionDenied


def bad(request):
    from django.core.exceptions import BadRequest

    raise BadRequest


def database_away(request):
    raise OperationalError("host secret.example.jp")


def connection_lost(request):
    raise InterfaceError


urlpatterns = [
    *site_urls,
    path("broken", broken),
    path("database-away", database_away),
    path("connection-lost", connection_lost),
    path("forbidden", forbidden),
    path("bad", bad),
]

CASES = [
    ("/bad", 400, "送られた内容を読み取れませんでした"),
    ("/forbidden", 403, "このページは開けません"),
    ("/no-such-page", 404, "ページが見つかりません"),
    ("/broken", 500, "うまく表示できませんでした"),
]


@pytest.fixture
def visitor():
    return Client(raise_request_exception=False)


@pytest.mark.urls(__name__)
@pytest.mark.parametrize(("address", "status", "heading"), CASES)
@pytest.mark.django_db
def test_error_page_is_ours_and_leads_on(visitor, address, status, heading):
    response = visitor.get(address)
    html = response.content.decode()
    assert response.status_code == status
    assert re.findall(r"<h1>(.*?)</h1>", html) == [heading]
    assert re.search(r'<a class="dads-button[^"]*" href="/"', html)
    assert "秘密" not in html


@pytest.mark.urls(__name__)
@pytest.mark.parametrize(("address", "status", "heading"), CASES)
@pytest.mark.django_db
def test_error_page_speaks_the_readers_language(visitor, address, status, heading):
    visitor.cookies["django_language"] = "en"
    assert '<html lang="en"' in visitor.get(address).content.decode()


@pytest.mark.django_db
def test_wrong_method_shows_a_page_that_leads_on(visitor):
    response = visitor.get("/preferences/")
    html = response.content.decode()
    assert (response.status_code, response["Allow"]) == (405, "POST")
    assert re.findall(r"<h1>(.*?)</h1>", html) == ["ページが見つかりません"]
    assert re.search(r'<a class="dads-button[^"]*" href="/"', html)


@pytest.mark.django_db
def test_missing_token_is_explained():
    strict = Client(enforce_csrf_checks=True)
    response = strict.post("/preferences/", {"furigana": "off"})
    assert response.status_code == 403
    assert "<h1>もう一度、送信してください</h1>" in response.content.decode()


def test_server_error_needs_no_database_and_no_session(rf):
    """Without the django_db mark any query fails the test."""
    response = errors.server_error(rf.get("/"))
    assert response.status_code == 500
    assert "うまく表示できませんでした" in response.content.decode()


@override_settings(
    STORAGES={"staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}}
)
def test_server_error_shows_without_the_manifest_of_static_files(rf):
    html = errors.server_error(rf.get("/")).content.decode()
    assert "<h1>うまく表示できませんでした</h1>" in html


@pytest.mark.urls(__name__)
@pytest.mark.django_db
def test_server_error_shows_to_a_signed_in_reader(visitor):
    visitor.force_login(UserFactory())
    assert visitor.get("/broken").status_code == 500
    assert connection.is_usable()


@pytest.mark.django_db
def test_request_for_another_host_gets_our_page(visitor):
    response = visitor.get("/", headers={"host": "elsewhere.example"})
    assert response.status_code == 400
    assert "送られた内容を読み取れませんでした" in response.content.decode()


@pytest.mark.urls(__name__)
@pytest.mark.parametrize("address", ["/database-away", "/connection-lost"])
@pytest.mark.django_db
def test_database_that_is_away_is_503_and_says_when_to_come_again(visitor, address):
    response = visitor.get(address)
    html = response.content.decode()
    assert (response.status_code, response["Retry-After"]) == (503, "30")
    assert re.findall(r"<h1>(.*?)</h1>", html) == ["いま、つながりにくくなっています"]
    assert "secret" not in html
