import io
import re
from pathlib import Path
from urllib.parse import urlsplit

import grimp
import pytest
from django.core.management import CommandError, call_command

from accounts.models import Municipality
from tests.architecture.rooms import rooms
from tests.factories.accounts import MunicipalityFactory, OrganizationFactory
from tests.factories.courses import CourseEditionFactory, published_edition
from tsunagari import preparation

pytestmark = pytest.mark.django_db


@pytest.fixture
def called(monkeypatch, settings, tmp_path):
    """The commands that a preparation would run; the migrations are there already."""
    settings.VAR_DIR = tmp_path
    settings.STATIC_ROOT = tmp_path / "static"
    names = []

    def call(name, *arguments, **options):
        names.append(name)
        if name == "collectstatic":
            settings.STATIC_ROOT.mkdir(exist_ok=True)
            (settings.STATIC_ROOT / "staticfiles.json").touch()

    monkeypatch.setattr(preparation, "call_command", call)
    return names


def prepare():
    steps = []
    preparation.prepare(report=steps.append)
    return steps


def test_first_start_does_everything(called, settings):
    settings.DEMO = True
    prepare()
    assert called == ["load_municipalities", "load_curriculum", "seed_demo", "collectstatic"]


def test_second_start_does_nothing(called, settings):
    settings.DEMO = True
    prepare()
    MunicipalityFactory()
    published_edition()
    OrganizationFactory()
    called.clear()
    assert (prepare(), called) == ([], [])


def test_changed_curriculum_is_loaded_again(called, settings, tmp_path):
    settings.CURRICULUM_DIR = tmp_path / "curriculum"
    settings.CURRICULUM_DIR.mkdir()
    published_edition()
    MunicipalityFactory()
    prepare()
    called.clear()
    (settings.CURRICULUM_DIR / "course.yaml").write_text("track: supporter")
    prepare()
    assert called == ["load_curriculum"]


@pytest.fixture
def wrong_curriculum(monkeypatch, called):
    """The authors' files have a mistake: nothing is loaded."""
    call = preparation.call_command

    def refusing(name, *arguments, **options):
        if name == "load_curriculum":
            options["stderr"].write("a.md:1: first\nb.md:2: second\nc.md:3: third\nd.md:4: last\n")
            raise SystemExit(1)
        return call(name, *arguments, **options)

    monkeypatch.setattr(preparation, "call_command", refusing)


def test_wrong_curriculum_leaves_what_is_published(wrong_curriculum, called):
    published_edition()
    MunicipalityFactory()
    assert prepare()[-8:-2] == [  # before the link to set the site up
        "  a.md:1: first",
        "  b.md:2: second",
        "  c.md:3: third",
        "  d.md:4: last",
        "  the published editions stay as they are",
        "collecting static files",
    ]
    assert "loading the curriculum" in prepare()


def test_wrong_curriculum_stops_the_first_start(wrong_curriculum):
    with pytest.raises(CommandError, match=r"b\.md:2: second"):
        prepare()


def test_start_says_what_waits_for_the_desk_and_looks_again_when_it_is_free(called, monkeypatch):
    published = published_edition()
    MunicipalityFactory()
    call = preparation.call_command

    def leaving(name, *arguments, **options):
        if name == "load_curriculum":
            options["stderr"].write("supporter: left alone\n")
        return call(name, *arguments, **options)

    monkeypatch.setattr(preparation, "call_command", leaving)
    assert "  supporter: left alone" in prepare()
    assert "loading the curriculum" not in prepare()

    draft = CourseEditionFactory(
        course=published.course, number=2, state="draft", is_from_desk=True
    )
    assert "loading the curriculum" in prepare()
    assert "loading the curriculum" not in prepare()
    draft.delete()
    assert "loading the curriculum" in prepare()


def test_emptied_database_is_filled_again(called):
    published_edition()
    MunicipalityFactory()
    prepare()
    called.clear()
    Municipality.objects.all().delete()
    prepare()
    assert called == ["load_municipalities"]


def test_real_site_gets_no_demo_data(called, settings):
    settings.DEMO = False
    prepare()
    assert "seed_demo" not in called


def test_broken_stamps_are_a_first_start(called, tmp_path):
    prepare()
    for path in Path(tmp_path / "prepared").iterdir():
        path.write_text("{")
    called.clear()
    prepare()
    assert "collectstatic" in called


def test_site_without_an_administrator_prints_a_link_at_each_start(called, client, settings):
    settings.DEMO = False
    first, second = (prepare()[-1].strip() for _start in range(2))
    assert first != second
    assert re.fullmatch(r"http://localhost:\d+/setup/[\w-]{43}/", second)
    assert client.get(urlsplit(first).path).status_code == 410
    assert client.get(urlsplit(second).path).status_code == 200

    call_command("create_administrator", "boss@example.jp", stdout=io.StringIO())
    assert [line for line in prepare() if "/setup/" in line] == []


@pytest.mark.parametrize(
    "name", ["courses/supporter/course.yaml", "surveys/supporter.ja.yaml", "windows.ja.yaml"]
)
def test_any_edited_file_of_the_authors_is_loaded_again(called, settings, tmp_path, name):
    settings.CURRICULUM_DIR = tmp_path / "curriculum"
    file = settings.CURRICULUM_DIR / name
    file.parent.mkdir(parents=True)
    file.write_text("one", encoding="utf-8")
    published_edition()
    prepare()
    called.clear()
    prepare()
    assert "load_curriculum" not in called

    file.write_text("two!", encoding="utf-8")
    prepare()

    assert "load_curriculum" in called


def test_stamp_covers_every_room_whose_code_loading_runs():
    graph = grimp.build_graph(*rooms(), exclude_type_checking_imports=True)
    used = {name.split(".")[0] for name in graph.find_upstream_modules("authoring.loading")}
    # People and the look decide nothing of what is stored.
    assert used - {"accounts", "theme"} <= set(preparation.LOADING_ROOMS)
