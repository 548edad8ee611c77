"""What the authors' files hold, once read."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.conf import settings

from core.languages import SOURCE_LANGUAGE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from content.rendering.pieces import Text
    from core.author_files.yaml_sections import Problem

LANGUAGES = tuple(code for code, _name in settings.LANGUAGES)
_TRANSLATED = "|".join(re.escape(code) for code in LANGUAGES if code != SOURCE_LANGUAGE)
_TRANSLATION = re.compile(rf".+\.(?:{_TRANSLATED})\.(?:md|yaml|svg|png|jpg|webp)")

_SAID_ONCE = frozenset({"minutes", "is_reference"})


def is_translation(path: str) -> bool:
    """Whether a file of a course holds a translation, which publishing does not freeze."""
    return _TRANSLATION.fullmatch(path) is not None


def digest(data: str | bytes) -> str:
    return hashlib.sha256(data.encode() if isinstance(data, str) else data).hexdigest()


@dataclass(slots=True)
class Document:
    """A Markdown file: front matter as written, what it says, and the text after it.

    `path` is the file's path in its course's folder, `shown` its name in problems.
    """

    path: str
    shown: str
    front_matter: str
    body: str
    values: dict[str, Any]
    text: Text

    @property
    def digest(self) -> str:
        return digest_of_words(self.values, self.body)


def digest_of_words(values: dict[str, Any], body: str) -> str:
    """The digest of what is translated: not of the layout, nor of what holds in every language."""
    words = {name: each for name, each in values.items() if name not in _SAID_ONCE}
    return digest(json.dumps([words, body], ensure_ascii=False, sort_keys=True))


def document_text(front_matter: str, body: str) -> str:
    return f"---\n{front_matter}---\n{body}"


@dataclass(slots=True)
class QuizDocument:
    """A quiz file in one language. `texts`: as `quizzes.services.save_quiz_version` takes them.

    `pass_mark` and `questions` stand in the Japanese file alone.
    """

    path: str
    shown: str
    source: str
    texts: dict[str, Any]
    pass_mark: int = 0
    questions: list[dict[str, Any]] = field(default_factory=list)
    lesson_lines: list[tuple[str, int]] = field(default_factory=list)

    @property
    def digest(self) -> str:
        return digest(self.source)


@dataclass(slots=True)
class LessonSource:
    slug: str
    position: int
    documents: dict[str, Document] = field(default_factory=dict)  # by language


@dataclass(slots=True)
class ChapterSource:
    slug: str
    position: int
    documents: dict[str, Document] = field(default_factory=dict)
    lessons: dict[str, LessonSource] = field(default_factory=dict)  # by slug, in reading order
    quizzes: dict[str, dict[str, QuizDocument]] = field(default_factory=dict)  # stem, language
    figures: dict[str, bytes] = field(default_factory=dict)

    @property
    def folder(self) -> str:
        return numbered(self.position, self.slug)


@dataclass(slots=True)
class CourseSource:
    """A course's folder, called `shown` in problems. `files`: digests of all its files by path."""

    slug: str
    shown: str
    source: str = ""
    values: dict[str, Any] = field(default_factory=dict)  # of course.yaml
    documents: dict[str, Document] = field(default_factory=dict)
    guides: dict[str, Document] = field(default_factory=dict)  # the teacher's, by language
    chapters: dict[str, ChapterSource] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)

    @property
    def number(self) -> int:
        return int(self.values["number"])

    def texts_in(self, language: str) -> Iterator[Document | QuizDocument]:
        """The texts in a language, but for the teacher's guide."""
        texts: list[dict[str, Document] | dict[str, QuizDocument]] = [self.documents]
        for chapter in self.chapters.values():
            texts += [chapter.documents, *(lesson.documents for lesson in chapter.lessons.values())]
            texts += chapter.quizzes.values()
        return (each[language] for each in texts if language in each)


@dataclass(slots=True)
class Curriculum:
    courses: list[CourseSource] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def numbered(position: int, slug: str) -> str:
    """The name of a chapter's folder or a lesson's file: position, then slug."""
    return f"{position:02d}-{slug}"
