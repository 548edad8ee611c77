"""Finding the numbers that the Japanese texts state, each with the years that it is stated for.

A number's years are those of its sentence, or else of its paragraph. In a table they are those of
its row or column, or else of the text before it; in a chart also those of title and source.
Stories, talks, scenes and conversations are made up and state nothing. Numbers of articles, rounds,
chapters and steps, and age groups, are names.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from content.rendering import pieces
from content.rendering.markdown import without_ruby
from core.languages import SOURCE_LANGUAGE
from courses.files.documents import QuizDocument

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from courses.files.documents import CourseSource, Document

DAY = "日付"

_ERAS = {"令和": 2018, "平成": 1988, "昭和": 1925}
_YEAR = re.compile(r"(令和|平成|昭和)(\d{1,2})(?:〜(\d{1,2}))?年")
_WESTERN = re.compile(r"(?<!\d)((?:19|20)\d\d)(?=年|[)）])")
_WHOLE_DAY = re.compile(r"(令和|平成)(\d{1,2})年(\d{1,2})月(?:(\d{1,2})日(?!間))?")
_DAY_OF_YEAR = re.compile(r"(\d{1,2})月(?:(\d{1,2})日(?!間))?")
_NUMBER = r"\d[\d,]*(?:\.\d+)?"
_AMOUNT = re.compile(
    rf"({_NUMBER}(?:〜{_NUMBER})?(?:万(?:\d+千)?)?)"
    r"(%|割|ポイント|人|名|団体|自治体|市区町村|件|か所|言語|部局|分野|億円|倍|本|個|段|歳|号|"
    r"年間|年|週間|日間|日|時間|時|分)?"
)
_COUNTED = re.compile(
    r"第\d+[条回期章次]?(?:〜第\d+[条回期章])?|\d+章|[#＃]\d+|\d{2,4}(?:-\d{2,4}){1,2}"
    r"|\d0代|lesson:\S+|https?://\S+|\d{4}/\d\d年度"
)
_SENTENCE = re.compile(r"[^。]*。|[^。]+")
_STATISTIC = {"%", "割", "団体", "件", "自治体", "倍"}
_MADE_UP = {"story", "talk"}
_OUR_OWN = "この講座のために"  # the source of a drawing that shows no finding


@dataclass(frozen=True, slots=True)
class Claim:
    """A number that `words` state. `years` (A.D.) is empty if none are named.

    A day of the year has the unit `DAY` and an amount like `12-28`; `5-0` is the whole of May.
    """

    file: str
    words: str
    amount: str
    unit: str
    years: frozenset[int]

    def __str__(self) -> str:
        years = "、".join(str(year) for year in sorted(self.years)) or "-"
        return f"{self.file}: {self.amount}{self.unit}（{years}） {self.words}"

    @property
    def chapter(self) -> str:
        return self.file.rpartition("/")[0]

    @property
    def is_statistic(self) -> bool:
        """Whether a reader takes it for a statistic, which needs its year."""
        return self.unit in _STATISTIC


def find_years(words: str) -> frozenset[int]:
    """The A.D. years that the words name: 令和6年, 令和3〜6年, 平成17（2005）年, 2005年."""
    found = {int(year) for year in _WESTERN.findall(words)}
    for era, first, last in _YEAR.findall(words):
        start = _ERAS[era]
        found.update(range(start + int(first), start + int(last or first) + 1))
    for era, year in re.findall(r"(令和|平成|昭和)(\d{1,2})（\d{4}）年", words):
        found.add(_ERAS[era] + int(year))
    return frozenset(found)


def find_days(words: str) -> list[tuple[int, int, int]]:
    """Whole days and months with their year, as (year, month, day); day 0 is a whole month."""
    return [
        (_ERAS[era] + int(year), int(month), int(day or 0))
        for era, year, month, day in _WHOLE_DAY.findall(words)
    ]


def find_amounts(words: str) -> list[tuple[str, str]]:
    """Every number with its unit, which may be empty."""
    return [(amount, unit) for amount, unit in _AMOUNT.findall(words)]


def find_claims(course: CourseSource) -> list[Claim]:
    """Every number that the course's Japanese texts and quizzes state."""
    claims: list[Claim] = []
    for text in course.texts_in(SOURCE_LANGUAGE):
        if isinstance(text, QuizDocument):
            claims += _claims_in_quiz(text)
        else:
            claims += _DocumentClaims(text.display_path).read(text)
    return claims


