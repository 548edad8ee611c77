"""Writing an edition of the database as the authors' files, equal to those that were loaded."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import yaml
from django.utils import translation

from core.author_files.yaml_sections import Section, read_yaml
from core.languages import SOURCE_LANGUAGE
from courses.files import front_matter
from courses.files.documents import digest_translatable, hex_digest, join_document, numbered_name
from courses.models import (
    Chapter,
    ChapterFigure,
    ChapterText,
    Course,
    EditionText,
    GuideText,
    Lesson,
    LessonText,
    QuizSource,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from content.models import MediaAsset
    from core.author_files.yaml_sections import FileProblem
    from courses.models import CourseEdition


@dataclass(slots=True)
class StoredFiles:
    """An edition's texts and pictures, by path in the course's folder."""

    texts: dict[str, str] = field(default_factory=dict)
    figures: dict[str, MediaAsset] = field(default_factory=dict)

    def digests(self) -> dict[str, str]:
        return {path: hex_digest(text) for path, text in self.texts.items()} | {
            path: asset.digest for path, asset in self.figures.items()
        }

    def version(self) -> str:
        """A digest of all files, to tell later whether any has changed."""
        digests = sorted(self.digests().items())
        return hex_digest("\n".join(f"{path} {digest}" for path, digest in digests))


def export_courses(root: Path) -> tuple[list[Path], list[Path]]:
    """Write the newest edition of every course under the root.

    Returns the files that changed, and the files in those courses' folders that belong to no
    edition (they are left alone).
    """
    changed: list[Path] = []
    written: set[Path] = set()
    folders: list[Path] = []
    for course in Course.objects.prefetch_related("editions"):
        edition = max(course.editions.all(), key=lambda edition: edition.number, default=None)
        if edition is None:
            continue
        stored = stored_files(edition)
        contents = {path: text.encode() for path, text in stored.texts.items()}
        for path, asset in stored.figures.items():
            with asset.file.open("rb") as file:
                contents[path] = file.read()
        folders.append(root / course.slug)
        for path, data in contents.items():
            target = root / course.slug / path
            written.add(target)
            if not target.is_file() or target.read_bytes() != data:
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(data)
                changed.append(target)
    others = [
        path
        for folder in folders
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path not in written and not path.name.startswith(".")
    ]
    return changed, others


def stored_files(edition: CourseEdition) -> StoredFiles:
    """The files of an edition, from the database."""
    files = StoredFiles()
    texts = list(EditionText.objects.filter(edition=edition).order_by("language"))
    files.texts["course.yaml"] = _course_file(edition, texts)
    for text in texts:
        files.texts[f"course.{text.language}.md"] = text_file(text)
    for guide in GuideText.objects.filter(edition=edition):
        files.texts[guide_path(guide.language)] = text_file(guide)
    _add_chapters(files, edition)
    _add_lessons(files, edition)
    for quiz in QuizSource.objects.filter(chapter__edition=edition).select_related("chapter"):
        files.texts[quiz_path(quiz.chapter, quiz.stem, quiz.language)] = quiz.source
    for figure in ChapterFigure.objects.filter(chapter__edition=edition).select_related(
        "chapter", "asset"
    ):
        files.figures[figure_path(figure.chapter, figure.name)] = figure.asset
    return files


def _folder(chapter: Chapter) -> str:
    return numbered_name(chapter.position, chapter.slug)


def _add_chapters(files: StoredFiles, edition: CourseEdition) -> None:
    for text in ChapterText.objects.filter(chapter__edition=edition).select_related("chapter"):
        files.texts[chapter_path(text.chapter, text.language)] = text_file(text)


def _add_lessons(files: StoredFiles, edition: CourseEdition) -> None:
    for text in (
        LessonText.objects.filter(lesson__chapter__edition=edition)
        .select_related("lesson__chapter")
        .defer("blocks")
    ):
        files.texts[lesson_path(text.lesson, text.language)] = text_file(text)


def course_path(language: str) -> str:
    return f"course.{language}.md"


def guide_path(language: str) -> str:
    return f"guide.{language}.md"


def chapter_path(chapter: Chapter, language: str) -> str:
    return f"{_folder(chapter)}/chapter.{language}.md"


def lesson_path(lesson: Lesson, language: str) -> str:
    return f"{_folder(lesson.chapter)}/{numbered_name(lesson.position, lesson.slug)}.{language}.md"


def quiz_path(chapter: Chapter, stem: str, language: str) -> str:
    return f"{_folder(chapter)}/{stem}.quiz.{language}.yaml"


def figure_path(chapter: Chapter, name: str) -> str:
    return f"{_folder(chapter)}/figures/{name}"


def text_file(text: EditionText | GuideText | ChapterText | LessonText) -> str:
    """The file of a text: front matter in its author's layout, then the Markdown."""
    return join_document(front_matter_of(text), text.source)


