import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import Learner
from activities.models import ActivityExample
from courses.enums import EditionState
from courses.models import LessonText
from learning.models import Completion, Enrolment, LessonProgress
from tests.factories.accounts import LearnerFactory
from tests.factories.courses import published_edition
from tests.factories.learning import (
    CompletionFactory,
    EnrolmentFactory,
    do_all,
    do_lesson,
    lessons_of,
)
from tests.factories.windows import WindowFactory

pytestmark = pytest.mark.django_db

FIRST = "/courses/supporter/chapter-1/lesson-1/"
QUIZ_LESSON = "/courses/supporter/chapter-1/lesson-2/"


@pytest.fixture
def edition():
    return published_edition(course__slug="supporter", with_reference=True)


@pytest.fixture
def enrolment(edition, client):
    enrolment = EnrolmentFactory(edition=edition)
    client.force_login(enrolment.learner.user)
    client.get("/courses/")  # the header learns whether this is an officer, once a session
    return enrolment


def text(response):
    return re.sub(r"\s+", " ", response.content.decode())


# Courses -----------------------------------------------------------------------------------------


def test_course_list_shows_the_published_courses(client, edition):
    page = text(client.get("/courses/"))
    assert page.count('href="/courses/supporter/"') == 1
    assert "全2章" in page
    assert "約20分" in page


def test_course_list_takes_the_same_queries_for_one_and_for_three(client, enrolment):
    client.get("/courses/")
    with CaptureQueriesContext(
        connection,
    ) as one:
        client.get("/courses/")
    for number in (2, 3):
        other = published_edition(course__slug=f"course-{number}")
        EnrolmentFactory(learner=enrolment.learner, edition=other)
    client.get("/courses/")
    with CaptureQueriesContext(connection) as three:
        client.get("/courses/")
    assert len(three) == len(one)


def test_course_page_offers_the_start_to_a_visitor_and_stores_nothing(client, edition):
    page = text(client.get("/courses/supporter/"))
    assert 'action="/courses/supporter/start/"' in page
    assert FIRST not in page
    assert Learner.objects.count() == 0


def test_course_page_of_an_unknown_or_unpublished_course_is_not_found(client):
    published_edition(course__slug="draft", state=EditionState.DRAFT)
    assert client.get("/courses/draft/").status_code == 404
    assert client.get("/courses/unknown/").status_code == 404


def test_course_page_shows_progress_by_chapter_and_resumes(client, enrolment):
    client.get(FIRST)
    client.post(f"{FIRST}done/")
    page = text(client.get("/courses/supporter/"))
    assert "1 / 4" in page
    assert "残り約15分" in page
    assert "2のうち1まで済み" in page
    assert re.search(rf'class="dads-button dads-button--large" href="{QUIZ_LESSON}"', page)


def test_course_page_says_that_a_chapter_lacks_its_quiz_alone(client, enrolment):
    missing = "確認テストが残っています"
    client.post(f"{QUIZ_LESSON}done/")
    assert text(client.get("/courses/supporter/")).count(missing) == 0
    client.post(f"{FIRST}done/")
    page = text(client.get("/courses/supporter/"))
    assert (page.count(missing), page.count("2のうち1まで済み")) == (1, 0)
    do_lesson(enrolment, lessons_of(enrolment)[1])
    assert text(client.get("/courses/supporter/")).count(missing) == 0


def test_course_page_stays_in_the_pinned_edition(client, enrolment, edition):
    edition.state = EditionState.RETIRED
    edition.save()
    newer = published_edition(course=edition.course, number=2, chapters=3)
    assert "0 / 4" in text(client.get("/courses/supporter/"))
    fresh = Client()
    assert "6のレッスン" in text(fresh.get("/courses/supporter/"))
    assert newer.pk != enrolment.edition_id


# Starting ----------------------------------------------------------------------------------------


def test_visitor_starts_without_an_account(client, edition):
    response = client.post("/courses/supporter/start/")
    assert (response.status_code, response["Location"]) == (302, FIRST)
    assert client.get(FIRST).status_code == 200
    client.post("/courses/supporter/start/")
    assert (Learner.objects.count(), Enrolment.objects.count()) == (1, 1)


