"""The facts sheet against the real curriculum, and how the numbers of a text are found."""

import re

import pytest
from django.conf import settings
from django.core.management import call_command

from authoring.quality.claims import find_amounts, find_claims, find_days, find_years
from authoring.quality.facts import read_facts
from authoring.quality.report import build_report
from courses.files.reading import read_courses

LESSON = "supporter/01-intro/02-why.ja.md"
HEAD = "---\ntitle: なぜ\nminutes: 3\n---\n\n"
# What a translation may round or count for itself: list numbers, hours, small numbers of people.
LARGE = re.compile(r"\d[\d,]*\.\d+|\d{1,3}(?:,\d{3})+|\d{3,}|\d+(?=%)")


@pytest.fixture(scope="module")
def curriculum():
    found = read_courses(settings.CURRICULUM_DIR / "courses")
    assert found.problems == []
    return found


@pytest.fixture(scope="module")
def facts():
    return read_facts(settings.FACTS_FILE)


def course_with(folder, body):
    folder.write(LESSON, f"{HEAD}{body}\n\n:::{{quiz}} check\n:::\n")
    [course] = read_courses(folder.root).courses
    return course


def said(folder, body):
    return [
        (claim.amount, claim.unit, sorted(claim.years))
        for claim in find_claims(course_with(folder, body))
        if claim.file.endswith("02-why.ja.md")
    ]


def test_every_number_with_a_year_is_in_the_facts_sheet(curriculum, facts):
    assert [
        str(c) for course in curriculum.courses for c in facts.claims_not_in_sheet(course)
    ] == []


def test_every_finding_has_a_year(curriculum, facts):
    assert [
        str(c) for course in curriculum.courses for c in facts.claims_without_year(course)
    ] == []


def test_the_curriculum_states_numbers_that_could_be_wrong(curriculum):
    dated = [c for course in curriculum.courses for c in find_claims(course) if c.years]
    assert len(dated) > 200


def test_translations_state_no_number_that_the_japanese_does_not(curriculum):
    strange = []
    for course in curriculum.courses:
        for chapter in course.chapters.values():
            for part in (chapter, *chapter.lessons.values()):
                source = part.documents.get("ja")
                for language, document in part.documents.items():
                    if language != "ja":
                        extra = _numbers(document.body) - _numbers(source.body)
                        strange += [f"{document.shown}: {number}" for number in sorted(extra)]
    assert strange == []


def _numbers(text):
    """Large and exact numbers without what is written differently in each language."""
    text = re.sub(r"https?://\S+|lesson:\S+|^:(?:source|keys):.*$", "", text, flags=re.MULTILINE)
    for era, start in (("令和", 2018), ("平成", 1988)):
        text = re.sub(
            rf"\{{?{era}(?:\|\S+?\}})?(\d+)", lambda m, s=start: f" {s + int(m[1])} ", text
        )
    text = re.sub(r"(\d+)万", lambda m: f"{int(m[1]) * 10_000:,}", text)
    text = re.sub(r"(\d)割", lambda m: f"{int(m[1]) * 10}%", text)
    return {number for number in LARGE.findall(text) if not re.fullmatch(r"(?:19|20)\d\d", number)}


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("令和6年", {2024}),
        ("令和3〜6年の調査", {2021, 2022, 2023, 2024}),
        ("平成17（2005）年", {2005}),
        ("令和5年度", {2023}),
        ("5年ぶり", set()),
    ],
)
def test_years_are_read(words, expected):
    assert find_years(words) == expected


def test_days_are_read_with_their_year():
    assert find_days("令和3年12月28日に決まり、令和7年5月に改定") == [(2021, 12, 28), (2025, 5, 0)]


def test_amounts_keep_their_unit():
    assert find_amounts("2万人のうち4〜5%、11,867人、80") == [
        ("2万", "人"),
        ("4〜5", "%"),
        ("11,867", "人"),
        ("80", ""),
    ]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("令和6年は39.3%でした。", [("39.3", "%", [2024])]),
        ("令和6年の調査です。39.3%でした。", [("39.3", "%", [2024])]),
        ("39.3%でした。", [("39.3", "%", [])]),
        ("第20条と第1回と3章と#9999と0120-99-7777", []),
        ("令和8年は、5月1日（金）から。", [("5-1", "日付", [2026])]),
        (":::{callout} story\n令和6年、80%の人。\n:::", []),
        ("|年|割合|\n|---|---|\n|令和3年|4.5%|", [("4.5", "%", [2021])]),
        ("|割合|令和4年|\n|---|---|\n|いる|3.2%|", [("3.2", "%", [2022])]),
    ],
)
def test_numbers_are_found_with_their_years(folder, body, expected):
    assert said(folder, body) == expected


def test_a_number_that_the_sheet_lacks_is_named(folder, facts):
    [claim, *_chart] = facts.claims_not_in_sheet(course_with(folder, "令和6年は40.3%でした。"))
    assert (claim.amount, claim.unit, claim.years) == ("40.3", "%", {2024})


def test_a_day_that_the_sheet_lacks_is_named(folder, facts):
    [claim] = facts.claims_not_in_sheet(course_with(folder, "令和6年4月2日に施行されました。"))
    assert claim.amount == "4-2"


def test_a_finding_without_a_year_is_named(folder, facts):
    [claim] = facts.claims_without_year(course_with(folder, "80%の人が答えました。"))
    assert (claim.amount, claim.unit) == ("80", "%")


def test_chapters_of_supporters_are_as_long_as_asked(curriculum, facts):
    wrong = [
        (row.chapter, row.met)
        for row in build_report(curriculum, facts)
        if (row.course, row.language) == ("supporter", "ja")
        and row.chapter not in {"", "09-reference"}
        and not 2_000 <= row.met <= 3_500
    ]
    assert wrong == []


def test_one_reader_meets_one_reply_of_each_step(folder, facts):
    talk = """:::::{conversation} dust
::::{step} see
五つの文字

:::{option} 甲
:to: say

十の文字がここにある。
:::

:::{option} 乙
:to: end

三文字
:::
::::

::::{step} say
二字
::::
:::::"""

    course_with(folder, "")
    [before, *_others] = build_report(read_courses(folder.root), facts)
    course_with(folder, talk)
    [row, *_others] = build_report(read_courses(folder.root), facts)
    assert before.met == before.characters
    assert row.characters - before.characters == len(
        "五つの文字甲十の文字がここにある。乙三文字二字"
    )
    assert row.met - before.characters == len("五つの文字甲十の文字がここにある。乙二字")


def test_report_prints_each_chapter_and_language(capsys):
    call_command("curriculum_report")
    printed = capsys.readouterr()
    rows = [line.split("\t") for line in printed.out.splitlines()]
    assert printed.err == ""
    first = next(row for row in rows if row[:3] == ["supporter", "01-introduction", "ja"])
    assert int(first[3]) > 1_500
    total = next(row for row in rows if row[:3] == ["supporter", "", "ja"])
    assert int(total[3]) == sum(
        int(row[3]) for row in rows if row[0] == "supporter" and row[1] and row[2] == "ja"
    )
    assert {value for row in rows[1:] for value in row[9:]} == {"0"}
