"""Before beside after: counts as they are, shares made of them when shown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from surveys.enums import SurveyMoment

if TYPE_CHECKING:
    from collections.abc import Mapping

    from surveys.queries import ShownSurvey, SurveyChoice, SurveyQuestion

    # (moment, question, choice) → how many; None stands for a hidden one.
    Counts = Mapping[tuple[str, str, str], int | None]


@dataclass(frozen=True)
class Cell:
    """How many of `total` people. `number` and `total` are None where they are hidden."""

    number: int | None
    total: int | None

    @property
    def percent(self) -> int | None:
        """In whole percent, a half rounded up; None of nobody or where something is hidden."""
        if self.number is None or not self.total:
            return None
        return (200 * self.number + self.total) // (2 * self.total)


@dataclass(frozen=True)
class ChoiceRow:
    choice: SurveyChoice
    before: Cell
    after: Cell


@dataclass(frozen=True)
class QuestionTable:
    """A question's rows, and how many answered it before and after."""

    question: SurveyQuestion
    rows: tuple[ChoiceRow, ...]
    before: int | None
    after: int | None


def compare_counts(
    survey: ShownSurvey, counts: Counts, totals: Counts | None = None
) -> list[QuestionTable]:
    """Build a table for each question.

    The totals are the sums of `counts` unless given (by `(moment, question, "")`), as they must be
    where counts are hidden.
    """
    return [_question_table(question, counts, totals) for question in survey.questions]


def _question_table(
    question: SurveyQuestion, counts: Counts, totals: Counts | None
) -> QuestionTable:
    def count_people(moment: str) -> int | None:
        if totals is not None:
            return totals.get((moment, question.key, ""), 0)
        return sum(
            counts.get((moment, question.key, choice.key)) or 0 for choice in question.choices
        )

    before, after = count_people(SurveyMoment.BEFORE), count_people(SurveyMoment.AFTER)

    def build_cell(moment: str, choice: str, people: int | None) -> Cell:
        return Cell(counts.get((moment, question.key, choice), 0), people)

    return QuestionTable(
        question=question,
        rows=tuple(
            ChoiceRow(
                choice=choice,
                before=build_cell(SurveyMoment.BEFORE, choice.key, before),
                after=build_cell(SurveyMoment.AFTER, choice.key, after),
            )
            for choice in question.choices
        ),
        before=before,
        after=after,
    )
