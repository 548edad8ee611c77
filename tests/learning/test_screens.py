"""Lessons of several screens: all on the page, told apart, with what scripts need to turn them."""

import re

import pytest

from courses.files.furigana import known_kanji
from courses.models import LessonText
from tests.factories.courses import published_edition
from tests.factories.learning import EnrolmentFactory, do_all

pytestmark = pytest.mark.django_db

LESSON = "/courses/supporter/chapter-1/lesson-1/"
BLOCKS = [
    {"kind": "html", "html": "<p>一</p>"},
    {"kind": "break"},
    {"kind": "html", "html": "<p>二</p>"},
    {"kind": "reflection", "key": "my-word", "title": "", "html": "<p>三</p>"},
]


@pytest.fixture
def show(client):
    edition = published_edition(course__slug="supporter")
    enrolment = EnrolmentFactory(edition=edition)
    client.force_login(enrolment.learner.user)

    def shown(blocks):
        LessonText.objects.filter(lesson__chapter__position=1, lesson__position=1).update(
            blocks=blocks
        )
        return re.sub(r"\s+", " ", client.get(LESSON).content.decode())

    return shown


def test_a_lesson_with_breaks_shows_every_screen_in_order(show):
    page = show(BLOCKS)

    screens = re.findall(
        r'<div class="lesson-screen" role="group" id="([^"]+)" aria-label="([^"]+)">', page
    )
    assert screens == [("screen-1", "1／2"), ("screen-2", "2／2")]
    assert page.index("<p>一</p>") < page.index('id="screen-2"') < page.index("<p>二</p>")
    assert page.index('id="screen-2"') < page.index("このレッスンの出典") < page.index("</article>")


def test_what_only_scripts_need_is_hidden_without_them(show):
    page = show(BLOCKS)

    assert re.search(r'<nav class="lesson-pager dads-no-print" [^>]*hidden>', page)
    assert '<p class="lesson-tools__where" hidden>' in page
    assert re.search(r"<button [^>]*data-aloud [^>]*hidden>", page)


def test_a_lesson_without_breaks_has_no_screens(show):
    page = show(BLOCKS[:1])

    assert "lesson-screen" not in page
    assert "lesson-pager" not in page


def test_english_text_is_not_offered_to_a_japanese_voice(show, client):
    text = LessonText.objects.get(lesson__chapter__position=1, lesson__position=1)
    text.pk, text.language, text.title = None, "en", "Lesson"
    text.save()

    page = client.get(LESSON, headers={"accept-language": "en"}).content.decode()

    assert "<h1>Lesson</h1>" in page
    assert "data-aloud" not in page


def test_titles_show_their_furigana_where_they_are_read(show, client):
    for text in LessonText.objects.filter(lesson__chapter__position=1):
        text.pk, text.language = None, "ja-easy"
        text.write(title="{支|ささ}える")
        text.save()
    easy = {"accept-language": "ja-easy"}
    shown = "<ruby>支<rp>（</rp><rt>ささ</rt><rp>）</rp></ruby>える"

    page = client.get(LESSON, headers=easy).content.decode()
    course = client.get("/courses/supporter/", headers=easy).content.decode()

    assert "<title>支える" in page
    assert f"<h1>{shown}</h1>" in page
    assert f'<span class="dads-step-nav__label">{shown}</span>' in page
    assert re.search(f'<p class="lesson-next__title">[^<]*：{shown}</p>', page)
    assert page.partition("dads-breadcrumb")[2].partition("</nav>")[0].count(shown) == 1
    assert f'/lesson-1/">{shown}</a>' in course
    assert "{支" not in page + course


def test_links_of_the_introduction_lead_to_lessons(client):
    edition = published_edition(course__slug="supporter")
    edition.texts.update(html='<p><a href="lesson:chapter-1/lesson-1">はじめに</a></p>')

    page = client.get("/courses/supporter/").content.decode()

    assert f'<p><a href="{LESSON}">はじめに</a></p>' in page
    assert "lesson:" not in page


# Children's courses ------------------------------------------------------------------------------


def words(page):
    main = page.partition("<main")[2].partition("</main>")[0]
    main = re.sub(r'<section class="lesson-sources">.*?</section>', "", main, flags=re.DOTALL)
    return re.sub(r"<[^>]+>", " ", main)


@pytest.mark.parametrize("passed", [False, True])
def test_around_a_childrens_lesson_stand_words_of_primary_school(client, passed):
    edition = published_edition(course__slug="kids", course__track__slug="kids")
    enrolment = EnrolmentFactory(edition=edition)
    client.force_login(enrolment.learner.user)
    if passed:
        do_all(enrolment)
    address = "/courses/kids/chapter-1/lesson-2/"

    page = client.get(address).content.decode()
    again = client.post(f"{address}quiz/", {}).content.decode()

    assert "page-lesson--kids" in page
    # 設問, 選択肢 and 確認 are the test course's own words.
    known = known_kanji(4) | set("設選択肢確認")
    for shown in (page, again):
        assert [kanji for kanji in re.findall("[一-龠]", words(shown)) if kanji not in known] == []