def translatable_digest(
    text: EditionText | GuideText | ChapterText | LessonText | QuizSource,
) -> str:
    """The digest of what is translated, a course's label too, as `Document.digest` has it."""
    if isinstance(text, QuizSource):
        return hex_digest(text.source)
    label = {"label": text.written("label")} if isinstance(text, EditionText) else {}
    return digest_translatable(text_values(text) | label, text.source)


def front_matter_of(text: EditionText | GuideText | ChapterText | LessonText) -> str:
    """The front matter in its author's layout, or a new one if that is out of date."""
    values = text_values(text)
    read = _READERS[type(text)]

    def is_current(section: Section) -> bool:
        return read(section, text.language) == values

    return _keep_layout(text.front_matter, values, is_current)


def text_values(text: EditionText | GuideText | ChapterText | LessonText) -> dict[str, Any]:
    """The values of a text's front matter, as `front_matter.read_*` gives them."""
    is_source = text.language == SOURCE_LANGUAGE
    match text:
        case EditionText():
            return {name: text.written(name) for name in ("title", "summary")}
        case GuideText():
            return {"title": text.written("title")}
        case ChapterText():
            reference = {"is_reference": text.chapter.is_reference} if is_source else {}
            return {name: text.written(name) for name in ("title", "goal")} | reference
        case LessonText():
            minutes = {"minutes": text.lesson.minutes} if is_source else {}
            return {"title": text.written("title"), "sources": text.sources} | minutes


_READERS: dict[type, Callable[[Section, str], dict[str, Any]]] = {
    EditionText: front_matter.read_course_text,
    GuideText: front_matter.read_guide_text,
    ChapterText: front_matter.read_chapter_text,
    LessonText: front_matter.read_lesson_text,
}


def _course_file(edition: CourseEdition, texts: list[EditionText]) -> str:
    labels = {text.language: text.written("label") for text in texts}
    structure: dict[str, Any] = {
        "track": edition.course.track_id,
        "position": edition.course.position,
        "kanji_grade": edition.kanji_grade,
        "number": edition.number,
    }

    def is_current(section: Section) -> bool:
        values = front_matter.read_course_file(section)
        written_labels = values.pop("labels")
        return values == structure and all(
            written_labels.get(language, written_labels.get(SOURCE_LANGUAGE)) == label
            for language, label in labels.items()
        )

    document = {
        "track": structure["track"],
        "position": structure["position"],
        "kanji_grade": structure["kanji_grade"],
        "edition": {"number": structure["number"], "label": labels},
    }
    return _keep_layout(edition.source, document, is_current)


def _keep_layout(layout: str, values: dict[str, Any], is_current: Callable[[Section], bool]) -> str:
    """The author's YAML while it still says what the database says, else YAML of the values."""
    problems: list[FileProblem] = []
    with translation.override(SOURCE_LANGUAGE):
        section = read_yaml(layout, file="", problems=problems)
        if section is not None and is_current(section) and not problems:
            return layout
    kept = {key: value for key, value in values.items() if value not in ([], False, None)}
    if "sources" in kept:  # jsonb does not keep the order of keys
        order = ("title", "publisher", "year", "url")
        kept["sources"] = [
            {key: source[key] for key in order if key in source} for source in kept["sources"]
        ]
    return yaml.safe_dump(kept, allow_unicode=True, sort_keys=False, width=1000)
