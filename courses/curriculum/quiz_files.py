"""Reading check quizzes: structure and Japanese words, and translations under the same keys."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from core.sources import read_yaml
from courses.curriculum.sources import SOURCE_LANGUAGE, QuizDocument
from quizzes.enums import QuestionKind

if TYPE_CHECKING:
    from core.sources import Problem, Section

_KEY = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


def read_quiz(
    source: str, *, path: str, shown: str, language: str, problems: list[Problem]
) -> QuizDocument:
    quiz = QuizDocument(path=path, shown=shown, source=source, texts={})
    document = read_yaml(source, file=shown, problems=problems)
    if document is None:
        return quiz
    is_source = language == SOURCE_LANGUAGE
    document.refuse_others(
        ("title", "pass_mark", "questions") if is_source else ("title", "questions")
    )
    if is_source:
        quiz.pass_mark = document.whole_number("pass_mark", low=1, high=100)
    words: dict[str, Any] = {}
    quiz.texts = {"title": document.text("title", limit=200), "questions": words}
    for section in document.sections("questions"):
        key = _key(section, words)
        words[key] = _question_words(section, is_source=is_source)
        if is_source:
            quiz.questions.append(_question(section, key, quiz))
    return quiz


def _key(section: Section, seen: dict[str, Any]) -> str:
    key = section.text("key", limit=60)
    if key and not _KEY.fullmatch(key):
        section.report(
            _("キー「%(key)s」は半角の小文字と数字と「-」で書いてください。") % {"key": key}, "key"
        )
    if key in seen:
        section.report(_("キー「%(key)s」が二度使われています。") % {"key": key}, "key")
    return key


def _question_words(section: Section, *, is_source: bool) -> dict[str, Any]:
    section.refuse_others(
        ("key", "kind", "lesson", "prompt", "choices")
        if is_source
        else ("key", "prompt", "choices")
    )
    choices: dict[str, dict[str, str]] = {}
    for choice in section.sections("choices"):
        choice.refuse_others(
            ("key", "text", "correct", "explanation")
            if is_source
            else ("key", "text", "explanation")
        )
        choices[_key(choice, choices)] = {
            "text": choice.text("text"),
            "explanation": choice.text("explanation"),
        }
    return {"prompt": section.text("prompt"), "choices": choices}


def _question(section: Section, key: str, quiz: QuizDocument) -> dict[str, Any]:
    kind = section.one_of("kind", QuestionKind.values)
    lesson = section.text("lesson", required=False)
    if lesson:
        quiz.lesson_lines.append((lesson, section.line_of("lesson")))
    # Their own problems are reported where the words are read.
    choices: list[dict[str, Any]] = [
        {"key": choice.text("key", required=False), "correct": choice.flag("correct")}
        for choice in section.sections("choices", required=False)
    ]
    right = sum(choice["correct"] for choice in choices)
    if choices and len(choices) < 2:
        section.report(_("選択肢は二つ以上書いてください。"), "choices")
    elif choices and not right:
        section.report(_("正しい選択肢（correct: true）がありません。"), "choices")
    elif kind == QuestionKind.SINGLE and right > 1:
        section.report(
            _(
                "「kind: single」の正しい選択肢は一つだけです。"
                "いくつもあるときは multiple にします。"
            ),
            "choices",
        )
    return {"key": key, "kind": kind, "lesson": lesson, "choices": choices}
