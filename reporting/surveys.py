"""What people answered before and after, for those who did not ask: small cells hidden."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.core.cache import cache
from django.utils import timezone

from reporting.disclosure import hidden_cells
from reporting.queries import COUNTRY, FRESH_SECONDS, NO_PLACE
from surveys.comparing import compare_counts
from surveys.queries import current_survey, load_survey, online_counts
from trainings.surveys.queries import survey_counts_by_prefecture

if TYPE_CHECKING:
    from datetime import datetime

    from surveys.comparing import QuestionTable

ONLINE = "online"
ALL = ""  # the choice that stands for all of a question's answers

# Place, moment, question, choice.
AnswerCell = tuple[str, str, str, str]


@dataclass(frozen=True)
class SurveyTable:
    """Answers to a track's current questions in a fiscal year, as published: small cells hidden.

    The same cells are hidden in every view and file made of one table.
    """

    fiscal_year: int
    track: str
    survey_id: int
    as_of: datetime
    figures: dict[AnswerCell, int | None]

    def question_tables(self, place: str, language: str) -> list[QuestionTable]:
        figures = {cell[1:]: value for cell, value in self.figures.items() if cell[0] == place}
        return compare_counts(load_survey(self.survey_id, language), figures, totals=figures)


def survey_table(*, fiscal_year: int, track: str) -> SurveyTable | None:
    """None for a track that asks no questions."""
    survey = current_survey(track)
    if survey is None:
        return None
    key = f"reporting-surveys-{fiscal_year}-{survey.pk}"
    table: SurveyTable | None = cache.get(key)
    if table is None:
        values = _cell_values(survey.pk, fiscal_year)
        hidden = hidden_cells(values, _known_sums(values)) if values else set()
        figures = {cell: None if cell in hidden else value for cell, value in values.items()}
        table = SurveyTable(fiscal_year, track, survey.pk, timezone.now(), figures)
        cache.set(key, table, FRESH_SECONDS)
    return table


def _cell_values(survey_id: int, fiscal_year: int) -> Counter[AnswerCell]:
    """Every place's own answers, the country's, and how many answered each question."""
    values: Counter[AnswerCell] = Counter()
    answers = {
        (ONLINE, *answer): number
        for answer, number in online_counts(survey_id, fiscal_year).items()
    }
    by_prefecture = survey_counts_by_prefecture(survey_id, fiscal_year)
    for (prefecture, moment, question, choice), number in by_prefecture.items():
        answers[prefecture or NO_PLACE, moment, question, choice] = number
    for (place, moment, question, choice), number in answers.items():
        if number:
            for where in (place, COUNTRY):
                values[where, moment, question, choice] += number
                values[where, moment, question, ALL] += number
    return values


def _known_sums(values: Counter[AnswerCell]) -> list[tuple[AnswerCell, list[AnswerCell]]]:
    """The sums that a reader may use: choices add up to who answered, places to the country."""
    by_question: dict[AnswerCell, list[AnswerCell]] = defaultdict(list)
    by_place: dict[AnswerCell, list[AnswerCell]] = defaultdict(list)
    # Sorted, so that every process hides the same cells.
    for cell in sorted(values):
        place, moment, question, choice = cell
        if choice != ALL:
            by_question[place, moment, question, ALL].append(cell)
        if place != COUNTRY:
            by_place[COUNTRY, moment, question, choice].append(cell)
    return [*by_question.items(), *by_place.items()]
