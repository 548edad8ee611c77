"""A small curriculum on disk, for tests that break it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 38"><rect width="9" height="9"/></svg>\n'
QUIZ = """title: 1章の確認
pass_mark: 80
questions:
  - key: role
    kind: single
    lesson: what
    prompt: どんな人ですか。
    choices:
      - key: a
        text: 支える人
        correct: true
        explanation: そのとおりです。
      - key: b
        text: 専門家
        explanation: 資格はいりません。
"""
QUIZ_EN = """title: Check of chapter 1
questions:
  - key: role
    prompt: Who?
    choices:
      - {key: a, text: One who supports, explanation: Right.}
      - {key: b, text: An expert, explanation: No licence needed.}
"""
FILES = {
    "supporter/course.yaml": """track: supporter
position: 1
edition:
  number: 1
  label: {ja: 令和8年度版, en: 2026 edition}
""",
    "supporter/course.ja.md": "---\ntitle: 講座\nsummary: 概要です。\n---\n\n{孤独|こどく}の講座です。\n",
    "supporter/course.en.md": "---\ntitle: Course\nsummary: About it.\n---\n\nHello.\n",
    "supporter/01-intro/chapter.ja.md": "---\ntitle: はじめに\ngoal: 言える。\n---\n\n導入です。\n",
    "supporter/01-intro/01-what.ja.md": """---
title: サポーターとは   # 題
minutes: 4
sources:
  - {title: 調査, publisher: 内閣府, year: 令和6年}
---

本文です。

:::{figure} three.svg
:alt: 四角
:::
""",
    "supporter/01-intro/01-what.en.md": "---\ntitle: What\n---\n\nText.\n",
    "supporter/01-intro/02-why.ja.md": """---
title: なぜ
minutes: 5
---

[前のレッスン](lesson:intro/what)へ。

:::{windows}
:keys: yorisoi
:::

:::{activities}
:kind: 役割創出
:::

:::{reflection} my-word
思い出す。
:::

:::{quiz} check
:::
""",
    "supporter/01-intro/check.quiz.ja.yaml": QUIZ,
    "supporter/01-intro/check.quiz.en.yaml": QUIZ_EN,
    "supporter/01-intro/figures/three.svg": SVG,
    "supporter/02-reference/chapter.ja.md": "---\ntitle: 参考\ngoal: 確かめる。\nis_reference: true\n---\n",
    "supporter/02-reference/01-words.ja.md": """---
title: 言葉
minutes: 2
---

:::{chart} bar by-age
:title: 割合
:alt: 30代が高い。
:unit: %
:source: 内閣府「調査」（令和4年）

| 年代 | 割合 |
|---|---|
| 20代 | 7.1 |
| 30代 | 7.2 |
:::
""",
}
LISTS = {
    "windows.ja.yaml": """windows:
  - key: yorisoi
    name: よりそい
    phone: 0120-279-338
    channels: [phone]
    hours: {kind: always}
    source: 案内
    checked_on: 2026-04-01
""",
    "activities.ja.yaml": """activities:
  - key: salon
    title: 畑サロン
    place: 生駒市
    kind: 役割創出
    year: 令和4年度
    summary: 例です。
    source: 報告書
""",
}


class Folder:
    """The files under `root`, to be written, changed and removed by their names."""

    def __init__(self, base: Path) -> None:
        self.curriculum = base / "curriculum"
        self.root = self.curriculum / "courses"
        for name, text in FILES.items():
            self.write(name, text)
        for name, text in LISTS.items():
            self.write(f"../{name}", text)

    def write(self, name: str, text: str | bytes) -> None:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode() if isinstance(text, str) else text)

    def replace(self, name: str, old: str, new: str) -> None:
        text = (self.root / name).read_text(encoding="utf-8")
        assert old in text, (name, old)
        self.write(name, text.replace(old, new))

    def remove(self, name: str) -> None:
        (self.root / name).unlink()

    def files(self) -> dict[str, bytes]:
        return {
            path.relative_to(self.root).as_posix(): path.read_bytes()
            for path in sorted(self.root.rglob("*"))
            if path.is_file()
        }
