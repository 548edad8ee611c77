"""What pages read of a survey: its questions in the reader's language, and what was answered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.core.cache import caches
from django.db.models import Sum

from core.japanese.ruby import without_ruby
from core.languages import SOURCE_LANGUAGE, TRANSLATIONS_SHOW_AFTER
from surveys.enums import AnswerSource, SurveyKind, SurveyScope
from surveys.models import Survey, SurveyCount, SurveySubmission, SurveyText

if TYPE_CHECKING:
    from typing import Any

    from surveys.models import SurveyRound

    # By moment, question and choice.
    Counts = dict[tuple[str, str, str], int]


@dataclass(frozen=True)
class SurveyChoice:
    """`text` may hold ruby; `face` names a drawing, if it has one."""

    key: str
    text: str
    is_correct: bool
    face: str

    @property
    def plain(self) -> str:
        return without_ruby(self.text)


@dataclass(frozen=True)
class SurveyQuestion:
    key: str
    number: int
    kind: str
    prompt: str
    choices: tuple[SurveyChoice, ...]

    @property
    def plain(self) -> str:
        return without_ruby(self.prompt)

    @property
    def is_knowledge(self) -> bool:
        return self.kind == SurveyKind.KNOWLEDGE


@dataclass(frozen=True)
class ShownSurvey:
    """A survey as a reader sees it. `language` is that of the words: maybe a fallback."""

    survey_id: int
    track: str
    title: str
    language: str
    is_fallback: bool
    questions: tuple[SurveyQuestion, ...]


def current_survey(track: str) -> Survey | None:
    """The survey that the track asks of people who begin now."""
    return Survey.objects.filter(track=track, is_current=True).first()


def load_survey(survey_id: int, language: str) -> ShownSurvey:
    """The survey in the language, else in Japanese. Raises Survey.DoesNotExist."""
    key = f"surveys:survey:{survey_id}:{language}"
    shown: ShownSurvey | None = caches["immutable"].get(key)
    if shown is None:
        survey = Survey.objects.get(pk=survey_id)
        rows = SurveyText.objects.filter(survey=survey, language__in={language, SOURCE_LANGUAGE})
        texts = {text.language: text for text in rows}
        text = texts.get(language) or texts[SOURCE_LANGUAGE]
        shown = _build_survey(survey, text, language)
        caches["immutable"].set(key, shown, TRANSLATIONS_SHOW_AFTER)
    return shown


def _build_survey(survey: Survey, text: SurveyText, language: str) -> ShownSurvey:
    words: dict[str, Any] = text.words["questions"]
    return ShownSurvey(
        survey_id=survey.pk,
        track=survey.track_id,
        title=text.words["title"],
        language=text.language,
        is_fallback=text.language != language,
        questions=tuple(
            SurveyQuestion(
                key=question["key"],
                number=number,
                kind=question["kind"],
                prompt=words[question["key"]]["prompt"],
                choices=tuple(
                    SurveyChoice(
                        key=choice["key"],
                        text=words[question["key"]]["choices"][choice["key"]],
                        is_correct=choice["is_correct"],
                        face=choice["face"],
                    )
                    for choice in question["choices"]
                ),
            )
            for number, question in enumerate(survey.questions, start=1)
        ),
    )


def round_counts(survey_round: SurveyRound) -> Counts:
    """The answers in the round, by pages and on paper together."""
    counts = SurveyCount.objects.filter(round=survey_round)
    totals = counts.values_list("moment", "question", "choice").annotate(total=Sum("number"))
    return {(moment, question, choice): total for moment, question, choice, total in totals}


def paper_counts(survey_round: SurveyRound, moment: str) -> dict[tuple[str, str], int]:
    """The numbers typed in from paper, by question and choice."""
    counts = SurveyCount.objects.filter(
        round=survey_round, moment=moment, source=AnswerSource.PAPER
    )
    return {
        (question, choice): number
        for question, choice, number in counts.values_list("question", "choice", "number")
    }


def submission_count(survey_round: SurveyRound, moment: str) -> int:
    """How many sheets came in by the page."""
    return SurveySubmission.objects.filter(round=survey_round, moment=moment).count()


def online_counts(survey_id: int, fiscal_year: int) -> Counts:
    """The answers given online in the fiscal year."""
    counts = SurveyCount.objects.filter(
        round__scope=SurveyScope.ONLINE,
        round__survey=survey_id,
        round__fiscal_year=fiscal_year,
    )
    return {
        (moment, question, choice): number
        for moment, question, choice, number in counts.values_list(
            "moment", "question", "choice", "number"
        )
    }