def test_start_by_link_changes_nothing(client, edition):
    response = client.get("/courses/supporter/start/")
    assert response["Location"] == "/courses/supporter/"
    assert Learner.objects.count() == 0


def test_start_needs_the_csrf_token(edition):
    strict = Client(enforce_csrf_checks=True)
    assert strict.post("/courses/supporter/start/").status_code == 403
    assert Enrolment.objects.count() == 0


def test_start_goes_on_where_the_learner_was(client, enrolment):
    client.get(QUIZ_LESSON)
    assert client.post("/courses/supporter/start/")["Location"] == QUIZ_LESSON


# Reading -----------------------------------------------------------------------------------------


def test_lesson_needs_a_started_course(client, edition):
    assert client.get(FIRST)["Location"] == "/courses/supporter/"
    client.force_login(LearnerFactory().user)
    assert client.get(FIRST)["Location"] == "/courses/supporter/"


def test_lesson_shows_text_steps_and_neighbours(client, enrolment):
    page = text(client.get(QUIZ_LESSON))
    assert "<p>本文です。</p>" in page
    assert page.count('class="dads-step-nav__step ') == 2
    assert f'<a href="{FIRST}">' in page
    assert "次のレッスン：レッスン1" in page
    assert "内閣府「調査」、令和6年" in page


def test_unknown_lesson_is_not_found(client, enrolment):
    assert client.get("/courses/supporter/chapter-1/lesson-9/").status_code == 404
    assert client.get("/courses/supporter/chapter-9/lesson-1/").status_code == 404


def test_lesson_without_a_translation_is_japanese_and_says_so(client, enrolment):
    client.cookies["django_language"] = "en"
    page = text(client.get(FIRST))
    assert '<article class="lesson-body" lang="ja">' in page
    assert page.count("dads-notification--info") == 1
    client.cookies["django_language"] = "ja"
    assert "dads-notification--info" not in text(client.get(FIRST))


def test_outdated_translation_says_so(client, enrolment):
    lesson = lessons_of(enrolment)[0]
    LessonText.objects.create(
        lesson_id=lesson.id,
        language="en",
        state="outdated",
        title="Lesson one",
        source="",
        blocks=[{"kind": "html", "html": "<p>Old words</p>"}],
    )
    client.cookies["django_language"] = "en"
    page = text(client.get(FIRST))
    assert "Old words" in page
    assert page.count("dads-notification--info") == 1


def test_reading_is_recorded_by_going_on(client, enrolment):
    assert client.post(f"{FIRST}done/")["Location"] == QUIZ_LESSON
    row = LessonProgress.objects.get()
    assert (row.enrolment, row.lesson_id, row.read_at is None) == (
        enrolment,
        lessons_of(enrolment)[0].id,
        False,
    )


def test_strong_button_is_the_quiz_until_it_is_passed_and_then_going_on(client, enrolment):
    def buttons(path):
        return re.findall(
            r'<button class="(dads-button[^"]*)"[^>]*>(\S+?)<', text(client.get(path))
        )

    strong, outline = "dads-button dads-button--large", "dads-button--outline"
    onward, graded = "読み終えて次へ進む", "答え合わせをする"
    assert buttons(FIRST) == [(strong, onward)]
    assert buttons(QUIZ_LESSON) == [(strong, graded), (f"{strong} {outline}", onward)]
    do_lesson(enrolment, lessons_of(enrolment)[1])
    assert buttons(QUIZ_LESSON) == [(f"{strong} {outline}", graded), (strong, onward)]


def test_going_on_by_link_records_nothing(client, enrolment):
    assert client.get(f"{FIRST}done/")["Location"] == FIRST
    assert LessonProgress.objects.count() == 0


def test_last_lesson_leads_back_to_the_course(client, enrolment):
    response = client.post("/courses/supporter/reference/lesson-1/done/")
    assert response["Location"] == "/courses/supporter/"


