"""The teacher's guide: loaded, checked, frozen with its edition, written back to the byte."""

import pytest

from authoring.loading import CurriculumInvalidError, load_curriculum
from core.enums import TextState
from core.japanese.ruby import without_ruby
from courses.files.exporting import export_courses
from courses.files.loading import LoadOutcome
from courses.models import CourseEdition, GuideText
from tests.courses.course_files import SVG

pytestmark = pytest.mark.django_db

GUIDE = """---
title: 先生のための{手引|てび}き   # 題
---

## 授業のながれ

:::{callout} caution
重い話を聞いたときのこと。
:::

:::{figure} three.svg
:alt: 四角
:::

| 分 | すること |
|---|---|
| 0〜5 | あいさつ |

[本文](lesson:intro/what)
"""
EN = "---\ntitle: For teachers\n---\n\n## Flow\n"


def load(folder, **options):
    return load_curriculum(folder.curriculum, **options)


def reasons(folder):
    with pytest.raises(CurriculumInvalidError) as caught:
        load(folder)
    base = f"{folder.root}/"
    return [(p.file.replace(base, ""), p.line, p.reason) for p in caught.value.problems]


def test_guide_is_stored_published_and_exported_to_the_byte(folder, tmp_path):
    folder.write("supporter/guide.ja.md", GUIDE)
    folder.write("supporter/guide.en.md", EN)
    load(folder, publish=True)
    guide = GuideText.objects.get(language="ja")
    assert (without_ruby(guide.title), guide.state) == ("先生のための手引き", TextState.PUBLISHED)
    assert guide.html.startswith("<h2>授業のながれ</h2>")
    assert guide.html.count("<img") == 1
    export_courses(tmp_path / "out")
    for name, text in (("ja", GUIDE), ("en", EN)):
        assert (tmp_path / f"out/supporter/guide.{name}.md").read_text(encoding="utf-8") == text
    assert load(folder).courses == (("supporter", 1, LoadOutcome.UNCHANGED),)


def test_guide_is_frozen_with_its_edition_and_its_translation_is_not(folder):
    folder.write("supporter/guide.ja.md", GUIDE)
    load(folder, publish=True)
    folder.write("supporter/guide.en.md", EN)
    assert load(folder).courses == (("supporter", 1, LoadOutcome.TRANSLATED),)
    assert GuideText.objects.get(language="en").html == "<h2>Flow</h2>"
    folder.replace("supporter/guide.ja.md", "重い話", "つらい話")
    assert reasons(folder) == [
        (
            "supporter/guide.ja.md",
            1,
            "版 1 は公開済みです。course.yaml の number を上げてください",
        )
    ]


def test_guide_goes_on_to_the_next_edition_and_its_translation_is_outdated(folder):
    folder.write("supporter/guide.ja.md", GUIDE)
    folder.write("supporter/guide.en.md", EN)
    load(folder, publish=True)
    folder.replace("supporter/course.yaml", "number: 1", "number: 2")
    folder.replace("supporter/guide.ja.md", "重い話", "つらい話")
    load(folder, publish=True)
    new = CourseEdition.objects.get(number=2)
    states = dict(GuideText.objects.filter(edition=new).values_list("language", "state"))
    assert states == {"ja": TextState.PUBLISHED, "en": TextState.OUTDATED}


@pytest.mark.parametrize(
    ("old", "new", "line", "reason"),
    [
        (
            "three.svg",
            "four.svg",
            11,
            "図「four.svg」が、章の figures フォルダのどこにもないか、いくつもあります。",
        ),
        (
            ":::{callout} caution\n重い話を聞いたときのこと。",
            ":::{reflection} mine\n重い話を聞いたときのこと。",
            7,
            "この書き方は、レッスンの中だけで使えます。",
        ),
        (
            "lesson:intro/what",
            "lesson:intro/who",
            19,
            "リンク先のレッスン「intro/who」がありません。",
        ),
        ("title: 先生", "titles: 先生", 2, "「titles」という項目はありません。使える項目：title"),
    ],
)
def test_mistake_in_a_guide_is_named_by_its_line(folder, old, new, line, reason):
    folder.write("supporter/guide.ja.md", GUIDE.replace(old, new))
    assert ("supporter/guide.ja.md", line, reason) in reasons(folder)


def test_figure_of_a_guide_must_not_be_two(folder):
    folder.write("supporter/guide.ja.md", GUIDE)
    folder.write("supporter/02-reference/figures/three.svg", SVG)
    assert [file for file, _line, _reason in reasons(folder)] == ["supporter/guide.ja.md"]


def test_translation_of_a_guide_needs_the_japanese_one(folder):
    folder.write("supporter/guide.en.md", EN)
    assert reasons(folder) == [
        ("supporter/guide.en.md", 1, "もとになる日本語のファイルがありません。")
    ]
