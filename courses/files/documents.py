"""The authors' files, once they are read."""

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

    from content.rendering.pieces import ParsedText
    from core.author_files.yaml_sections import FileProblem

LANGUAGES = tuple(code for code, _name in settings.LANGUAGES)
_TRANSLATED = "|".join(re.escape(code) for code in LANGUAGES if code != SOURCE_LANGUAGE)
_TRANSLATION = re.compile(rf".+\.(?:{_TRANSLATED})\.(?:md|yaml|svg|png|jpg|webp)")

# What the Japanese file says for every language.
_SAID_ONCE = frozenset({"minutes", "is_reference"})


def is_translation(path: str) -> bool:
    """Whether a file of a course is a translation, which publishing does not freeze."""
    return _TRANSLATION.fullmatch(path) is not None


def hex_digest(data: str | bytes) -> str:
    return hashlib.sha256(data.encode() if isinstance(data, str) else data).hexdigest()


@dataclass(slots=True)
class Document:
    """A Markdown file: its front matter as written and as values, and the text after it.

    `path` is the file's path in its course's folder, `display_path` its name in problems.
    """

    path: str
    display_path: str
    front_matter: str
    body: str
    values: dict[str, Any]
    text: ParsedText

    @property
    def digest(self) -> str:
        return digest_translatable(self.values, self.body)


def digest_translatable(values: dict[str, Any], body: str) -> str:
    """The digest of what is translated, without layout and without what holds in every language."""
    translatable = {name: value for name, value in values.items() if name not in _SAID_ONCE}
    return hex_digest(json.dumps([translatable, body], ensure_ascii=False, sort_keys=True))


def join_document(front_matter: str, body: str) -> str:
    return f"---\n{front_matter}---\n{body}"


@dataclass(slots=True)
class QuizDocument:
    """A quiz file in one language.

    `texts` is what `quizzes.services.save_quiz_version` takes. `pass_mark` and `questions` are in
    the Japanese file alone.
    """

    path: str
    display_path: str
    source: str
    texts: dict[str, Any]
    pass_mark: int = 0
    questions: list[dict[str, Any]] = field(default_factory=list)
    lesson_lines: list[tuple[str, int]] = field(default_factory=list)

    @property
    def digest(self) -> str:
        return hex_digest(self.source)


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
        return numbered_name(self.position, self.slug)


@dataclass(slots=True)
class CourseSource:
    """A course's folder, called `display_path` in problems.

    `files` are the digests of all its files by path.
    """

    slug: str
    display_path: str
    source: str = ""
    values: dict[str, Any] = field(default_factory=dict)  # those of course.yaml
    documents: dict[str, Document] = field(default_factory=dict)
    guides: dict[str, Document] = field(default_factory=dict)  # for teachers, by language
    chapters: dict[str, ChapterSource] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)

    @property
    def number(self) -> int:
        return int(self.values["number"])

    def texts_in(self, language: str) -> Iterator[Document | QuizDocument]:
        """The texts in a language, without the teacher's guide."""
        texts: list[dict[str, Document] | dict[str, QuizDocument]] = [self.documents]
        for chapter in self.chapters.values():
            texts += [chapter.documents, *(lesson.documents for lesson in chapter.lessons.values())]
            texts += chapter.quizzes.values()
        return (by_language[language] for by_language in texts if language in by_language)


@dataclass(slots=True)
class Curriculum:
    courses: list[CourseSource] = field(default_factory=list)
    problems: list[FileProblem] = field(default_factory=list)


def numbered_name(position: int, slug: str) -> str:
    """The name of a chapter's folder or a lesson's file: position, then slug."""
    return f"{position:02d}-{slug}"
