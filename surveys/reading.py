"""Reading the authors' surveys, with everything wrong in them by file and line."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from core.author_files.fields import read_key, read_words
from core.author_files.yaml_sections import FileProblem, read_text, read_yaml
from core.languages import EASY_JAPANESE, SOURCE_LANGUAGE
from courses.files.documents import LANGUAGES
from courses.files.furigana import find_unread_kanji_in_yaml
from courses.files.question_labels import missing_and_extra_keys, question_labels
from courses.tracks import TRACK_NAMES, is_for_children
from surveys.enums import SurveyKind

if TYPE_CHECKING:
    from pathlib import Path

    from core.author_files.yaml_sections import Section

FACES = ("glad", "smile", "thinking", "calm")
# Kanji beyond this school year have ruby in what children read.
KIDS_GRADE = 4
_FILE = re.compile(r"(?P<track>[a-z0-9-]+)\.(?P<language>[a-z]+(?:-[a-z]+)?)\.yaml")
_KEY_LIMIT, _WORDS_LIMIT = 40, 200
_SHOWN = frozenset({"title", "prompt", "text"})
_MOST_KNOWLEDGE = 3
_CHOICES = {SurveyKind.KNOWLEDGE: range(2, 6), SurveyKind.INTENTION: range(4, 6)}


@dataclass(slots=True)
class AuthoredSurvey:
    """A track's survey: structure from the Japanese file, words by language."""

    track: str
    questions: list[dict[str, Any]] = field(default_factory=list)
    words: dict[str, dict[str, Any]] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)  # name in problems, by language

    @property
    def digest(self) -> str:
        """Digest of all that gives an answer its meaning."""
        meaning = [self.questions, self.words[SOURCE_LANGUAGE]]
        text = json.dumps(meaning, ensure_ascii=False, sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()


@dataclass(slots=True)
class SurveyFiles:
    """By track. With `problems` nothing may be saved."""

    surveys: dict[str, AuthoredSurvey] = field(default_factory=dict)
    problems: list[FileProblem] = field(default_factory=list)


def read_surveys(folder: Path, *, shown_as: str) -> SurveyFiles:
    """The surveys in the folder. `shown_as`: the folder's name in problems."""
    files = SurveyFiles()
    for path in sorted(folder.iterdir()):
        if path.name.startswith("."):
            continue
        file = f"{shown_as}/{path.name}"
        match = _FILE.fullmatch(path.name)
        if match is None or match["track"] not in TRACK_NAMES or match["language"] not in LANGUAGES:
            reason = _("ファイルの名前は「トラック.言語.yaml」（例：supporter.ja.yaml）にします。")
            files.problems.append(FileProblem(file, 1, reason))
            continue
        survey = files.surveys.setdefault(match["track"], AuthoredSurvey(match["track"]))
        survey.files[match["language"]] = file
        source = read_text(path.read_bytes(), file=file, problems=files.problems)
        if source is not None:
            _read_file(survey, match["language"], source, file, files.problems)
    for survey in files.surveys.values():
        _check_translations(survey, files.problems)
    return files


def _read_file(
    survey: AuthoredSurvey, language: str, source: str, file: str, problems: list[FileProblem]
) -> None:
    document = read_yaml(source, file=file, problems=problems)
    if document is None:
        return
    is_source = language == SOURCE_LANGUAGE
    document.refuse_others(("title", "questions"))
    words: dict[str, dict[str, Any]] = {}
    survey.words[language] = {
        "title": read_words(document, "title", limit=_WORDS_LIMIT),
        "questions": words,
    }
    for section in document.sections("questions"):
        section.refuse_others(
            ("key", "kind", "prompt", "choices") if is_source else ("key", "prompt", "choices")
        )
        key = read_key(section, words, limit=_KEY_LIMIT)
        words[key] = {"prompt": read_words(section, "prompt", limit=_WORDS_LIMIT), "choices": {}}
        choices = [
            _read_choice(choice, words[key]["choices"], is_source=is_source)
            for choice in section.sections("choices")
        ]
        if is_source:
            kind = section.one_of("kind", SurveyKind.values)
            _check_choices(section, kind, choices)
            survey.questions.append({"key": key, "kind": kind, "choices": choices})
    if is_source:
        _check_questions(document, survey)
    if language == EASY_JAPANESE:
        problems += find_unread_kanji_in_yaml(source, file=file, grade=0, keys=_SHOWN)
    elif is_source and is_for_children(survey.track):
        problems += find_unread_kanji_in_yaml(source, file=file, grade=KIDS_GRADE, keys=_SHOWN)


def _read_choice(section: Section, texts: dict[str, str], *, is_source: bool) -> dict[str, Any]:
    section.refuse_others(("key", "text", "correct", "face") if is_source else ("key", "text"))
    key = read_key(section, texts, limit=_KEY_LIMIT)
    texts[key] = read_words(section, "text", limit=_WORDS_LIMIT)
    return {
        "key": key,
        "is_correct": section.flag("correct"),
        "face": section.one_of("face", FACES, default=""),
    }


def _check_choices(section: Section, kind: str, choices: list[dict[str, Any]]) -> None:
    right = sum(choice["is_correct"] for choice in choices)
    allowed = _CHOICES.get(SurveyKind(kind)) if kind in SurveyKind.values else None
    if allowed and choices and len(choices) not in allowed:
        section.report(
            _("「kind: %(kind)s」の選択肢は%(low)dから%(high)dまでにしてください。")
            % {"kind": kind, "low": allowed[0], "high": allowed[-1]},
            "choices",
        )
    if kind == SurveyKind.KNOWLEDGE and right != 1:
        section.report(
            _("「kind: knowledge」には、正しい選択肢（correct: true）を一つだけ置いてください。"),
            "choices",
        )
    if kind == SurveyKind.INTENTION and right:
        section.report(
            _("「kind: intention」に正解はありません。correct を消してください。"), "choices"
        )


def _check_questions(document: Section, survey: AuthoredSurvey) -> None:
    kinds = [question["kind"] for question in survey.questions]
    if not 1 <= kinds.count(SurveyKind.KNOWLEDGE) <= _MOST_KNOWLEDGE:
        document.report(
            _("知識の質問（kind: knowledge）は一つから三つまでにしてください。"), "questions"
        )
    if kinds.count(SurveyKind.INTENTION) != 1:
        document.report(_("気持ちの質問（kind: intention）を一つ置いてください。"), "questions")


def _check_translations(survey: AuthoredSurvey, problems: list[FileProblem]) -> None:
    """Report translations that ask less or more than the Japanese file."""
    source = survey.words.get(SOURCE_LANGUAGE)
    for language, file in survey.files.items():
        if SOURCE_LANGUAGE not in survey.files:
            problems.append(FileProblem(file, 1, _("もとになる日本語のファイルがありません。")))
        elif source and language != SOURCE_LANGUAGE and language in survey.words:
            asked = question_labels(source["questions"])
            translated = question_labels(survey.words[language]["questions"])
            problems += (
                FileProblem(file, line, reason)
                for line, reason in missing_and_extra_keys(asked, translated)
            )
