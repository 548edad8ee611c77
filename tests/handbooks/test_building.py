"""Which files there should be, and that they are made once, anew when stale, and one by one."""

import io

import pytest
import time_machine
from django.core.cache import cache
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.urls import reverse

from authoring.loading import load_curriculum
from courses.models import CourseEdition
from handbooks import attempts as tries
from handbooks import building, tasks
from handbooks.building import build, unbuilt
from handbooks.enums import HandoutKind
from handbooks.models import Handout
from handbooks.pending import wanted
from tests.authoring.desk import editor, published
from windows.models import Window

pytestmark = pytest.mark.django_db

GUIDE = "---\ntitle: 手引き\n---\n\n## ながれ\n"


@pytest.fixture
def edition(folder):
    load_curriculum(folder.curriculum, publish=True)
    return CourseEdition.objects.get()


@pytest.fixture
def drawn(monkeypatch):
    """Files made of a few letters: what they look like is for other tests."""
    made = []

    def render(each):
        made.append((each.language, str(each.kind)))
        return f"{each.language} {each.kind} {len(made)}".encode()

    monkeypatch.setattr(building, "_render", render)
    return made


@pytest.fixture
def failing(monkeypatch):
    """Slides can't be made."""
    asked = []

    def render(each):
        asked.append((each.language, str(each.kind)))
        if each.kind == "slides":
            raise ValueError(each.kind)
        return b"x"

    monkeypatch.setattr(building, "_render", render)
    return asked


@pytest.fixture
def build_all(monkeypatch):
    """Runs the task and all that it sends; how many tasks that were."""
    sent = []
    monkeypatch.setattr(tasks.build_missing_handouts, "delay", lambda: sent.append(1))

    def run():
        sent[:] = [1]
        done = 0
        while done < len(sent):
            tasks.build_missing_handouts()
            done += 1
        return done

    return run


def missing():
    return [(each.language, str(each.kind)) for each, _source in unbuilt()]


def test_edition_has_files_in_its_languages_and_a_guide_where_there_is_one(folder, edition):
    assert missing() == [
        ("ja", "textbook"),
        ("ja", "slides"),
        ("en", "textbook"),
        ("en", "slides"),
    ]
    folder.replace("supporter/course.yaml", "number: 1", "number: 2")
    folder.write("supporter/guide.ja.md", GUIDE)
    load_curriculum(folder.curriculum, publish=True)
    new = CourseEdition.objects.get(number=2)
    kinds = [(each.language, each.kind) for each in wanted(new)]
    assert kinds[-1] == ("ja", HandoutKind.GUIDE)
    assert {each.edition.pk for each, _source in unbuilt()} == {new.pk}


def test_task_makes_what_is_missing_and_nothing_twice(edition, drawn, build_all):
    build_all()
    assert len(drawn) == 4
    build_all()
    assert len(drawn) == 4
    row = Handout.objects.get(language="ja", kind="textbook")
    assert row.file.name == f"handbook/{row.digest}.pdf"
    with row.file.open() as file:
        assert file.read() == b"ja textbook 1"


def test_translation_makes_its_own_files_stale_alone(folder, edition, drawn, build_all):
    build_all()
    folder.replace("supporter/01-intro/01-what.en.md", "Text.", "Words.")
    load_curriculum(folder.curriculum)
    assert missing() == [("en", "textbook"), ("en", "slides")]


def test_window_makes_the_files_stale_and_the_guide_not(folder, drawn, build_all):
    folder.write("supporter/guide.ja.md", GUIDE)
    load_curriculum(folder.curriculum, publish=True)
    build_all()
    Window.objects.update(phone="0120-000-000")
    assert ("ja", "guide") not in missing()
    assert len(missing()) == 4


def test_passing_time_makes_nothing_stale(edition, drawn, build_all):
    with time_machine.travel("2026-11-21T10:00:00+09:00"):
        build_all()
    with time_machine.travel("2026-11-22T03:00:00+09:00"):
        assert missing() == []


