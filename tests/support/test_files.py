import pytest
from django.conf import settings

from support.models import ActivityExample, Window
from support.services import save_support
from support.sources import read_support
from tests.support.lists import WINDOW, read


def test_the_curriculums_own_lists_have_nothing_wrong():
    files = read_support(settings.CURRICULUM_DIR.parent / "support", shown_as="support")

    assert files.problems == []
    assert files.windows["kodoku-koritsu-9999"]["is_permanent"] is False


@pytest.mark.django_db
def test_saving_twice_changes_nothing(tmp_path):
    assert save_support(read(tmp_path)) == 2
    assert save_support(read(tmp_path)) == 0
    assert Window.objects.get().phone == "0120-279-338"
    assert ActivityExample.objects.get().kind == "generations"


@pytest.mark.django_db
def test_saving_updates_what_changed_and_removes_what_is_gone(tmp_path):
    save_support(read(tmp_path))

    assert save_support(read(tmp_path, WINDOW.replace("yorisoi", "other"))) == 2
    assert [window.key for window in Window.objects.all()] == ["other"]


def test_reading_names_a_double_key_and_a_missing_file(tmp_path):
    files = read(tmp_path, WINDOW + WINDOW.removeprefix("windows:\n"))
    assert [(p.line, p.reason) for p in files.problems] == [
        (9, "キー「yorisoi」が二度使われています。")
    ]

    (tmp_path / "activities.ja.yaml").unlink()
    assert [(p.file, p.line) for p in read_support(tmp_path, shown_as="s").problems] == [
        ("s/windows.ja.yaml", 9),
        ("s/activities.ja.yaml", 1),
    ]


def test_reading_a_broken_yaml_names_the_line(tmp_path):
    files = read(tmp_path, WINDOW + '    note: "閉じていない\n')

    assert [(p.file, p.reason) for p in files.problems] == [
        (
            "support/windows.ja.yaml",
            "YAMLとして読めません。字下げ、「:」、引用符を確かめてください。",
        )
    ]
