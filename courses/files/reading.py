"""Reading the folders of courses: every file, with every mistake in it by its line."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from content.pictures import UnsafePictureError
from content.rendering.parsing import parse_text
from content.rendering.pieces import ParsedText
from content.services import inspect_picture
from core.addresses import SLUG, SLUG_PATTERN
from core.author_files.yaml_sections import FileProblem, Section, read_text, read_yaml
from core.languages import SOURCE_LANGUAGE
from courses.files import front_matter
from courses.files.documents import (
    LANGUAGES,
    ChapterSource,
    CourseSource,
    Curriculum,
    Document,
    LessonSource,
    hex_digest,
)
from courses.files.quiz_files import read_quiz
from courses.files.stored_path import StoredPath

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

_NUMBERED = re.compile(rf"(?P<position>\d{{2}})-(?P<slug>{SLUG_PATTERN})", re.ASCII)
_DOCUMENT = re.compile(r"(?P<stem>[^.]+)\.(?P<language>[^.]+)\.md")
_QUIZ = re.compile(rf"(?P<stem>{SLUG_PATTERN})\.quiz\.(?P<language>[^.]+)\.yaml")
_FIGURE = re.compile(rf"{SLUG_PATTERN}(?:\.(?P<language>[^.]+))?\.(?:svg|png|jpg|webp)")
_FRONT_MATTER = re.compile(r"---\n(?P<values>(?:.*\n)*?)---(?:\n|\Z)")

_LIMITS = {"chapter": 60, "lesson": 80}

AnyPath = Path | StoredPath


def read_courses(root: Path) -> Curriculum:
    """Read every course folder under the root."""
    curriculum = Curriculum()
    if not root.is_dir():
        curriculum.problems.append(FileProblem(relative_path(root), 1, _("フォルダがありません。")))
        return curriculum
    for folder in _entries(root):
        if not folder.is_dir() or not SLUG.fullmatch(folder.name):
            curriculum.problems.append(
                FileProblem(
                    relative_path(folder),
                    1,
                    _("講座のフォルダではありません。名前は半角の小文字と数字と「-」です。"),
                )
            )
            continue
        curriculum.courses.append(read_course(folder, curriculum.problems))
    if not curriculum.courses and not curriculum.problems:
        curriculum.problems.append(
            FileProblem(relative_path(root), 1, _("講座のフォルダがありません。"))
        )
    return curriculum


def read_course(folder: AnyPath, problems: list[FileProblem]) -> CourseSource:
    """Read one course's folder; mistakes are added to `problems`."""
    return CourseReader(folder, problems).read()


def relative_path(path: AnyPath) -> str:
    """The path as a person at the command line would write it: relative, if it can be."""
    if isinstance(path, StoredPath):
        return str(path)
    try:
        return str(path.resolve().relative_to(Path.cwd()))
    except ValueError:
        return str(path)


def _entries(folder: AnyPath) -> list[Any]:
    return sorted(path for path in folder.iterdir() if not path.name.startswith("."))


