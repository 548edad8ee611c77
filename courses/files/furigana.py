"""Furigana by grade: kanji that the readers of a course have not learnt yet need a reading.

In やさしい日本語 every kanji needs one: grade 0.

By the table of kanji by school year (学年別漢字配当表, 1,026 characters since 令和2年). The source
text is checked, not what was parsed of it, so that every mistake has its line.
"""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING

import yaml
from django.utils.translation import gettext as _
from kanji_lists import KYOIKU

from core.author_files.yaml_sections import FileProblem, compose_yaml
from core.japanese.kanji import KANJI
from core.japanese.ruby import RUBY
from core.languages import EASY_JAPANESE, SOURCE_LANGUAGE
from courses.files.documents import QuizDocument

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from courses.files.documents import CourseSource, Document

GRADES = range(1, 7)
_SIGNS = frozenset("々〇ヶヵ")  # taught in no school year, and read with the kanji beside them
_LINK = re.compile(r"\]\([^)\n]{0,500}\)")  # bounded, because a page of "](" would take a minute
_OPENING = re.compile(r":{3,}\{")
_OPTION = re.compile(r":[^\s:]+:")
# Options that a learner does not see as text: alternative texts, sources, keys.
_UNSEEN = re.compile(r":(?:alt|source|keys|kind|audience|to):")
_SHOWN_IN_FRONT = frozenset({"title", "summary", "goal"})
_SHOWN_IN_QUIZ = frozenset({"title", "prompt", "text", "match", "explanation"})


def find_kanji_without_furigana(course: CourseSource) -> list[FileProblem]:
    """Every kanji above the grade of its readers that has no ruby, in all texts of the course."""
    problems: list[FileProblem] = []
    for language in (SOURCE_LANGUAGE, EASY_JAPANESE):
        grade = known_grade(course, language)
        if grade is None:
            continue
        label_kanji = _find_in_yaml(course.source, grade, {language})
        kanji_by_file = [
            (f"{course.display_path}/course.yaml", label_kanji),
            *(
                (text.display_path, find_unread_kanji(text, grade))
                for text in course.texts_in(language)
            ),
        ]
        problems += [
            FileProblem(file, line, _missing_reading(kanji, grade))
            for file, lines in kanji_by_file
            for line, kanji in lines
        ]
    return problems


def known_grade(course: CourseSource, language: str) -> int | None:
    """The school year whose kanji need no ruby in a language; None if nothing is checked."""
    if language == EASY_JAPANESE:
        return 0
    grade: int | None = course.values.get("kanji_grade") if language == SOURCE_LANGUAGE else None
    return grade


@functools.cache
def known_kanji(grade: int) -> frozenset[str]:
    """The kanji learnt by the end of a school year."""
    years = [getattr(KYOIKU.REIWA2, f"GRADE{year}") for year in GRADES if year <= grade]
    return frozenset().union(*years, _SIGNS if grade else ())


def _unread_kanji(words: str, grade: int) -> str:
    """The kanji above the grade without ruby, each once, in their order."""
    unread = KANJI.findall(RUBY.sub("", words))
    return "".join(dict.fromkeys(kanji for kanji in unread if kanji not in known_kanji(grade)))


def find_unread_kanji(document: Document | QuizDocument, grade: int) -> Iterator[tuple[int, str]]:
    """Each line's number with its kanji above the grade that have no ruby."""
    if isinstance(document, QuizDocument):
        yield from _find_in_yaml(document.source, grade, _SHOWN_IN_QUIZ)
        return
    for line, kanji in _find_in_yaml(document.front_matter, grade, _SHOWN_IN_FRONT):
        yield line + 1, kanji
    first = document.front_matter.count("\n") + 3
    is_option = False
    for number, line_text in enumerate(document.body.split("\n"), start=first):
        words = line_text.strip()
        is_option = is_option and _OPTION.match(words) is not None
        if is_option and _UNSEEN.match(words):
            continue
        is_option = is_option or _OPENING.match(words) is not None
        if kanji := _unread_kanji(_LINK.sub("]", line_text), grade):
            yield number, kanji


def _missing_reading(kanji: str, grade: int) -> str:
    if not grade:
        return _(
            "「%(kanji)s」にふりがながありません。"
            "やさしい日本語では、すべての漢字にふりがなを付けてください。"
        ) % {"kanji": kanji}
    return _(
        "「%(kanji)s」は、小学%(grade)d年生までに習わない漢字です。ふりがなを付けてください。"
    ) % {"kanji": kanji, "grade": grade}


def find_unread_kanji_in_yaml(
    source: str, *, file: str, grade: int, keys: Collection[str]
) -> Iterator[FileProblem]:
    """Every kanji above the grade without ruby in the values under these keys."""
    for line, kanji in _find_in_yaml(source, grade, keys):
        yield FileProblem(file, line, _missing_reading(kanji, grade))


def _find_in_yaml(source: str, grade: int, keys: Collection[str]) -> Iterator[tuple[int, str]]:
    """Each line's number with its kanji, in the values under these keys, that have no ruby."""
    try:
        root = compose_yaml(source)
    except yaml.YAMLError:  # reported where the file is read
        return
    lines = source.split("\n")
    seen: set[tuple[int, str]] = set()
    for node in _values_under(root, keys, is_under=False):
        unread, first = _unread_kanji(node.value, grade), node.start_mark.line
        kanji_by_line = [
            (index, kanji)
            for index in range(first, node.end_mark.line + 1 if unread else first)
            if (kanji := "".join(k for k in _unread_kanji(lines[index], grade) if k in unread))
        ]
        if unread and not kanji_by_line:  # written as an escape sequence
            kanji_by_line = [(first, unread)]
        for index, kanji in kanji_by_line:
            if (index, kanji) not in seen:
                seen.add((index, kanji))
                yield index + 1, kanji


def _values_under(
    node: yaml.Node | None, keys: Collection[str], *, is_under: bool
) -> Iterator[yaml.ScalarNode]:
    """The values under one of the keys, at any depth, but not those under `sources`."""
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if isinstance(key, yaml.ScalarNode) and key.value != "sources":
                yield from _values_under(value, keys, is_under=is_under or key.value in keys)
    elif isinstance(node, yaml.SequenceNode):
        for value in node.value:
            yield from _values_under(value, keys, is_under=is_under)
    elif isinstance(node, yaml.ScalarNode) and is_under:
        yield node
