"""What pages read of a quiz: its words in the reader's language, and an attempt's result."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.core.cache import caches
from django.utils import translation
from django.utils.translation import gettext

from core.enums import TextState
from core.languages import SOURCE_LANGUAGE, TRANSLATIONS_SHOW_AFTER
from quizzes.enums import QuestionKind
from quizzes.grading import AnswerKey, split_pair
from quizzes.models import Attempt, Question, QuizText, QuizVersion
from quizzes.shuffling import shuffle_keys

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    from quizzes.grading import Grade


@dataclass(frozen=True, slots=True)
class ShownChoice:
    key: str
    text: str
    explanation: str
    is_correct: bool
    match: str = ""  # what belongs to it, in a matching


@dataclass(frozen=True, slots=True)
class ShownQuestion:
    """A question. `offered`: the keys of its choices as they are shown, of a matching its matches'.

    `choices` stand in the author's order, which of an ordering is the right one.
    """

    key: str
    number: int
    kind: str
    lesson: str  # slug of the lesson that teaches it
    prompt: str
    choices: tuple[ShownChoice, ...]
    offered: tuple[str, ...]

    def find_choice(self, key: str) -> ShownChoice:
        return next(choice for choice in self.choices if choice.key == key)

    @property
    def offered_choices(self) -> tuple[ShownChoice, ...]:
        return tuple(self.find_choice(key) for key in self.offered)

    @property
    def answer_key(self) -> AnswerKey:
        return AnswerKey(
            key=self.key,
            kind=self.kind,
            choices=tuple(choice.key for choice in self.choices),
            correct=frozenset(choice.key for choice in self.choices if choice.is_correct),
        )


@dataclass(frozen=True, slots=True)
class ShownQuiz:
    """A quiz version as a reader sees it. `language` is that of the words: maybe a fallback."""

    version_id: int
    quiz_key: str
    title: str
    pass_mark: int
    language: str
    is_fallback: bool
    questions: tuple[ShownQuestion, ...]

    @property
    def answer_keys(self) -> tuple[AnswerKey, ...]:
        return tuple(question.answer_key for question in self.questions)

    @property
    def needed_count(self) -> int:
        """How many questions must be right to pass."""
        return -(-self.pass_mark * len(self.questions) // 100)


def load_quiz(version_id: int, language: str) -> ShownQuiz:
    """The quiz version in the language, else in Japanese. Raises QuizVersion.DoesNotExist."""
    key = f"quizzes:quiz:{version_id}:{language}"
    quiz: ShownQuiz | None = caches["immutable"].get(key)
    if quiz is None:
        quiz = _read_quiz(version_id, language)
        caches["immutable"].set(key, quiz, TRANSLATIONS_SHOW_AFTER)
    return quiz


def _read_quiz(version_id: int, language: str) -> ShownQuiz:
    version = QuizVersion.objects.select_related("quiz").get(pk=version_id)
    texts = {
        text.language: text
        for text in QuizText.objects.filter(
            version=version, language__in={language, SOURCE_LANGUAGE}
        ).exclude(state=TextState.DRAFT)
    }
    text = texts.get(language) or texts[SOURCE_LANGUAGE]
    return ShownQuiz(
        version_id=version.pk,
        quiz_key=version.quiz.key,
        title=text.title,
        pass_mark=version.pass_mark,
        language=text.language,
        is_fallback=text.language != language,
        questions=tuple(
            build_question(number, question, text, seed=f"{version.quiz.key}:{question.key}")
            for number, question in enumerate(Question.objects.filter(version=version), start=1)
        ),
    )


def build_question(number: int, question: Question, text: QuizText, *, seed: str) -> ShownQuestion:
    question_text = text.questions[question.key]
    with translation.override(text.language):  # what the author doesn't write
        truths = {"true": gettext("正しい"), "false": gettext("正しくない")}

    def build_choice(key: str) -> ShownChoice:
        choice_text: Mapping[str, Any] = question_text["choices"][key]
        return ShownChoice(
            key=key,
            text=truths[key] if question.kind == QuestionKind.TRUEFALSE else choice_text["text"],
            explanation=choice_text["explanation"],
            is_correct=key in question.correct_keys,
            match=choice_text.get("match", ""),
        )

    is_shuffled = question.kind in {QuestionKind.ORDERING, QuestionKind.MATCHING}
    keys = tuple(question.choice_keys)
    return ShownQuestion(
        key=question.key,
        number=number,
        kind=question.kind,
        lesson=question.lesson,
        prompt=question_text["prompt"],
        choices=tuple(build_choice(key) for key in keys),
        offered=shuffle_keys(keys, seed=seed) if is_shuffled else keys,
    )


@dataclass(frozen=True, slots=True)
class Teaching:
    """The lesson that teaches what a question asks."""

    title: str
    url: str


@dataclass(frozen=True, slots=True)
class ChoiceResult:
    """A choice, and what was answered about it.

    `position` is its right place, `given_position` the one it was given (of an ordering, else 0);
    `given_match` the choice whose match it was given (of a matching, else None).
    """

    choice: ShownChoice
    is_chosen: bool
    is_right: bool
    position: int
    given_position: int = 0
    given_match: ShownChoice | None = None


@dataclass(frozen=True, slots=True)
class QuestionResult:
    question: ShownQuestion
    is_right: bool
    choices: tuple[ChoiceResult, ...]
    teaching: Teaching | None


def question_results(
    attempt: Attempt, quiz: ShownQuiz, grade: Grade, teachings: Mapping[str, Teaching]
) -> tuple[QuestionResult, ...]:
    """Question by question what was answered and what is right. `teachings`: by lesson slug."""
    return tuple(
        QuestionResult(
            question=question,
            is_right=question.key in grade.right,
            choices=_choice_results(question, attempt.answers.get(question.key, ())),
            teaching=teachings.get(question.lesson),
        )
        for question in quiz.questions
    )


def _choice_results(question: ShownQuestion, given: Sequence[str]) -> tuple[ChoiceResult, ...]:
    numbered = list(enumerate(question.choices, start=1))
    if question.kind == QuestionKind.ORDERING:
        positions = {key: number for number, key in enumerate(given, start=1)}
        return tuple(
            ChoiceResult(
                choice=choice,
                is_chosen=False,
                is_right=positions.get(choice.key) == position,
                position=position,
                given_position=positions.get(choice.key, 0),
            )
            for position, choice in numbered
        )
    if question.kind == QuestionKind.MATCHING:
        matches = dict(split_pair(answer) for answer in given)
        return tuple(
            ChoiceResult(
                choice=choice,
                is_chosen=False,
                is_right=matches.get(choice.key) == choice.key,
                position=position,
                given_match=question.find_choice(matches[choice.key]) if matches else None,
            )
            for position, choice in numbered
        )
    return tuple(
        ChoiceResult(
            choice=choice,
            is_chosen=choice.key in given,
            is_right=choice.is_correct == (choice.key in given),
            position=position,
        )
        for position, choice in numbered
    )