def test_last_reading_leads_to_the_details_of_the_certificate(client, enrolment):
    lessons = lessons_of(enrolment)
    do_all(enrolment, but=1)
    # Pass the last quiz, then take the reading back: reading is the last step now.
    LessonProgress.objects.filter(lesson_id=lessons[0].id).delete()
    do_lesson(enrolment, lessons[3])
    response = client.post(f"{FIRST}done/")
    completion = Completion.objects.get()
    assert response["Location"] == f"/completions/{completion.pk}/details/"


def test_lesson_remembers_the_place_and_writes_only_when_it_moves(client, enrolment):
    client.get(FIRST)
    enrolment.refresh_from_db()
    assert enrolment.last_lesson_id == lessons_of(enrolment)[0].id
    with CaptureQueriesContext(connection) as queries:
        client.get(FIRST)
    assert [query["sql"].split()[0] for query in queries] == ["SELECT"] * len(queries)


@pytest.mark.parametrize("path", [FIRST, QUIZ_LESSON])
def test_lesson_page_takes_two_queries_beside_session_and_user(client, enrolment, path):
    client.get(path)
    with CaptureQueriesContext(connection) as queries:
        client.get(path)
    tables = [re.search(r'FROM "(\w+)"', query["sql"])[1] for query in queries]
    assert tables == [
        "django_session",
        "accounts_user",
        "learning_enrolment",
        "learning_lessonprogress",
    ]


def test_first_lesson_page_of_a_process_stays_small(client, enrolment):
    from django.core.cache import caches

    caches["immutable"].clear()
    with CaptureQueriesContext(connection) as queries:
        client.get(QUIZ_LESSON)
    assert len(queries) <= 18


def test_lesson_lists_windows_and_activities_in_the_authors_order(client, enrolment):
    for key in ("one", "two", "three"):
        WindowFactory(key=key, name=f"窓口{key}")
        ActivityExample.objects.create(
            key=key,
            title=f"活動{key}",
            place="架空市",
            kind="loose",
            year="令和5年度",
            summary="要約",
            source="出典",
        )
    LessonText.objects.filter(lesson_id=lessons_of(enrolment)[0].id).update(
        blocks=[
            {"kind": "windows", "keys": ["two", "one", "unknown"], "audience": ""},
            {"kind": "activities", "keys": ["three"], "activity_kind": ""},
            {"kind": "reflection", "key": "r", "title": "題", "html": "<p>問い</p>"},
        ]
    )
    page = text(client.get(FIRST))
    assert re.findall("窓口(?:one|two|three)(?=<)", page) == ["窓口two", "窓口one"]
    assert re.findall("活動(?:one|two|three)(?=<)", page) == ["活動three"]
    assert 'href="tel:0120000000"' in page
    assert "<p>問い</p>" in page


def test_forgotten_quiz_in_a_text_is_shown_at_its_end(client, enrolment):
    LessonText.objects.filter(lesson_id=lessons_of(enrolment)[1].id).update(
        blocks=[{"kind": "html", "html": "<p>だけ</p>"}]
    )
    assert 'id="quiz"' in text(client.get(QUIZ_LESSON))


# Completion --------------------------------------------------------------------------------------


def test_completed_course_leads_to_the_certificate(client, enrolment):
    completion = do_all(enrolment)
    page = text(client.get("/courses/supporter/"))
    assert f'href="/completions/{completion.pk}/details/"' in page
    Completion.objects.update(printed_name="髙﨑 花子")
    page = text(client.get("/courses/supporter/"))
    assert f'href="/me/completions/{completion.pk}/"' in page


def test_completed_course_is_still_read(client, enrolment):
    do_all(enrolment)
    assert client.get(QUIZ_LESSON).status_code == 200
    assert "確認テストは合格しています" in text(client.get(QUIZ_LESSON))


def test_details_of_another_persons_completion_are_not_found(client, enrolment):
    theirs = CompletionFactory(printed_name="")
    assert client.get(f"/completions/{theirs.pk}/details/").status_code == 404
    assert client.post(f"/completions/{theirs.pk}/details/").status_code == 404
    assert Client().get(f"/completions/{theirs.pk}/details/").status_code == 404
