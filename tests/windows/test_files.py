import pytest
from django.conf import settings

from core.author_files.yaml_sections import FileProblem
from tests.windows.lists import WINDOW, read
from windows.files.reading import read_windows
from windows.files.storing import save_windows
from windows.models import Window


def test_the_curriculums_own_lists_have_nothing_wrong():
    files = read_windows(settings.CURRICULUM_DIR, shown_as="curriculum")

    assert files.problems == []
    assert files.rows["kodoku-koritsu-9999"]["is_permanent"] is False


@pytest.mark.django_db
def test_saving_twice_changes_nothing(tmp_path):
    assert save_windows(read(tmp_path)) == 1
    assert save_windows(read(tmp_path)) == 0
    assert Window.objects.get().phone == "0120-279-338"


@pytest.mark.django_db
def test_saving_updates_what_changed_and_removes_what_is_gone(tmp_path):
    save_windows(read(tmp_path))

    assert save_windows(read(tmp_path, WINDOW.replace("yorisoi", "other"))) == 2
    assert [window.key for window in Window.objects.all()] == ["other"]


def test_reading_names_a_double_key_and_a_missing_file(tmp_path):
    files = read(tmp_path, WINDOW + WINDOW.removeprefix("windows:\n"))
    assert [(p.line, p.reason) for p in files.problems] == [
        (9, "キー「yorisoi」が二度使われています。")
    ]

    (tmp_path / "windows.ja.yaml").rename(tmp_path / "windows.en.yaml")
    found = read_windows(tmp_path, shown_as="s")
    assert found.problems[0] == FileProblem("s/windows.ja.yaml", 1, "ファイルがありません。")


def test_a_folder_without_a_list_leaves_the_windows_alone(tmp_path):
    assert read_windows(tmp_path, shown_as="s") is None


def test_reading_a_broken_yaml_names_the_line(tmp_path):
    files = read(tmp_path, WINDOW + '    note: "閉じていない\n')

    assert [(p.file, p.reason) for p in files.problems] == [
        (
            "lists/windows.ja.yaml",
            "YAMLとして読めません。字下げ、「:」、引用符を確かめてください。",
        )
    ]