class CourseReader:
    def __init__(self, folder: AnyPath, problems: list[FileProblem]) -> None:
        self.folder = folder
        self.problems = problems
        self.course = CourseSource(slug=folder.name, display_path=relative_path(folder))

    def report(self, path: AnyPath, reason: str, line: int = 1) -> None:
        self.problems.append(FileProblem(relative_path(path), line, reason))

    def read(self) -> CourseSource:
        if len(self.course.slug) > 60:
            self.report(self.folder, _("フォルダの名前が長すぎます。"))
        for path in _entries(self.folder):
            if path.is_dir():
                self._read_chapter(path)
            elif path.name == "course.yaml":
                self._read_course_file(path)
            else:
                self._read_course_text(path)
        self._require(self.course.source, self.folder / "course.yaml")
        self._require(
            SOURCE_LANGUAGE in self.course.documents,
            self.folder / f"course.{SOURCE_LANGUAGE}.md",
        )
        if not self.course.chapters:
            self.report(self.folder, _("章のフォルダ（01-… など）がありません。"))
        if SOURCE_LANGUAGE not in self.course.guides:
            for guide in self.course.guides.values():
                self.problems.append(
                    FileProblem(
                        guide.display_path, 1, _("もとになる日本語のファイルがありません。")
                    )
                )
        self._refuse_duplicates(self.course.chapters.values(), self.folder)
        return self.course

    def _require(self, content: object, path: AnyPath) -> None:
        """Report a file of which nothing was read because it does not exist."""
        if not content and not path.exists():
            self.report(path, _("ファイルがありません。"))

    def _refuse_duplicates(
        self, parts: Iterable[ChapterSource | LessonSource], folder: AnyPath
    ) -> None:
        positions: set[int] = set()
        for part in parts:
            if part.position in positions:
                self.report(
                    folder,
                    _("番号 %(position)02d が二度使われています。") % {"position": part.position},
                )
            positions.add(part.position)

    # Files ------------------------------------------------------------------------------------

    def _read_text(self, path: AnyPath) -> str | None:
        """Read the file's text and keep its digest. Returns None if it is not a valid text."""
        data = path.read_bytes()
        self.course.files[self._path_in_course(path)] = hex_digest(data)
        return read_text(data, file=relative_path(path), problems=self.problems)

    def _refuse_name(self, path: AnyPath) -> None:
        self.report(path, _("この名前のファイルやフォルダは、ここに置けません。"))

    def _is_known_language(self, path: AnyPath, language: str) -> bool:
        if language in LANGUAGES:
            return True
        self.report(
            path,
            _("言語「%(language)s」は使えません。使える言語：%(known)s")
            % {"language": language, "known": "、".join(LANGUAGES)},
        )
        return False

    def _read_document(
        self,
        path: AnyPath,
        language: str,
        read: Callable[[Section, str], dict[str, Any]],
    ) -> Document:
        text = self._read_text(path)
        name = relative_path(path)
        document = Document(self._path_in_course(path), name, "", "", {}, ParsedText())
        if text is None:
            return document
        match = _FRONT_MATTER.match(text)
        if match is None:
            self.report(path, _("先頭に「---」の行で囲んだ項目（title など）を書いてください。"))
            return document
        document.front_matter, document.body = match["values"], text[match.end() :]
        section = read_yaml(document.front_matter, file=name, problems=self.problems, offset=1)
        if section is not None:
            document.values = read(section, language)
        document.text = parse_text(
            document.body, file=name, offset=text.count("\n", 0, match.end())
        )
        self.problems.extend(document.text.problems)
        return document

    # Course, chapters, lessons ----------------------------------------------------------------

    def _read_course_file(self, path: AnyPath) -> None:
        self.course.source = self._read_text(path) or ""
        section = read_yaml(self.course.source, file=relative_path(path), problems=self.problems)
        if section is not None:
            self.course.values = front_matter.read_course_file(section)

    def _read_course_text(self, path: AnyPath) -> None:
        match = _DOCUMENT.fullmatch(path.name)
        if match is None or match["stem"] not in {"course", "guide"}:
            self._refuse_name(path)
        elif not self._is_known_language(path, match["language"]):
            return
        elif match["stem"] == "guide":
            self.course.guides[match["language"]] = self._read_document(
                path, match["language"], front_matter.read_guide_text
            )
        else:
            self.course.documents[match["language"]] = self._read_document(
                path, match["language"], front_matter.read_course_text
            )

    def _read_chapter(self, folder: AnyPath) -> None:
        match = _NUMBERED.fullmatch(folder.name)
        if match is None or len(match["slug"]) > _LIMITS["chapter"]:
            self.report(folder, _("章のフォルダは「01-短い名前」（半角）の形にしてください。"))
            return
        chapter = ChapterSource(match["slug"], int(match["position"]))
        if chapter.slug in self.course.chapters:
            self.report(
                folder, _("章の名前「%(slug)s」が二度使われています。") % {"slug": chapter.slug}
            )
        self.course.chapters[chapter.slug] = chapter
        for path in _entries(folder):
            if path.is_dir():
                self._read_figures(path, chapter)
            elif quiz := _QUIZ.fullmatch(path.name):
                self._read_quiz(path, chapter, quiz["stem"], quiz["language"])
            elif document := _DOCUMENT.fullmatch(path.name):
                self._read_chapter_document(path, chapter, document["stem"], document["language"])
            else:
                self._refuse_name(path)
        self._check_chapter(folder, chapter)

    def _check_chapter(self, folder: AnyPath, chapter: ChapterSource) -> None:
        self._require(
            SOURCE_LANGUAGE in chapter.documents, folder / f"chapter.{SOURCE_LANGUAGE}.md"
        )
        if not chapter.lessons:
            self.report(folder, _("レッスンのファイル（01-….ja.md など）がありません。"))
        self._refuse_duplicates(chapter.lessons.values(), folder)
        for lesson in chapter.lessons.values():
            if SOURCE_LANGUAGE not in lesson.documents:
                for document in lesson.documents.values():
                    self.problems.append(
                        FileProblem(
                            document.display_path, 1, _("もとになる日本語のファイルがありません。")
                        )
                    )
        for quizzes in chapter.quizzes.values():
            if SOURCE_LANGUAGE not in quizzes:
                for quiz in quizzes.values():
                    self.problems.append(
                        FileProblem(
                            quiz.display_path, 1, _("もとになる日本語のファイルがありません。")
                        )
                    )

    def _read_chapter_document(
        self, path: AnyPath, chapter: ChapterSource, stem: str, language: str
    ) -> None:
        if not self._is_known_language(path, language):
            return
        if stem == "chapter":
            chapter.documents[language] = self._read_document(
                path, language, front_matter.read_chapter_text
            )
            return
        match = _NUMBERED.fullmatch(stem)
        if match is None or len(match["slug"]) > _LIMITS["lesson"]:
            self.report(
                path, _("レッスンのファイルは「01-短い名前.ja.md」（半角）の形にしてください。")
            )
            return
        position = int(match["position"])
        lesson = chapter.lessons.setdefault(match["slug"], LessonSource(match["slug"], position))
        if lesson.position != position:
            self.report(
                path, _("レッスンの名前「%(slug)s」が二度使われています。") % {"slug": lesson.slug}
            )
            return
        lesson.documents[language] = self._read_document(
            path, language, front_matter.read_lesson_text
        )

    def _read_quiz(self, path: AnyPath, chapter: ChapterSource, stem: str, language: str) -> None:
        if self._is_known_language(path, language):
            chapter.quizzes.setdefault(stem, {})[language] = read_quiz(
                self._read_text(path) or "",
                path=self._path_in_course(path),
                display_path=relative_path(path),
                language=language,
                problems=self.problems,
            )

    def _read_figures(self, folder: AnyPath, chapter: ChapterSource) -> None:
        if folder.name != "figures":
            self._refuse_name(folder)
            return
        for path in _entries(folder):
            match = _FIGURE.fullmatch(path.name)
            if match is None or path.is_dir() or len(path.name) > 100:
                self._refuse_name(path)
                continue
            if match["language"] and not self._is_known_language(path, match["language"]):
                continue
            chapter.figures[path.name] = self._read_figure(path)

    def _read_figure(self, path: AnyPath) -> bytes:
        data = path.read_bytes()
        self.course.files[self._path_in_course(path)] = hex_digest(data)
        try:
            inspect_picture(data, name=path.name)
        except UnsafePictureError as error:
            self.report(path, error.reason, error.line)
        return data

    def _path_in_course(self, path: AnyPath) -> str:
        path_of_either_kind: Any = path  # the folder is of the same kind
        return str(path_of_either_kind.relative_to(self.folder).as_posix())
