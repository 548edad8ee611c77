"""Grading, without a database: a question counts when it is answered fully right."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from quizzes.enums import QuestionKind

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    # `{question key: [choice key, …]}`
    Answers = Mapping[str, Sequence[str]]


class AnswersInvalidError(ValueError):
    """Answers that the form could not have sent: an unknown question or choice, two for one."""


@dataclass(frozen=True, slots=True)
class AnswerKey:
    """A question's kind, its choices, and which of them are right."""

    key: str
    kind: str
    choices: frozenset[str]
    correct: frozenset[str]


@dataclass(frozen=True, slots=True)
class Grade:
    right: frozenset[str]  # the keys of the questions answered fully right
    question_count: int
    is_passed: bool

    @property
    def correct_count(self) -> int:
        return len(self.right)


def grade(questions: Sequence[AnswerKey], answers: Answers, pass_mark: int) -> Grade:
    """Grade the answers; what is not answered is wrong. Passed at `pass_mark` percent or more.

    Raises AnswersInvalidError.
    """
    known = {question.key: question for question in questions}
    for key, chosen in answers.items():
        if key not in known:
            raise AnswersInvalidError(f"unknown question {key!r}")
        _validate(known[key], chosen)
    right = frozenset(
        question.key
        for question in questions
        if frozenset(answers.get(question.key, ())) == question.correct
    )
    # Whole numbers: four of five is 80 percent, not 79.99….
    is_passed = len(right) * 100 >= pass_mark * len(questions)
    return Grade(right=right, question_count=len(questions), is_passed=is_passed)


def _validate(question: AnswerKey, chosen: Sequence[str]) -> None:
    if len(set(chosen)) != len(chosen) or not set(chosen) <= question.choices:
        raise AnswersInvalidError(f"{question.key}: not among its choices")
    if question.kind == QuestionKind.SINGLE and len(chosen) > 1:
        raise AnswersInvalidError(f"{question.key}: takes one choice")
