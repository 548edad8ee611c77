import pytest
from django.core.files.storage import default_storage

from courses.enums import EditionState
from handbooks.models import Handout
from tests.factories.courses import EditionTextFactory, HandoutFactory
from tests.factories.courses import published_edition as edition_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def edition():
    return edition_of(course__slug="supporter")


def handout(edition, **values):
    return HandoutFactory(edition=edition, **values)


def address(name="textbook.ja.pdf"):
    return f"/courses/supporter/{name}"


def test_file_comes_under_a_name_that_says_what_it_is(client, edition):
    handout(edition)
    response = client.get(address())
    assert b"".join(response.streaming_content) == b"PDF"
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"].startswith("attachment;")
    name = "つながりサポーター養成講座_教科書_令和8年度版_日本語.pdf"
    assert response.filename == name


def test_file_that_the_reader_has_is_not_sent_again(client, edition):
    row = handout(edition)
    first = client.get(address())
    again = client.get(address(), headers={"If-None-Match": first["ETag"]})
    assert (first["ETag"], first["Cache-Control"]) == (f'"{row.digest}"', "public, no-cache")
    assert (again.status_code, again.content) == (304, b"")
    first.close()


def test_file_still_to_be_made_says_so(client, edition):
    response = client.get(address())
    assert (response.status_code, response["Retry-After"]) == (202, "120")
    assert "準備中です" in response.text


def test_file_gone_from_the_storage_says_so_too(client, edition):
    row = handout(edition)
    default_storage.delete(row.file.name)
    assert client.get(address()).status_code == 202


@pytest.mark.parametrize(
    "name",
    ["textbook.en.pdf", "textbook.ja.pptx", "guide.ja.pdf", "poster.ja.pdf", "textbook.fr.pdf"],
)
def test_file_that_a_course_does_not_have_is_not_found(client, edition, name):
    assert client.get(address(name)).status_code == 404


@pytest.mark.parametrize("state", [EditionState.DRAFT, EditionState.RETIRED])
def test_draft_and_retired_editions_have_no_files(client, state):
    row = handout(edition_of(course__slug="supporter", state=state))
    assert client.get(address()).status_code == 404
    assert Handout.objects.get().pk == row.pk


def test_course_page_lists_what_there_is_and_what_is_coming(client, edition):
    EditionTextFactory(edition=edition, language="en", title="Course", label="2026")
    handout(edition)
    page = client.get("/courses/supporter/").text
    assert 'href="/courses/supporter/textbook.ja.pdf"' in page
    assert 'href="/courses/supporter/textbook.en.pdf"' not in page
    assert page.count("準備中です") == 3  # the English book, and slides in both
    assert "手引き" not in page


def test_course_with_a_guide_leads_to_it(client):
    edition_of(course__slug="supporter", with_guide=True)
    page = client.get("/courses/supporter/").text
    assert 'href="/courses/supporter/guide/"' in page


def test_guide_is_a_page_with_its_lessons_linked(client):
    guide = {
        "title": "{先生|せんせい}へ",
        "html": '<p><a href="lesson:chapter-1/lesson-1">本文</a></p>',
    }
    edition_of(course__slug="supporter", with_guide=guide)
    page = client.get("/courses/supporter/guide/").text
    assert "<ruby>先生<rp>" in page
    assert 'href="/courses/supporter/chapter-1/lesson-1/"' in page
    assert client.get("/courses/supporter/guide.pdf")["Location"] == address("guide.ja.pdf")


def test_guide_in_another_language_falls_back_and_says_so(client, settings):
    edition_of(course__slug="supporter", with_guide=True)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    page = client.get("/courses/supporter/guide/")
    assert page.text.count('<div class="dads-prose" lang="ja">') == 1
    assert page.text.count("dads-notification") > 0
    assert client.get("/courses/supporter/guide.pdf")["Location"] == address("guide.ja.pdf")


def test_course_without_a_guide_has_no_such_page(client, edition):
    assert client.get("/courses/supporter/guide/").status_code == 404
    assert client.get("/courses/supporter/guide.pdf").status_code == 404