def _claims_in(
    words: str, file: str, default_years: frozenset[int] = frozenset()
) -> Iterator[Claim]:
    """The claims of a paragraph. `default_years` are for numbers that have no years themselves."""
    words = without_ruby(words)
    paragraph_years = find_years(words) or default_years
    for sentence in _SENTENCE.findall(words):
        sentence_years = find_years(sentence) or paragraph_years
        excerpt = sentence.strip()[:60]
        for year, month, day in find_days(sentence):
            yield Claim(file, excerpt, f"{month}-{day}", DAY, frozenset({year}))
        rest = _COUNTED.sub("", _WHOLE_DAY.sub("", sentence))
        for month, day in _DAY_OF_YEAR.findall(rest):
            if sentence_years:
                yield Claim(file, excerpt, f"{month}-{day or 0}", DAY, sentence_years)
        rest = _DAY_OF_YEAR.sub("", rest)
        rest = _WESTERN.sub("", re.sub(r"(令和|平成|昭和)\d{1,2}(?:〜\d{1,2})?", "", rest))
        for amount, unit in find_amounts(rest):
            if unit or len(amount) > 1:  # a digit alone numbers a step
                yield Claim(file, excerpt, amount, unit, sentence_years)


class _DocumentClaims:
    """Reads a document in order. A table's numbers may have the years that were named before it."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.last_years: frozenset[int] = frozenset()

    def read(self, document: Document) -> Iterator[Claim]:
        for words in (document.values.get("title", ""), document.values.get("goal", "")):
            yield from _claims_in(without_ruby(words), self.file)
        yield from self._claims_in_pieces(document.text.pieces)

    def _claims_in_pieces(self, body: Iterable[pieces.Piece]) -> Iterator[Claim]:
        for piece in body:
            match piece:
                case pieces.Prose():
                    yield from self._claims_in_prose(piece)
                case pieces.Figure():
                    years = find_years(f"{piece.caption}{piece.source}")
                    if not piece.source.startswith(_OUR_OWN):
                        yield from _claims_in(piece.alt, self.file, years)
                        yield from _claims_in(piece.caption, self.file, years)
                    yield from _claims_in(piece.source, self.file)
                case pieces.Chart():
                    yield from self._claims_in_chart(piece)
                case pieces.Callout() if piece.kind not in _MADE_UP:
                    yield from self._claims_in_pieces(piece.pieces)
                case pieces.Choices():
                    yield from self._claims_in_pieces(piece.pieces)
                    for option in piece.options:
                        yield from self._claims_in_pieces(option.pieces)

    def _claims_in_chart(self, chart: pieces.Chart) -> Iterator[Claim]:
        chart_years = find_years(chart.title) or find_years(chart.source)
        yield from _claims_in(chart.title, self.file, chart_years)
        yield from _claims_in(chart.alt, self.file, chart_years)
        for point, *cells in chart.rows:
            for column, cell in zip(chart.columns[1:], cells, strict=True):
                years = find_years(point) or find_years(column) or chart_years
                yield Claim(self.file, f"{chart.title} {point}", cell, chart.unit, years)

    def _claims_in_prose(self, prose: pieces.Prose) -> Iterator[Claim]:
        table: list[list[str]] = []
        in_table = False
        for token in prose.tokens:
            if token.type == "table_open":
                in_table, table = True, []
            elif token.type == "table_close":
                in_table = False
                yield from self._claims_in_table(table)
            elif token.type == "tr_open":
                table.append([])
            elif token.type == "inline" and in_table:
                table[-1].append(without_ruby(token.content))
            elif token.type == "inline":
                yield from _claims_in(token.content, self.file)
                self.last_years = find_years(token.content) or self.last_years

    def _claims_in_table(self, table: list[list[str]]) -> Iterator[Claim]:
        headings, *rows = table
        for row in rows:
            row_years = frozenset[int]().union(*map(find_years, row))
            for heading, cell in zip(headings, row, strict=False):
                yield from _claims_in(
                    cell, self.file, row_years or find_years(heading) or self.last_years
                )


def _claims_in_quiz(quiz: QuizDocument) -> Iterator[Claim]:
    """The claims of prompts, explanations and right answers; a wrong answer states nothing."""
    right = {
        question["key"]: {choice["key"] for choice in question["choices"] if choice["correct"]}
        for question in quiz.questions
    }
    for key, question in quiz.texts.get("questions", {}).items():
        yield from _claims_in(question["prompt"], quiz.display_path)
        for choice, words in question["choices"].items():
            yield from _claims_in(words["explanation"], quiz.display_path)
            if choice in right.get(key, ()):
                years = find_years(question["prompt"])
                yield from _claims_in(words["text"], quiz.display_path, years)
                yield from _claims_in(
                    words.get("match", ""), quiz.display_path, find_years(words["text"]) or years
                )
