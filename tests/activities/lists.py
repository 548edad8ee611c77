"""A small list of examples in the authors' form, and reading it from a folder."""

from pathlib import Path

from activities.examples.reading import read_examples

ACTIVITY = """activities:
  - key: salon
    title: 畑サロン
    place: 生駒市
    kind: 多世代交流
    year: 令和4年度
    summary: 例です。
    source: 報告書
"""


def read(folder: Path, activities: str = ACTIVITY):
    (folder / "activities.ja.yaml").write_text(activities, encoding="utf-8")
    return read_examples(folder, shown_as="lists")
