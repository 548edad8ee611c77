"""What is wrong with a stored edition: its texts read and checked as the loader does with files."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from core.author_files.yaml_sections import Problem
from core.languages import reader_language
from courses.files.exporting import stored_files
from courses.files.loading import check_texts
from courses.files.reading import AnyPath, CourseReader, read_course
from courses.files.stored_path import StoredPath

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    from core.author_files.yaml_sections import Section
    from courses.files.documents import CourseSource, Document
    from courses.files.exporting import StoredFiles
    from courses.models import CourseEdition

    Reader = Callable[[Section, str], dict[str, Any]]


def edition_problems(
    edition: CourseEdition, *, changes: Mapping[str, str] | None = None
) -> list[Problem]:
    """What keeps an edition from being published, in the order of its files.

    `changes` are texts by path that have not been saved. A problem's file is the text's path in
    the course's folder, as `export_curriculum` would write it.
    """
    files = stored_files(edition)
    files.texts.update(changes or {})
    problems: list[Problem] = []
    problems += check_texts(_read(edition.course.slug, files, problems, unsaved=changes or {}))
    return sorted({_without_course(problem, edition.course.slug) for problem in problems})


def edition_source(edition: CourseEdition) -> CourseSource:
    """The edition as the loader reads it, its pictures' bytes included; problems are passed by."""
    files = stored_files(edition)
    contents = {path: text.encode() for path, text in files.texts.items()}
    for path, asset in files.figures.items():
        with asset.file.open("rb") as file:
            contents[path] = file.read()
    return read_course(_folder(edition.course.slug, contents), [])


def _read(
    slug: str, files: StoredFiles, problems: list[Problem], *, unsaved: Collection[str]
) -> CourseSource:
    contents = {path: text.encode() for path, text in files.texts.items()}
    contents |= dict.fromkeys(files.figures, b"")
    return _StoredReader(_folder(slug, contents), problems, unsaved).read()


def _folder(slug: str, contents: Mapping[str, bytes]) -> StoredPath:
    return StoredPath({f"{slug}/{path}": data for path, data in contents.items()}, slug)


def _without_course(problem: Problem, slug: str) -> Problem:
    prefix = f"{slug}/"
    return Problem(problem.file.removeprefix(prefix), problem.line, problem.reason)


class _StoredReader(CourseReader):
    """Reads what was read before from memory: a preview changes one text of a hundred.

    What is `unsaved` is not remembered: it changes with every key that is pressed.
    """

    def __init__(
        self, folder: StoredPath, problems: list[Problem], unsaved: Collection[str]
    ) -> None:
        super().__init__(folder, problems)
        self.unsaved = unsaved

    def _figure(self, path: AnyPath) -> bytes:
        return b""  # looked at when it was stored

    def _document(self, path: AnyPath, language: str, read: Reader) -> Document:
        if self._path(path) in self.unsaved:
            return super()._document(path, language, read)
        key = str(path), path.read_bytes(), language, read, reader_language()
        document, problems = _document(self.course.slug, *key)
        self.problems.extend(problems)
        return document


@lru_cache(maxsize=200)  # the texts of our largest course in its three languages
def _document(
    slug: str, path: str, data: bytes, language: str, read: Reader, _interface: str
) -> tuple[Document, tuple[Problem, ...]]:
    """A document, and what is wrong in it in the interface's language."""
    problems: list[Problem] = []
    files = {path: data}
    reader = CourseReader(StoredPath(files, slug), problems)
    return reader._document(StoredPath(files, path), language, read), tuple(problems)  # noqa: SLF001 - its own kind
