import pytest
from django.urls import reverse

pytestmark = pytest.mark.django_db


def post(client, **data):
    return client.post(reverse("theme:preferences"), data)


def test_preferences_keep_the_text_size_and_lead_back(client):
    response = post(client, text_size="large", next="/help/?a=1")
    assert (response.status_code, response.url) == (302, "/help/?a=1")
    cookie = response.cookies["text_size"]
    assert (cookie.value, cookie["max-age"], cookie["samesite"], cookie["httponly"]) == (
        "large",
        60 * 60 * 24 * 365,
        "Lax",
        True,
    )
    assert '<html lang="ja" class="text-large">' in client.get("/help/").content.decode()


def test_preferences_switch_furigana_off_and_on(client):
    post(client, furigana="off")
    assert 'class="text-standard furigana-off"' in client.get("/help/").content.decode()
    post(client, furigana="on")
    assert '<html lang="ja" class="text-standard">' in client.get("/help/").content.decode()


@pytest.mark.parametrize("data", [{"text_size": "huge"}, {"furigana": "<script>"}, {}])
def test_preferences_ignore_what_is_no_choice(client, data):
    assert post(client, **data).cookies == {}


def test_page_ignores_a_cookie_that_is_no_choice(client):
    client.cookies["text_size"] = 'x" onload="'
    assert '<html lang="ja" class="text-standard">' in client.get("/help/").content.decode()


@pytest.mark.parametrize(
    "target", ["https://example.com/", "//example.com/", "javascript:alert(1)", ""]
)
def test_preferences_lead_nowhere_else(client, target):
    assert post(client, furigana="on", next=target).url == "/"


def test_preferences_want_post(client):
    assert client.get(reverse("theme:preferences")).status_code == 405


@pytest.mark.parametrize(("language", "tag"), [("ja", "ja"), ("ja-easy", "ja"), ("en", "en")])
def test_language_switch_sets_the_language_of_the_page(client, language, tag):
    client.post(reverse("set_language"), {"language": language, "next": "/help/"})
    html = client.get("/help/").content.decode()
    assert f'<html lang="{tag}"' in html
    assert f'value="{language}" lang="{tag}" aria-pressed="true"' in html
    assert html.count('aria-pressed="true"') == 3  # language, text size, furigana
