"""What pages read of a survey, in the reader's language."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.core.cache import caches

from core.japanese.ruby import without_ruby
from core.languages import SOURCE_LANGUAGE, TRANSLATIONS_SHOW_AFTER
from surveys.enums import SurveyKind
from surveys.models import Survey, SurveyText

if TYPE_CHECKING:
    from typing import Any


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
class SurveyPaper:
    """A survey as a reader sees it. `language` is that of the words: maybe a fallback."""

    survey_id: int
    track: str
    title: str
    language: str
    is_fallback: bool
    questions: tuple[SurveyQuestion, ...]


def current_survey(track: str) -> Survey | None:
    """What the track asks those who begin now."""
    return Survey.objects.filter(track=track, is_current=True).first()


def survey_paper(survey_id: int, language: str) -> SurveyPaper:
    """The survey in the language, else in Japanese. Raises Survey.DoesNotExist."""
    key = f"courses:survey:{survey_id}:{language}"
    found: SurveyPaper | None = caches["immutable"].get(key)
    if found is None:
        survey = Survey.objects.get(pk=survey_id)
        rows = SurveyText.objects.filter(survey=survey, language__in={language, SOURCE_LANGUAGE})
        texts = {text.language: text for text in rows}
        text = texts.get(language) or texts[SOURCE_LANGUAGE]
        found = _paper(survey, text, language)
        caches["immutable"].set(key, found, TRANSLATIONS_SHOW_AFTER)
    return found


def _paper(survey: Survey, text: SurveyText, language: str) -> SurveyPaper:
    words: dict[str, Any] = text.words["questions"]
    return SurveyPaper(
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
