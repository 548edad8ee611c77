"""What writes quizzes: a new version from the author's files, an attempt from a learner's form."""

from __future__ import annotations

import hashlib
import json
import uuid
from typing import TYPE_CHECKING, Any

from django.db import transaction

from core.enums import TextState
from core.japanese.ruby import without_ruby
from core.languages import SOURCE_LANGUAGE
from quizzes.enums import CHOICE_COUNTS, TRUTHS, QuestionKind
from quizzes.grading import AnswersInvalidError, grade_answers
from quizzes.models import Attempt, Question, Quiz, QuizText, QuizVersion

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from accounts.models import Learner
    from quizzes.grading import Answers
    from quizzes.queries import ShownQuiz


class QuizInvalidError(ValueError):
    """A quiz that could never be answered fully right, or whose words don't fit its structure."""


@transaction.atomic
def save_quiz_version(
    *,
    key: str,
    pass_mark: int,
    questions: Sequence[Mapping[str, Any]],
    texts: Mapping[str, Mapping[str, Any]],
) -> QuizVersion:
    """The version of the quiz `key` with this structure and these Japanese words.

    `questions`: `[{"key", "kind", "lesson", "choices": [{"key", "correct"}]}]`, the choices of an
    ordering in the right order, and all of an ordering or a matching correct; `texts`: `{language:
    {"title", "questions": {key: {"prompt", "choices": {key: {"text", "explanation"}}}}}}`, of a
    matching with "match" in every choice. The same structure and Japanese text always give the same
    version, so loading twice changes nothing; words in other languages are added or replaced.

    Raises QuizInvalidError.
    """
    structure = [_question_structure(question) for question in questions]
    _validate_quiz(structure, pass_mark, texts)
    digest = _quiz_digest(pass_mark, structure, texts[SOURCE_LANGUAGE])
    quiz, _created = Quiz.objects.get_or_create(key=key)
    quiz = Quiz.objects.select_for_update(no_key=True).get(pk=quiz.pk)
    version = quiz.versions.filter(digest=digest).first()
    if version is None:
        version = _create_version(quiz, digest, pass_mark, structure)
    for language, text in texts.items():
        QuizText.objects.update_or_create(
            version=version,
            language=language,
            defaults={
                "title": text["title"],
                "questions": text["questions"],
                "state": TextState.PUBLISHED,
                "source_digest": digest,
            },
        )
    return version


def _create_version(
    quiz: Quiz, digest: str, pass_mark: int, structure: list[dict[str, Any]]
) -> QuizVersion:
    last = quiz.versions.order_by("-number").first()
    version = QuizVersion.objects.create(
        quiz=quiz, number=last.number + 1 if last else 1, digest=digest, pass_mark=pass_mark
    )
    Question.objects.bulk_create(
        Question(
            version=version,
            key=question["key"],
            position=position,
            kind=question["kind"],
            lesson=question["lesson"],
            choice_keys=[choice["key"] for choice in question["choices"]],
            correct_keys=[choice["key"] for choice in question["choices"] if choice["correct"]],
        )
        for position, question in enumerate(structure, start=1)
    )
    return version


@transaction.atomic
def record_attempt(
    *, learner: Learner, quiz: ShownQuiz, submission_key: uuid.UUID, answers: Answers
) -> tuple[Attempt, bool]:
    """Grade and store the answers; returns the attempt and whether it is new.

    The same form with the same answers sent twice is one attempt. The same form with other
    answers (gone back in the browser, and tried again) is another.

    Raises AnswersInvalidError for answers the form could not have sent, or missing ones.
    """
    grade = grade_answers(quiz.answer_keys, answers, quiz.pass_mark)
    if any(not answers.get(question.key) for question in quiz.questions):
        raise AnswersInvalidError("a question is not answered")
    given = {question.key: list(answers[question.key]) for question in quiz.questions}
    key = uuid.uuid5(submission_key, json.dumps(given, sort_keys=True))
    return Attempt.objects.get_or_create(
        learner=learner,
        submission_key=key,
        defaults={
            "version_id": quiz.version_id,
            "answers": given,
            "correct_count": grade.correct_count,
            "question_count": grade.question_count,
            "is_passed": grade.is_passed,
        },
    )


