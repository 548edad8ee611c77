"""Checking a stored edition: its texts are read and checked as the loader does with files."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from core.author_files.yaml_sections import FileProblem
from core.languages import reader_language
from courses.files.exporting import stored_files
from courses.files.loading import find_problems
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
) -> list[FileProblem]:
    """Everything that keeps an edition from being published, in the order of its files.

    `changes` are texts by path that have not been saved. A problem's file is the text's path in
    the course's folder, as `export_curriculum` would write it.
    """
    files = stored_files(edition)
    files.texts.update(changes or {})
    slug = edition.course.slug
    problems: list[FileProblem] = []
    problems += find_problems(_read_without_pictures(slug, files, problems, unsaved=changes or {}))
    return sorted({_within_course(problem, slug) for problem in problems})


def read_edition(edition: CourseEdition) -> CourseSource:
    """The edition as the loader reads it, with the pictures' bytes. Ignores problems."""
    files = stored_files(edition)
    contents = {path: text.encode() for path, text in files.texts.items()}
    for path, asset in files.figures.items():
        with asset.file.open("rb") as file:
            contents[path] = file.read()
    return read_course(_course_folder(edition.course.slug, contents), [])


def _read_without_pictures(
    slug: str, files: StoredFiles, problems: list[FileProblem], *, unsaved: Collection[str]
) -> CourseSource:
    contents = {path: text.encode() for path, text in files.texts.items()}
    contents |= dict.fromkeys(files.figures, b"")
    return _StoredReader(_course_folder(slug, contents), problems, unsaved).read()


def _course_folder(slug: str, contents: Mapping[str, bytes]) -> StoredPath:
    return StoredPath({f"{slug}/{path}": data for path, data in contents.items()}, slug)


def _within_course(problem: FileProblem, slug: str) -> FileProblem:
    """The problem with its file's path in the course's folder."""
    prefix = f"{slug}/"
    return FileProblem(problem.file.removeprefix(prefix), problem.line, problem.reason)


class _StoredReader(CourseReader):
    """Caches the documents it has read, because a preview changes one text of a hundred.

    Texts that are `unsaved` are not cached: they change with every key that is pressed.
    """

    def __init__(
        self, folder: StoredPath, problems: list[FileProblem], unsaved: Collection[str]
    ) -> None:
        super().__init__(folder, problems)
        self.unsaved = unsaved

    def _read_figure(self, path: AnyPath) -> bytes:
        return b""  # a picture was checked when it was stored

    def _read_document(self, path: AnyPath, language: str, read: Reader) -> Document:
        if self._path_in_course(path) in self.unsaved:
            return super()._read_document(path, language, read)
        key = str(path), path.read_bytes(), language, read, reader_language()
        document, problems = _read_document(self.course.slug, *key)
        self.problems.extend(problems)
        return document


@lru_cache(maxsize=200)  # the texts of our largest course in its three languages
def _read_document(
    slug: str, path: str, data: bytes, language: str, read: Reader, _interface: str
) -> tuple[Document, tuple[FileProblem, ...]]:
    """The document and its problems, which are worded in the language of the interface."""
    problems: list[FileProblem] = []
    files = {path: data}
    reader = CourseReader(StoredPath(files, slug), problems)
    return reader._read_document(StoredPath(files, path), language, read), tuple(problems)  # noqa: SLF001 - its own kind
