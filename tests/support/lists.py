"""Small lists in the authors' form, and reading them from a folder."""

from pathlib import Path

from support.sources import read_support

WINDOW = """windows:
  - key: yorisoi
    name: よりそい
    phone: 0120-279-338
    channels: [phone]
    hours: {kind: always}
    source: 案内
    checked_on: 2026-04-01
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
