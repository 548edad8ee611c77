import re

import pytest
from django.contrib import messages
from django.contrib.messages.storage.fallback import FallbackStorage
from django.core.cache import caches
from django.test import Client, RequestFactory

from courses.models import LessonText
from learning.player import page_cache
from tests.factories.accounts import MembershipFactory, UserFactory
from tests.factories.courses import published_edition
from tests.factories.learning import EnrolmentFactory, do_lesson, lessons_of
from tests.factories.quizzes import quiz_data

pytestmark = pytest.mark.django_db

LESSON = "/courses/supporter/chapter-1/lesson-2/"


@pytest.fixture
def edition():
    return published_edition(course__slug="supporter")


@pytest.fixture
def browser(edition):
    """Browsers of people who take the course: `browser()` for each; `browser(user)` for a login."""

    def opened(user=None, **options):
        client = Client(**options)
        user = user or UserFactory()
        client.force_login(user)
        client.enrolment = EnrolmentFactory(edition=edition, learner__user=user)
        client.get("/courses/")
        return client

    return opened


@pytest.fixture
def rendered(monkeypatch):
    """The pages rendered, as opposed to those kept."""
    found = []
    get_template = page_cache.get_template

    def counted(name):
        found.append(name)
        return get_template(name)

    monkeypatch.setattr(page_cache, "get_template", counted)
    return found


def page(client, path=LESSON):
    return client.get(path).content.decode()


def tokens(html):
    return set(re.findall(r'name="csrfmiddlewaretoken" value="(\w+)"', html))


def without_what_is_fresh(html):
    html = re.sub(r'(name="csrfmiddlewaretoken" value=)"\w+"', r"\1", html)
    return re.sub(r'(name="submission_key" value=)"[\w-]+"', r"\1", html)


def test_page_is_rendered_once_for_all_who_see_the_same(browser, rendered):
    one, other = page(browser()), page(browser())
    assert without_what_is_fresh(one) == without_what_is_fresh(other)
    assert len(rendered) == 1
    assert "〓" not in one


def test_kept_page_equals_the_one_rendered_with_the_request(browser, monkeypatch):
    client = browser()
    kept = [page(client), page(client)]
    monkeypatch.setattr("learning.player.page.can_cache", lambda request: False)
    plain = page(client)
    assert {without_what_is_fresh(html) for html in kept} == {without_what_is_fresh(plain)}


def test_kept_page_carries_tokens_of_its_own_that_work(browser, rendered):
    one, other = browser(enforce_csrf_checks=True), browser(enforce_csrf_checks=True)
    first, second = page(one), page(other)
    assert len(tokens(first)) == len(tokens(second)) == 1
    assert tokens(first) != tokens(second)
    for client, html in ((one, first), (other, second)):
        data = {**quiz_data(), "csrfmiddlewaretoken": tokens(html).pop()}
        assert client.post(f"{LESSON}quiz/", data).status_code == 302
    crossed = {**quiz_data(), "csrfmiddlewaretoken": tokens(first).pop()}
    assert other.post(f"{LESSON}quiz/", crossed).status_code == 403


def test_authors_write_the_mark_of_a_missing_character_as_they_like(browser, edition):
    text = LessonText.objects.get(
        lesson__slug="lesson-2", lesson__chapter__position=1, lesson__chapter__edition=edition
    )
    written = "名札の〓の字と、〓csrf_token〓"
    text.blocks = [{"kind": "html", "html": f"<p>{written}</p>"}, *text.blocks]
    text.save()
    caches["immutable"].clear()
    client = browser(enforce_csrf_checks=True)
    for _time in range(2):
        html = page(client)
        assert written in html
        data = {**quiz_data(), "csrfmiddlewaretoken": tokens(html).pop()}
        assert client.post(f"{LESSON}quiz/", data).status_code == 302


def test_kept_page_knows_nobody(browser):
    client = browser(UserFactory(email="someone@example.jp"))
    page(client)
    kept = [html for html in caches["immutable"]._cache.values() if b"lesson-head" in html]
    assert len(kept) == 1
    assert b"someone@example.jp" not in kept[0]
    assert client.session.session_key.encode() not in kept[0]
    assert client.cookies["csrftoken"].value.encode() not in kept[0]


def test_each_reader_gets_their_own_view(browser, rendered):
    client, officer = browser(), browser(MembershipFactory().user)
    pages = [page(client), page(officer)]
    client.cookies["text_size"] = "large"
    pages.append(page(client))
    client.cookies["furigana"] = "off"
    pages.append(page(client))
    client.cookies["django_language"] = "en"
    pages.append(page(client))
    do_lesson(client.enrolment, lessons_of(client.enrolment)[0])
    pages.append(page(client))
    assert len({without_what_is_fresh(html) for html in pages}) == len(rendered) == 6


def test_visitor_and_login_do_not_share_a_header(browser, edition):
    signed_in = page(browser())
    visitor = Client()
    visitor.post("/courses/supporter/start/")
    html = page(visitor)
    assert ("/accounts/logout/" in signed_in, "/accounts/logout/" in html) == (True, False)
    assert ("/accounts/login/" in signed_in, "/accounts/login/" in html) == (False, True)


def test_pages_with_a_query_or_a_message_are_not_kept(browser):
    client = browser()
    page(client, f"{LESSON}?one=1")
    assert not [html for html in caches["immutable"]._cache.values() if b"lesson-head" in html]
    request = RequestFactory().get(LESSON)
    request.session = {}
    request._messages = FallbackStorage(request)
    assert page_cache.can_cache(request)
    messages.info(request, "保存しました。")
    assert not page_cache.can_cache(request)
    assert [str(message) for message in messages.get_messages(request)] == ["保存しました。"]