def move_attempts(*, source: Learner, target: Learner) -> None:
    """Give `source`'s attempts to `target`, who turned out to be the same person."""
    sent_by_both = Attempt.objects.of(target).values("submission_key")
    Attempt.objects.of(source).exclude(submission_key__in=sent_by_both).update(learner=target)


def _question_structure(question: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "key": question["key"],
        "kind": question["kind"],
        "lesson": question.get("lesson") or "",
        "choices": [
            {"key": choice["key"], "correct": bool(choice.get("correct"))}
            for choice in question["choices"]
        ],
    }


def _quiz_digest(
    pass_mark: int, structure: list[dict[str, Any]], source_text: Mapping[str, Any]
) -> str:
    canonical = json.dumps([pass_mark, structure, source_text], ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(canonical.encode()).hexdigest()


def _validate_quiz(
    structure: list[dict[str, Any]], pass_mark: int, texts: Mapping[str, Mapping[str, Any]]
) -> None:
    if not 0 <= pass_mark <= 100:
        raise QuizInvalidError(f"pass_mark {pass_mark} is not a percentage")
    if not structure:
        raise QuizInvalidError("no questions")
    if SOURCE_LANGUAGE not in texts:
        raise QuizInvalidError("no Japanese text")
    _refuse_duplicates((question["key"] for question in structure), "questions")
    for question in structure:
        _validate_choices(question)
    expected = {
        question["key"]: {choice["key"] for choice in question["choices"]} for question in structure
    }
    for language, text in texts.items():
        keys = {key: set(question["choices"]) for key, question in text["questions"].items()}
        if keys != expected:
            raise QuizInvalidError(f"{language}: questions or choices differ from the structure")
        for question in structure:
            _validate_words(question, text["questions"][question["key"]]["choices"], language)


def _validate_choices(question: Mapping[str, Any]) -> None:
    key, kind = question["key"], question["kind"]
    if kind not in QuestionKind.values:
        raise QuizInvalidError(f"{key}: unknown kind {kind!r}")
    keys = [choice["key"] for choice in question["choices"]]
    _refuse_duplicates(keys, f"{key}: choices")
    least, most = CHOICE_COUNTS[kind]
    if not least <= len(keys) <= most:
        raise QuizInvalidError(f"{key}: takes {least} to {most} choices")
    if kind == QuestionKind.TRUEFALSE and tuple(keys) != TRUTHS:
        raise QuizInvalidError(f"{key}: its choices are true and false")
    right = sum(choice["correct"] for choice in question["choices"])
    if right < 1:
        raise QuizInvalidError(f"{key}: no choice is correct")
    if kind in {QuestionKind.SINGLE, QuestionKind.TRUEFALSE} and right != 1:
        raise QuizInvalidError(f"{key}: exactly one choice is correct")
    if kind in {QuestionKind.ORDERING, QuestionKind.MATCHING} and right != len(keys):
        raise QuizInvalidError(f"{key}: every choice has its place")


def _validate_words(
    question: Mapping[str, Any], choices: Mapping[str, Mapping[str, str]], language: str
) -> None:
    """Refuse choices that read the same: they could not be told apart."""
    where = f"{language}: {question['key']}"
    if question["kind"] in {QuestionKind.ORDERING, QuestionKind.MATCHING}:
        _refuse_duplicates((without_ruby(choice["text"]) for choice in choices.values()), where)
    if question["kind"] == QuestionKind.MATCHING:
        _refuse_duplicates((without_ruby(choice["match"]) for choice in choices.values()), where)


def _refuse_duplicates(keys: Iterable[str], where: str) -> None:
    seen: set[str] = set()
    for key in keys:
        if key in seen:
            raise QuizInvalidError(f"{where}: {key!r} stands twice")
        seen.add(key)
