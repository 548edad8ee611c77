"""Texts in the wrong language's file: Japanese in an English file, and the reverse."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from core.author_files.yaml_sections import FileProblem
from core.japanese.kanji import JAPANESE_LETTER
from courses.files.documents import LANGUAGES, QuizDocument

if TYPE_CHECKING:
    from collections.abc import Iterator

    from courses.files.documents import CourseSource, Document

_LATIN = re.compile("[A-Za-z]")
# Directives' options and addresses are in Latin letters in every language.
_IGNORED = re.compile(r"\]\([^)\n]*\)|^:.*$", re.MULTILINE)
_FEWEST = 20  # letters by which a language can be told


def find_texts_in_wrong_language(course: CourseSource) -> Iterator[FileProblem]:
    """The texts that are not in the language of their file's name."""
    for language in LANGUAGES:
        for document in course.texts_in(language):
            words, line = _visible_words(document)
            japanese, latin = len(JAPANESE_LETTER.findall(words)), len(_LATIN.findall(words))
            if japanese + latin >= _FEWEST and (japanese > latin) != language.startswith("ja"):
                reason = _("ファイルの言語（%(language)s）の文章ではありません。")
                yield FileProblem(document.display_path, line, reason % {"language": language})


def _visible_words(document: Document | QuizDocument) -> tuple[str, int]:
    """The words that a reader sees, and the line where they begin."""
    if not isinstance(document, QuizDocument):
        return _IGNORED.sub("", document.body), document.front_matter.count("\n") + 3
    questions = document.texts.get("questions", {}).values()
    choices = (choice for question in questions for choice in question["choices"].values())
    words = [question["prompt"] for question in questions]
    return " ".join([*words, *(text for choice in choices for text in choice.values())]), 1
