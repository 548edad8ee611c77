"""Grading, without a database: a question counts when it is answered fully right.

An answer is a list of strings. Of `single`, `multiple` and `truefalse` the keys of what was chosen;
of `ordering` all keys in the order they were given; of `matching` a pair `<item>:<its match>` for
each item, a match being named by the key of the item it belongs to.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from quizzes.enums import QuestionKind

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    # `{question key: [answer, …]}`
    Answers = Mapping[str, Sequence[str]]

_ONE = frozenset({QuestionKind.SINGLE, QuestionKind.TRUEFALSE})


class AnswersInvalidError(ValueError):
    """Answers that the form could not have sent: an unknown question or choice, two for one."""


@dataclass(frozen=True, slots=True)
class AnswerKey:
    """A question's kind, its choices in the author's order, and which of them are right."""

    key: str
    kind: str
    choices: tuple[str, ...]
    correct: frozenset[str]

    def is_right(self, given: Sequence[str]) -> bool:
        """Whether the answer is fully right. Only of an ordering does the sequence matter."""
        if self.kind == QuestionKind.ORDERING:
            return tuple(given) == self.choices
        if self.kind == QuestionKind.MATCHING:
            return set(given) == {join_pair(choice, choice) for choice in self.choices}
        return set(given) == self.correct


@dataclass(frozen=True, slots=True)
class Grade:
    right: frozenset[str]  # the keys of the questions answered fully right
    question_count: int
    is_passed: bool

    @property
    def correct_count(self) -> int:
        return len(self.right)


def join_pair(item: str, match: str) -> str:
    return f"{item}:{match}"


def split_pair(answer: str) -> tuple[str, str]:
    """Reverse `join_pair`; keys hold no colon."""
    item, _colon, match = answer.partition(":")
    return item, match


def grade_answers(questions: Sequence[AnswerKey], answers: Answers, pass_mark: int) -> Grade:
    """Grade the answers; what is not answered is wrong. Passed at `pass_mark` percent or more.

    Raises AnswersInvalidError.
    """
    by_key = {question.key: question for question in questions}
    for key, given in answers.items():
        if key not in by_key:
            raise AnswersInvalidError(f"unknown question {key!r}")
        if given:
            _validate_answer(by_key[key], given)
    right = frozenset(
        question.key for question in questions if question.is_right(answers.get(question.key, ()))
    )
    # Whole numbers: four of five is 80 percent, not 79.99….
    is_passed = len(right) * 100 >= pass_mark * len(questions)
    return Grade(right=right, question_count=len(questions), is_passed=is_passed)


def _validate_answer(question: AnswerKey, given: Sequence[str]) -> None:
    columns: list[Sequence[str]] = [given]
    if question.kind == QuestionKind.MATCHING:
        pairs = [split_pair(answer) for answer in given]
        columns = [[item for item, _match in pairs], [match for _item, match in pairs]]
    for keys in columns:
        if len(set(keys)) != len(keys) or not set(keys) <= set(question.choices):
            raise AnswersInvalidError(f"{question.key}: not among its choices")
    if question.kind in _ONE and len(given) > 1:
        raise AnswersInvalidError(f"{question.key}: takes one choice")
    is_whole = question.kind in {QuestionKind.ORDERING, QuestionKind.MATCHING}
    if is_whole and len(given) != len(question.choices):
        raise AnswersInvalidError(f"{question.key}: leaves some out")
