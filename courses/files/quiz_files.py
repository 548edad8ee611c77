"""Reading check quizzes: their structure and Japanese words, or a translation of the words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from core.author_files.fields import read_key, read_words
from core.author_files.yaml_sections import read_yaml
from core.japanese.ruby import without_ruby
from core.languages import SOURCE_LANGUAGE
from courses.files.documents import QuizDocument
from quizzes.enums import CHOICE_COUNTS, TRUTHS, QuestionKind

if TYPE_CHECKING:
    from core.author_files.yaml_sections import FileProblem, Section

_KEY_LIMIT = 60
_ALL_CORRECT = frozenset({QuestionKind.ORDERING, QuestionKind.MATCHING})


def read_quiz(
    source: str, *, path: str, display_path: str, language: str, problems: list[FileProblem]
) -> QuizDocument:
    """Read a quiz file; mistakes are added to `problems`."""
    quiz = QuizDocument(path=path, display_path=display_path, source=source, texts={})
    document = read_yaml(source, file=display_path, problems=problems)
    if document is None:
        return quiz
    is_source = language == SOURCE_LANGUAGE
    document.refuse_others(
        ("title", "pass_mark", "questions") if is_source else ("title", "questions")
    )
    if is_source:
        quiz.pass_mark = document.whole_number("pass_mark", low=1, high=100)
    words: dict[str, Any] = {}
    quiz.texts = {"title": read_words(document, "title", limit=200), "questions": words}
    for section in document.sections("questions"):
        key = read_key(section, words, limit=_KEY_LIMIT)
        kind = section.one_of("kind", QuestionKind.values) if is_source else _guess_kind(section)
        words[key] = _read_words_of_question(section, kind, is_source=is_source)
        if is_source:
            quiz.questions.append(_read_question(section, key, kind, quiz))
    return quiz


def _guess_kind(section: Section) -> str:
    """The kind that a translated question looks like. `checking` compares it with the Japanese."""
    if "explanation" in section:
        return QuestionKind.TRUEFALSE
    if any("match" in choice for choice in section.sections("choices", required=False)):
        return QuestionKind.MATCHING
    return QuestionKind.SINGLE


def _read_words_of_question(section: Section, kind: str, *, is_source: bool) -> dict[str, Any]:
    structure = ("kind", "lesson") if is_source else ()
    if kind == QuestionKind.TRUEFALSE:
        answer = ("answer",) if is_source else ()
        section.refuse_others(("key", *structure, "prompt", *answer, "explanation"))
        choices = _read_truths(section)
    else:
        section.refuse_others(("key", *structure, "prompt", "choices"))
        choices = _read_choices(section, kind, is_source=is_source)
    return {"prompt": read_words(section, "prompt"), "choices": choices}


def _read_truths(section: Section) -> dict[str, dict[str, str]]:
    explanation = section.section("explanation")
    if explanation is None:
        return {}
    explanation.refuse_others(TRUTHS)
    return {key: {"text": "", "explanation": read_words(explanation, key)} for key in TRUTHS}


def _read_choices(section: Section, kind: str, *, is_source: bool) -> dict[str, dict[str, str]]:
    names = ["text"]
    if kind == QuestionKind.MATCHING:
        names.append("match")
    correct = ["correct"] if is_source and kind not in _ALL_CORRECT else []
    choices: dict[str, dict[str, str]] = {}
    seen: dict[str, set[str]] = {name: set() for name in names}
    for choice in section.sections("choices"):
        choice.refuse_others(("key", *names, *correct, "explanation"))
        words = {name: read_words(choice, name) for name in (*names, "explanation")}
        choices[read_key(choice, choices, limit=_KEY_LIMIT)] = words
        for name, texts in seen.items():
            plain = without_ruby(words[name])
            if plain and plain in texts:
                choice.report(
                    _("「%(text)s」が二度書かれています。見分けられません。") % {"text": plain},
                    name,
                )
            texts.add(plain)
    return choices


def _read_question(section: Section, key: str, kind: str, quiz: QuizDocument) -> dict[str, Any]:
    lesson = section.text("lesson", required=False)
    if lesson:
        quiz.lesson_lines.append((lesson, section.line_of("lesson")))
    if kind == QuestionKind.TRUEFALSE:
        if "answer" not in section:
            section.report(_("「%(key)s」がありません。") % {"key": "answer"})
        right = str(section.flag("answer")).lower()
        choices = [{"key": truth, "correct": truth == right} for truth in TRUTHS]
    else:
        choices = _read_choice_keys(section, kind)
    return {"key": key, "kind": kind, "lesson": lesson, "choices": choices}


def _read_choice_keys(section: Section, kind: str) -> list[dict[str, Any]]:
    """The keys of the choices, and which are correct. `_read_choices` checks their words."""
    choices: list[dict[str, Any]] = [
        {
            "key": choice.text("key", required=False),
            "correct": kind in _ALL_CORRECT or choice.flag("correct"),
        }
        for choice in section.sections("choices", required=False)
    ]
    if not choices:
        return choices
    least, most = CHOICE_COUNTS.get(kind, (2, 20))
    right = sum(choice["correct"] for choice in choices)
    if not least <= len(choices) <= most:
        section.report(
            _("「kind: %(kind)s」の選択肢は%(least)dから%(most)dまでです。")
            % {"kind": kind, "least": least, "most": most},
            "choices",
        )
    elif not right:
        section.report(_("正しい選択肢（correct: true）がありません。"), "choices")
    elif kind == QuestionKind.SINGLE and right > 1:
        section.report(
            _(
                "「kind: single」の正しい選択肢は一つだけです。"
                "いくつもあるときは multiple にします。"
            ),
            "choices",
        )
    return choices
