import re

import pytest
from django.conf import settings as site
from django.urls import reverse

pytestmark = pytest.mark.django_db

PAGES = ["portal:help", "portal:accessibility", "portal:privacy"]


@pytest.mark.parametrize("name", PAGES)
def test_page_has_one_heading_and_a_way_home(client, name):
    html = client.get(reverse(name)).content.decode()
    assert len(re.findall("<h1", html)) == 1
    assert '<a href="/">ホーム</a>' in html


@pytest.mark.parametrize("name", PAGES)
def test_page_names_whom_to_ask(client, settings, name):
    settings.CONTACT = "架空市 福祉課\n電話 000-000-0000 <午前>"
    html = client.get(reverse(name)).content.decode()
    assert "架空市 福祉課<br>電話 000-000-0000 &lt;午前&gt;" in html


def test_help_contents_lead_to_headings_of_the_page(client):
    html = client.get(reverse("portal:help")).content.decode()
    contents = html[html.index('class="dads-contents"') :]
    targets = re.findall(r'href="#([^"]+)"', contents[: contents.index("</nav>")])
    assert targets == re.findall(r'<h2 id="([^"]+)"', html)


def test_privacy_names_every_cookie_we_set(client):
    html = client.get(reverse("portal:privacy")).content.decode()
    named = ", ".join(re.findall(r"<dt>([^<]+)</dt>", html)).split(", ")
    assert named == [
        site.SESSION_COOKIE_NAME,
        site.CSRF_COOKIE_NAME,
        site.LANGUAGE_COOKIE_NAME,
        "text_size",
        "furigana",
        "messages",
    ]


def test_privacy_names_the_real_days(client):
    html = client.get(reverse("portal:privacy")).content.decode()
    assert site.SESSION_COOKIE_AGE == 180 * 24 * 60 * 60
    assert "180日" in html
