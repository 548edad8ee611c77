"""Furigana by grade: kanji that the readers of a course have not learnt yet need a reading.

In やさしい日本語 every kanji needs one: grade 0.

By the table of kanji by school year (学年別漢字配当表, 1,026 characters since 令和2年). The text is
looked at as its author wrote it, so that every mistake has its line.
"""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING

import yaml
from django.utils.translation import gettext as _
from kanji_lists import KYOIKU

from core.author_files.yaml_sections import Problem, compose_yaml
from core.japanese.kanji import KANJI
from core.japanese.ruby import RUBY
from core.languages import EASY_JAPANESE, SOURCE_LANGUAGE
from courses.files.documents import QuizDocument

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from courses.files.documents import CourseSource, Document

GRADES = range(1, 7)
_SIGNS = frozenset("々〇ヶヵ")  # of no school year, and read with the kanji beside them
_LINK = re.compile(r"\]\([^)\n]{0,500}\)")  # without a bound, a page of "](" takes a minute
_OPENING = re.compile(r":{3,}\{")
_OPTION = re.compile(r":[^\s:]+:")
# Options not read by the learner: alternative texts, sources, and what only a program reads.
_UNSEEN = re.compile(r":(?:alt|source|keys|kind|audience|to):")
_SHOWN_IN_FRONT = frozenset({"title", "summary", "goal"})
_SHOWN_IN_QUIZ = frozenset({"title", "prompt", "text", "match", "explanation"})


def check_kanji(course: CourseSource) -> list[Problem]:
    """Every kanji that its readers don't know without ruby, in all that they read."""
    problems: list[Problem] = []
    for language in (SOURCE_LANGUAGE, EASY_JAPANESE):
        grade = grade_of(course, language)
        if grade is None:
            continue
        found = [
            (
                f"{course.shown}/course.yaml",
                _in_yaml(course.source, grade, {language}),
            ),  # its label
            *((each.shown, unread(each, grade)) for each in course.texts_in(language)),
        ]
        problems += [
            Problem(file, line, _without_reading(kanji, grade))
            for file, unknown in found
            for line, kanji in unknown
        ]
    return problems


def grade_of(course: CourseSource, language: str) -> int | None:
    """The school year whose kanji need no ruby in a language; None where none is looked at."""
    if language == EASY_JAPANESE:
        return 0
    grade: int | None = course.values.get("kanji_grade") if language == SOURCE_LANGUAGE else None
    return grade


@functools.cache
def known_kanji(grade: int) -> frozenset[str]:
    """The kanji learnt by the end of a school year."""
    years = [getattr(KYOIKU.REIWA2, f"GRADE{year}") for year in GRADES if year <= grade]
    return frozenset().union(*years, _SIGNS if grade else ())


def _unknown(words: str, grade: int) -> str:
    """The kanji above the grade without ruby, each once, in their order."""
    found = KANJI.findall(RUBY.sub("", words))
    return "".join(dict.fromkeys(kanji for kanji in found if kanji not in known_kanji(grade)))


def unread(document: Document | QuizDocument, grade: int) -> Iterator[tuple[int, str]]:
    """The kanji above the grade without ruby, with the number of their line."""
    if isinstance(document, QuizDocument):
        yield from _in_yaml(document.source, grade, _SHOWN_IN_QUIZ)
        return
    for line, found in _in_yaml(document.front_matter, grade, _SHOWN_IN_FRONT):
        yield line + 1, found
    first = document.front_matter.count("\n") + 3
    is_option = False
    for number, line_text in enumerate(document.body.split("\n"), start=first):
        words = line_text.strip()
        is_option = is_option and _OPTION.match(words) is not None
        if is_option and _UNSEEN.match(words):
            continue
        is_option = is_option or _OPENING.match(words) is not None
        if found := _unknown(_LINK.sub("]", line_text), grade):
            yield number, found


def _without_reading(kanji: str, grade: int) -> str:
    if not grade:
        return _(
            "「%(kanji)s」にふりがながありません。"
            "やさしい日本語では、すべての漢字にふりがなを付けてください。"
        ) % {"kanji": kanji}
    return _(
        "「%(kanji)s」は、小学%(grade)d年生までに習わない漢字です。ふりがなを付けてください。"
    ) % {"kanji": kanji, "grade": grade}


def check_yaml(source: str, *, file: str, grade: int, shown: Collection[str]) -> Iterator[Problem]:
    """Every kanji above the grade without ruby in the values under the keys `shown`."""
    for line, found in _in_yaml(source, grade, shown):
        yield Problem(file, line, _without_reading(found, grade))


def _in_yaml(source: str, grade: int, shown: Collection[str]) -> Iterator[tuple[int, str]]:
    """The kanji in the values under the keys `shown`, with the number of their line."""
    try:
        root = compose_yaml(source)
    except yaml.YAMLError:  # reported where the file is read
        return
    lines = source.split("\n")
    seen: set[tuple[int, str]] = set()
    for node in _values(root, shown, is_shown=False):
        unknown, first = _unknown(node.value, grade), node.start_mark.line
        found = [
            (index, here)
            for index in range(first, node.end_mark.line + 1 if unknown else first)
            if (here := "".join(k for k in _unknown(lines[index], grade) if k in unknown))
        ]
        if unknown and not found:  # written as an escape
            found = [(first, unknown)]
        for index, here in found:
            if (index, here) not in seen:
                seen.add((index, here))
                yield index + 1, here


def _values(
    node: yaml.Node | None, shown: Collection[str], *, is_shown: bool
) -> Iterator[yaml.ScalarNode]:
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if isinstance(key, yaml.ScalarNode) and key.value != "sources":
                yield from _values(value, shown, is_shown=is_shown or key.value in shown)
    elif isinstance(node, yaml.SequenceNode):
        for value in node.value:
            yield from _values(value, shown, is_shown=is_shown)
    elif isinstance(node, yaml.ScalarNode) and is_shown:
        yield node