def test_file_gone_from_the_storage_is_made_again(edition, drawn, build_all):
    build_all()
    default_storage.delete(Handout.objects.get(language="en", kind="slides").file.name)
    assert missing() == [("en", "slides")]


def test_stale_file_goes_when_the_new_one_is_there(
    edition, drawn, django_capture_on_commit_callbacks
):
    (each, source), *_others = unbuilt()
    old = build(each, source).file.name
    with django_capture_on_commit_callbacks(execute=True):
        new = build(each, "another").file.name
    assert (default_storage.exists(old), default_storage.exists(new)) == (False, True)
    assert Handout.objects.count() == 1


def test_every_file_is_a_task_of_its_own_behind_the_jobs_sent_meanwhile(edition, drawn, build_all):
    assert build_all() == 4
    assert len(drawn) == 4
    assert build_all() == 1


def test_one_file_that_fails_does_not_keep_the_others_waiting(edition, failing, build_all):
    build_all()
    assert missing() == [("ja", "slides"), ("en", "slides")]
    assert cache.get(tasks._BUSY) is None


def test_file_that_fails_is_given_up_until_what_it_is_made_of_changes(
    folder, edition, failing, build_all
):
    for _minute in range(9):
        build_all()
    assert failing.count(("ja", "slides")) == tries.MOST
    assert [(each.language, each.kind) for each in tries.given_up(edition)] == [
        ("ja", "slides"),
        ("en", "slides"),
    ]
    folder.replace("supporter/01-intro/01-what.en.md", "Text.", "Words.")
    load_curriculum(folder.curriculum)
    build_all()
    assert failing.count(("ja", "slides")) == tries.MOST
    assert failing.count(("en", "slides")) == tries.MOST + 1


def test_file_that_was_given_up_is_tried_again_after_a_day(edition, failing, build_all):
    with time_machine.travel("2026-11-21T10:00:00+09:00", tick=False):
        for _minute in range(9):
            build_all()
    with time_machine.travel("2026-11-22T10:00:01+09:00", tick=False):
        build_all()
    assert failing.count(("ja", "slides")) == tries.MOST + 1


def test_try_that_ends_its_process_counts(edition, monkeypatch):
    def render(_each):
        raise SystemExit

    monkeypatch.setattr(building, "_render", render)
    with pytest.raises(SystemExit):
        tasks.build_missing_handouts()
    (each, source), *_others = unbuilt()
    assert tries.begun(each, source) == 1


def test_file_that_is_made_after_all_is_given_up_no_more(edition, drawn):
    (each, source), *_others = unbuilt()
    for _time in range(tries.MOST):
        tries.begin(each, source)
    assert tries.given_up(edition) == [each]
    build(each, source)
    assert tries.given_up(edition) == []


def test_task_leaves_the_work_to_the_one_under_way(edition, drawn):
    cache.set(tasks._BUSY, 1)
    try:
        tasks.build_missing_handouts()
    finally:
        cache.delete(tasks._BUSY)
    assert drawn == []


def test_command_makes_what_is_asked_for(edition, drawn):
    out = io.StringIO()
    call_command("build_handbooks", language="en", kind="textbook", stdout=out)
    assert drawn == [("en", "textbook")]
    assert out.getvalue() == "supporter en textbook：0 KB\n"
    out = io.StringIO()
    call_command("build_handbooks", language="en", kind="textbook", stdout=out)
    assert out.getvalue() == "作るものはありません\n"
    call_command("build_handbooks", course="supporter", again=True, stdout=io.StringIO())
    assert len(drawn) == 5


def test_editor_sees_which_files_could_not_be_made(client, folder):
    client.force_login(editor())
    edition = published(folder)
    address = reverse("authoring:edition_detail", args=[edition.pk])
    assert "作れなかったファイルがあります" not in client.get(address).text
    (each, source), *_others = unbuilt()
    for _time in range(tries.MOST):
        tries.begin(each, source)
    page = client.get(address).text
    assert page.count("作れなかったファイルがあります") == 1
    assert "<li>教科書（日本語）</li>" in page
