"""A quiz that is still being written, as its readers will see it: nothing is stored."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from quizzes.models import Question, QuizText
from quizzes.queries import ShownQuiz, build_question

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


def build_draft_quiz(
    *,
    key: str,
    pass_mark: int,
    questions: Sequence[Mapping[str, Any]],
    text: Mapping[str, Any],
    language: str,
) -> ShownQuiz:
    """Build a quiz without a version from what `save_quiz_version` would take."""
    quiz_text = QuizText(language=language, title=text["title"], questions=text["questions"])
    return ShownQuiz(
        version_id=0,
        quiz_key=key,
        title=quiz_text.title,
        pass_mark=pass_mark,
        language=language,
        is_fallback=False,
        questions=tuple(
            build_question(
                number,
                _build_unsaved_question(question),
                quiz_text,
                seed=f"{key}:{question['key']}",
            )
            for number, question in enumerate(questions, start=1)
        ),
    )


def _build_unsaved_question(question: Mapping[str, Any]) -> Question:
    choices = question["choices"]
    return Question(
        key=question["key"],
        kind=question["kind"],
        lesson=question.get("lesson") or "",
        choice_keys=[choice["key"] for choice in choices],
        correct_keys=[choice["key"] for choice in choices if choice.get("correct")],
    )
