"""Check quizzes as paper asks them, and their answers with what every choice explains."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from core.japanese.ruby import without_ruby
from core.japanese.width import em_width
from quizzes.enums import QuestionKind

if TYPE_CHECKING:
    from quizzes.queries import ShownChoice, ShownQuestion, ShownQuiz

KANA_MARKS = "アイウエオカキクケコサシスセソタチツテト"
SHORT_EM = 15
LATIN_MARKS = "ABCDEFGHIJKLMNOPQRST"


@dataclass(frozen=True)
class PrintedChoice:
    """`mark`: how the answer names it; empty where the words themselves are the answer."""

    mark: str
    text: str
    explanation: str


@dataclass(frozen=True)
class Pair:
    """A row of a matching: an item, and another item's match beside it under its own mark."""

    item: str
    mark: str
    match: str


@dataclass(frozen=True)
class PrintedQuestion:
    """`choices` in the order asked, `explained` in the author's."""

    number: int
    kind: str
    prompt: str
    hint: str
    choices: tuple[PrintedChoice, ...]
    pairs: tuple[Pair, ...]
    answer: str
    explained: tuple[PrintedChoice, ...]

    @property
    def is_short(self) -> bool:
        """Whether two choices fit on a line of a page."""
        return all(em_width(without_ruby(each.text)) <= SHORT_EM for each in self.choices)


def printed_questions(quiz: ShownQuiz) -> tuple[PrintedQuestion, ...]:
    marks = LATIN_MARKS if quiz.language == "en" else KANA_MARKS
    return tuple(_printed(question, marks) for question in quiz.questions)


def _printed(question: ShownQuestion, marks: str) -> PrintedQuestion:
    offered = question.offered_choices
    mark = {choice.key: marks[place] for place, choice in enumerate(offered)}
    is_truth = question.kind == QuestionKind.TRUEFALSE
    is_matching = question.kind == QuestionKind.MATCHING

    def choice(of: ShownChoice) -> PrintedChoice:
        named = of.text if is_truth else mark[of.key]
        return PrintedChoice(named, of.text, of.explanation)

    return PrintedQuestion(
        number=question.number,
        kind=question.kind,
        prompt=question.prompt,
        hint=_hint(question.kind),
        choices=tuple(choice(each) for each in offered),
        pairs=tuple(
            Pair(item.text, mark[other.key], other.match)
            for item, other in zip(question.choices, offered, strict=True)
        )
        if is_matching
        else (),
        answer=_answer(question, mark),
        explained=tuple(choice(each) for each in question.choices),
    )


def _hint(kind: str) -> str:
    return {
        QuestionKind.MULTIPLE: _("（あてはまるものをすべて選びます）"),
        QuestionKind.TRUEFALSE: _("（正しいかどうかを選びます）"),
        QuestionKind.ORDERING: _("（順番を数字で書きます）"),
        QuestionKind.MATCHING: _("（合うものの記号を書きます）"),
    }.get(QuestionKind(kind), "")


def _answer(question: ShownQuestion, mark: dict[str, str]) -> str:
    if question.kind == QuestionKind.ORDERING:
        return " → ".join(mark[choice.key] for choice in question.choices)
    if question.kind == QuestionKind.MATCHING:
        return _("上から順に %(marks)s") % {
            "marks": "、".join(mark[choice.key] for choice in question.choices)
        }
    right = [choice for choice in question.choices if choice.is_correct]
    if question.kind == QuestionKind.TRUEFALSE:
        return right[0].text
    return "、".join(mark[choice.key] for choice in right)
