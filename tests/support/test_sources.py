from pathlib import Path

import pytest
from django.conf import settings

from support.models import Activity, Window
from support.services import save_support
from support.sources import read_support

WINDOW = """windows:
  - key: yorisoi
    name: よりそい
    phone: 0120-279-338
    hours_text: 24時間
    source: 案内
    checked_on: 2026-11-21
"""
ACTIVITY = """activities:
  - key: salon
    title: 畑サロン
    place: 生駒市
    kind: 多世代交流
    year: 令和4年度
    summary: 例です。
    source: 報告書
"""


def read(folder: Path, windows: str = WINDOW, activities: str = ACTIVITY):
    (folder / "windows.ja.yaml").write_text(windows, encoding="utf-8")
    (folder / "activities.ja.yaml").write_text(activities, encoding="utf-8")
    return read_support(folder, shown_as="support")


def test_the_curriculums_own_lists_have_nothing_wrong():
    files = read_support(settings.CURRICULUM_DIR.parent / "support", shown_as="support")

    assert files.problems == []
    assert files.windows["kodoku-koritsu-9999"]["is_permanent"] is False


@pytest.mark.django_db
def test_saving_twice_changes_nothing(tmp_path):
    assert save_support(read(tmp_path)) == 2
    assert save_support(read(tmp_path)) == 0
    assert Window.objects.get().phone == "0120-279-338"
    assert Activity.objects.get().kind == "generations"


@pytest.mark.django_db
def test_saving_updates_what_changed_and_removes_what_is_gone(tmp_path):
    save_support(read(tmp_path))

    assert save_support(read(tmp_path, WINDOW.replace("yorisoi", "other"))) == 2
    assert [window.key for window in Window.objects.all()] == ["other"]


@pytest.mark.parametrize(
    ("old", "new", "line", "reason"),
    [
        ("hours_text: 24時間", "", 2, "「hours_text」がありません。"),
        ("    phone: 0120-279-338\n", "", 2, "「phone」か「url」のどちらかがいります。"),
        ("0120-279-338", "ゼロイチ", 4, "「phone」は半角の数字と「-」「#」で書いてください。"),
        ("2026-11-21", "11月", 7, "「checked_on」は 2026-11-21 の形で書いてください。"),
        (
            "source: 案内",
            "source: 案内\n    fax: 03",
            7,
            "「fax」という項目はありません。使える項目：key、name、operator、phone、url、hours_text、audience、themes、channels、periods、is_permanent、source、checked_on、note",
        ),
        (
            "source: 案内",
            "source: 案内\n    audience: men",
            7,
            "「audience」に「men」は使えません。使える値：all、under18、women",
        ),
        (
            "source: 案内",
            "source: 案内\n    channels: [fax]",
            7,
            "「channels」に「fax」は使えません。使える値：phone、chat、email、web",
        ),
        (
            "source: 案内",
            "source: 案内\n    is_permanent: false\n    periods:\n      - {starts: '2026-05-06T10:00:00+09:00', ends: '2026-05-01T10:00:00+09:00'}",
            9,
            "「ends」は「starts」より後にしてください。",
        ),
        (
            "source: 案内",
            "source: 案内\n    is_permanent: false\n    periods:\n      - {starts: 2026-05-01, ends: '2026-05-02T10:00:00+09:00'}",
            9,
            "「starts」は 2026-05-01T10:00:00+09:00 の形で書いてください。",
        ),
        (
            "source: 案内",
            "source: 案内\n    periods:\n      - {starts: '2026-05-01T10:00:00+09:00', ends: '2026-05-02T10:00:00+09:00'}",
            7,
            "いつも開いている窓口に「periods」は書けません。「is_permanent: false」にしてください。",
        ),
        ("yorisoi", "よりそい", 2, "キー「よりそい」は半角の小文字と数字と「-」で書いてください。"),
    ],
)
def test_reading_names_what_is_wrong_with_a_window(tmp_path, old, new, line, reason):
    files = read(tmp_path, WINDOW.replace(old, new))

    assert [(p.file, p.line, p.reason) for p in files.problems] == [
        ("support/windows.ja.yaml", line, reason)
    ]


def test_reading_names_an_unknown_kind_a_double_key_and_a_missing_file(tmp_path):
    files = read(tmp_path, activities=ACTIVITY.replace("多世代交流", "カフェ"))
    assert [(p.line, p.reason) for p in files.problems] == [
        (
            5,
            "「kind」に「カフェ」は使えません。使える値：ゆるやかな参加、地域とのつながり創出、役割創出、多世代交流、地域課題解決",
        )
    ]

    files = read(tmp_path, WINDOW + WINDOW.removeprefix("windows:\n"))
    assert [(p.line, p.reason) for p in files.problems] == [
        (8, "キー「yorisoi」が二度使われています。")
    ]

    (tmp_path / "activities.ja.yaml").unlink()
    assert [(p.file, p.line) for p in read_support(tmp_path, shown_as="s").problems] == [
        ("s/windows.ja.yaml", 8),
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
