"""A child completes a course: nothing is asked, and no form is in reach."""

import re

import pytest
from django.core.cache import caches

from core.japanese.kanji import KANJI
from courses.files.furigana import known_kanji
from courses.models import LessonText
from tests.factories.courses import published_edition
from tests.factories.learning import EnrolmentFactory, do_all
from tests.factories.quizzes import HALF_RIGHT, RIGHT, quiz_data
from tests.factories.windows import SetPeriodWindowFactory, WindowFactory, WindowTextFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def enrolment(client):
    caches["immutable"].clear()
    edition = published_edition(course__slug="kids", course__track__slug="kids", chapters=1)
    found = EnrolmentFactory(edition=edition)
    client.force_login(found.learner.user)
    return found


@pytest.fixture
def completion(enrolment):
    return do_all(enrolment)


def main_of(page):
    return page.partition("<main")[2].partition("</main>")[0]


def find_unread_kanji(page):
    """The kanji of a page's main part that a child of the fourth year can't read."""
    for_teachers = r'<section class="course-files".*?</section>'
    main = re.sub(rf"<ruby>.*?</ruby>|{for_teachers}", "", main_of(page), flags=re.DOTALL)
    words = "".join(KANJI.findall(re.sub(r"<[^>]+>", " ", main)))
    return {kanji for kanji in words if kanji not in known_kanji(4)}


def test_completing_shows_people_and_windows_and_asks_nothing(client, completion):
    WindowFactory(key="line", name="こども", operator="実施者", audiences=["under18"])
    WindowFactory(key="others", audiences=["women"])
    SetPeriodWindowFactory(key="set", name="こども", audiences=["under18"], url="https://a.jp")

    response = client.get(f"/me/completions/{completion.pk}/")

    page = response.content.decode()
    assert [card.key for card in response.context["windows"]] == ["line", "set"]
    assert "最後まで、よくがんばりました</h1>" in page
    assert '<a class="dads-button dads-button--text" href="/courses/kids/">' in page
    assert [
        word for word in ("<form", "<input", "修了証", "実施者", "出典") if word in main_of(page)
    ] == []
    # 養成講座 is the test course's own title.
    assert find_unread_kanji(page) - set("養講座") == set()


@pytest.mark.parametrize("method", ["get", "post"])
def test_form_of_the_certificate_leads_away(client, completion, method):
    response = getattr(client, method)(f"/completions/{completion.pk}/details/", {"name": "花子"})

    assert (response.status_code, response.url) == (302, f"/me/completions/{completion.pk}/")
    completion.refresh_from_db()
    assert completion.printed_name == ""


@pytest.mark.parametrize("path", ["/me/", "/courses/kids/"])
def test_no_page_leads_a_child_into_the_form(client, completion, path):
    page = main_of(client.get(path).content.decode())

    assert f"/me/completions/{completion.pk}/" in page
    assert f"/completions/{completion.pk}/details/" not in page
    assert "修了証" not in page


@pytest.mark.parametrize("done", [False, True])
def test_a_childrens_course_has_words_of_primary_school(client, enrolment, done):
    if done:
        do_all(enrolment)

    # 版 and 養成講座, 孤独・孤立 are the test course's own words.
    assert (
        find_unread_kanji(client.get("/courses/kids/").content.decode()) - set("版養講座孤独")
        == set()
    )


@pytest.mark.parametrize("answers", [RIGHT, HALF_RIGHT])
def test_result_of_a_childrens_quiz_has_words_of_primary_school(client, enrolment, answers):
    sent = client.post("/courses/kids/chapter-1/lesson-2/quiz/", quiz_data(answers))

    page = client.get(sent.url).content.decode()

    assert f"全2問のうち、{2 if answers == RIGHT else 1}問できました" in page
    # 設問, 選択肢 and 確認 are the test quiz's own words.
    assert find_unread_kanji(page) - set("設選択肢確認") == set()


def test_windows_of_a_childrens_lesson_speak_to_children(client, enrolment):
    window = WindowFactory(
        key="line",
        name="虐待の窓口",
        operator="実施者",
        themes=["violence"],
        hours={"kind": "unknown"},
    )
    WindowTextFactory(
        window=window,
        language="ja-easy",
        name="{話|はな}せる{窓口|まどぐち}",
        operator="する人",
        note="{悩|なや}みを話す",
    )
    text = LessonText.objects.get(lesson__position=1)
    text.pk, text.language = None, "ja-easy"
    text.blocks = [{"kind": "windows", "keys": ["line"], "audience": ""}]
    text.save()

    page = client.get(
        "/courses/kids/chapter-1/lesson-1/", headers={"accept-language": "ja-easy"}
    ).content.decode()

    assert "<rt>はな</rt>" in page
    assert "<rt>なや</rt>" in page
    assert "令和8年4月1日（水）に" in page
    hidden = ("虐待", "実施者", "する人", "暴力", "窓口の案内")
    assert [word for word in hidden if word in main_of(page)] == []


def test_other_children_do_not_see_it(client, completion):
    client.force_login(EnrolmentFactory().learner.user)

    assert client.get(f"/me/completions/{completion.pk}/").status_code == 404
