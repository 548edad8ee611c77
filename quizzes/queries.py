"""What pages read of a quiz: the paper in the reader's language, and an attempt's result."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.core.cache import caches

from core.enums import TextState
from quizzes.grading import AnswerKey
from quizzes.models import Attempt, Question, QuizText, QuizVersion

if TYPE_CHECKING:
    from quizzes.grading import Grade

SOURCE_LANGUAGE = "ja"
# A version is frozen; its words in other languages may still come, as a lesson's do.
TRANSLATIONS_SHOW_AFTER = 300


@dataclass(frozen=True, slots=True)
class PaperChoice:
    key: str
    text: str
    explanation: str
    is_correct: bool


@dataclass(frozen=True, slots=True)
class PaperQuestion:
    key: str
    number: int
    kind: str
    lesson: str  # slug of the lesson that teaches it
    prompt: str
    choices: tuple[PaperChoice, ...]

    @property
    def answer_key(self) -> AnswerKey:
        return AnswerKey(
            key=self.key,
            kind=self.kind,
            choices=frozenset(choice.key for choice in self.choices),
            correct=frozenset(choice.key for choice in self.choices if choice.is_correct),
        )


@dataclass(frozen=True, slots=True)
class Paper:
    """A quiz version as a reader sees it. `language` is that of the words: maybe a fallback."""

    version_id: int
    quiz_key: str
    title: str
    pass_mark: int
    language: str
    is_fallback: bool
    questions: tuple[PaperQuestion, ...]

    @property
    def answer_keys(self) -> tuple[AnswerKey, ...]:
        return tuple(question.answer_key for question in self.questions)

    @property
    def needed_count(self) -> int:
        """How many questions must be right to pass."""
        return -(-self.pass_mark * len(self.questions) // 100)


def paper(version_id: int, language: str) -> Paper:
    """The quiz version in the language, else in Japanese. Raises QuizVersion.DoesNotExist."""
    key = f"quizzes:paper:{version_id}:{language}"
    found: Paper | None = caches["immutable"].get(key)
    if found is None:
        found = _paper(version_id, language)
        caches["immutable"].set(key, found, TRANSLATIONS_SHOW_AFTER)
    return found


def _paper(version_id: int, language: str) -> Paper:
    version = QuizVersion.objects.select_related("quiz").get(pk=version_id)
    texts = {
        text.language: text
        for text in QuizText.objects.filter(
            version=version, language__in={language, SOURCE_LANGUAGE}
        ).exclude(state=TextState.DRAFT)
    }
    text = texts.get(language) or texts[SOURCE_LANGUAGE]
    return Paper(
        version_id=version.pk,
        quiz_key=version.quiz.key,
        title=text.title,
        pass_mark=version.pass_mark,
        language=text.language,
        is_fallback=text.language != language,
        questions=tuple(
            _question(number, question, text)
            for number, question in enumerate(Question.objects.filter(version=version), start=1)
        ),
    )


def _question(number: int, question: Question, text: QuizText) -> PaperQuestion:
    words = text.questions[question.key]
    return PaperQuestion(
        key=question.key,
        number=number,
        kind=question.kind,
        lesson=question.lesson,
        prompt=words["prompt"],
        choices=tuple(
            PaperChoice(
                key=key,
                text=words["choices"][key]["text"],
                explanation=words["choices"][key]["explanation"],
                is_correct=key in question.correct_keys,
            )
            for key in question.choice_keys
        ),
    )


@dataclass(frozen=True, slots=True)
class ChoiceResult:
    choice: PaperChoice
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class QuestionResult:
    question: PaperQuestion
    is_right: bool
    choices: tuple[ChoiceResult, ...]


def results(attempt: Attempt, on: Paper, graded: Grade) -> tuple[QuestionResult, ...]:
    """Question by question what was chosen and what is right."""
    return tuple(
        QuestionResult(
            question=question,
            is_right=question.key in graded.right,
            choices=tuple(
                ChoiceResult(
                    choice=choice, is_chosen=choice.key in attempt.answers.get(question.key, ())
                )
                for choice in question.choices
            ),
        )
        for question in on.questions
    )
