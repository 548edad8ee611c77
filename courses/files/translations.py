"""Text in another language's file: Japanese where English should stand, and the reverse."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from core.author_files.yaml_sections import Problem
from core.japanese.kanji import JAPANESE_LETTER
from courses.files.documents import LANGUAGES, QuizDocument

if TYPE_CHECKING:
    from collections.abc import Iterator

    from courses.files.documents import CourseSource, Document

_LATIN = re.compile("[A-Za-z]")
# Names, options and addresses are Latin in every language.
_UNREAD = re.compile(r"\]\([^)\n]*\)|^:.*$", re.MULTILINE)
_FEWEST = 20  # letters that tell a language


def check_tongues(course: CourseSource) -> Iterator[Problem]:
    """The texts that are written in another language than their file says."""
    for language in LANGUAGES:
        for document in course.texts_in(language):
            words, line = _words(document)
            japanese, latin = len(JAPANESE_LETTER.findall(words)), len(_LATIN.findall(words))
            if japanese + latin >= _FEWEST and (japanese > latin) != language.startswith("ja"):
                reason = _("ファイルの言語（%(language)s）の文章ではありません。")
                yield Problem(document.shown, line, reason % {"language": language})


def _words(document: Document | QuizDocument) -> tuple[str, int]:
    """What is read of a text, and where it begins."""
    if not isinstance(document, QuizDocument):
        return _UNREAD.sub("", document.body), document.front_matter.count("\n") + 3
    questions = document.texts.get("questions", {}).values()
    choices = (choice for question in questions for choice in question["choices"].values())
    words = [question["prompt"] for question in questions]
    return " ".join([*words, *(text for choice in choices for text in choice.values())]), 1
