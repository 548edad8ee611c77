"""The page of a text: its form, its problems, and how readers will see it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.shortcuts import render
from django.utils.translation import gettext as _

from authoring.drafts.checking import edition_problems
from authoring.drafts.previewing import preview_quiz, preview_text
from authoring.drafts.source_history import find_former_source
from authoring.drafts.text_diff import diff_texts
from authoring.drafts.text_sets import LessonTextSet
from authoring.drafts.texts import build_row, file_text, labelled_file_text
from authoring.permissions import can_edit_edition
from authoring.views.links import text_url
from core.languages import SOURCE_LANGUAGE
from courses.files.exporting import text_values, translatable_digest
from courses.models import EditionText, QuizSource

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from authoring.drafts.text_diff import DiffLine
    from authoring.drafts.text_sets import TextSet
    from authoring.forms.texts import BaseCitations, TextForm

# The authors' files have an empty line between the front matter and the text.
FIRST_LINES = "\n"


@dataclass(frozen=True, slots=True)
class ShownProblem:
    """A mistake. `line` counts from the first line of the field; None is above the field."""

    reason: str
    line: int | None


class TextPage:
    """A text in its form. `values()` and `source()` are what would be saved."""

    def __init__(
        self, text_set: TextSet, language: str, form: TextForm, citations: BaseCitations | None
    ) -> None:
        self.text_set, self.language = text_set, language
        self.form, self.citations = form, citations
        self.rows = {row.language: row for row in text_set.rows()}
        self.row, self.japanese = self.rows.get(language), self.rows.get(SOURCE_LANGUAGE)
        self.conflicting_file: str | None = None

    # What is in the form ----------------------------------------------------------------------

    def values(self) -> dict[str, Any]:
        """The values of the front matter; of an invalid form those that are valid."""
        if self.row is None or isinstance(self.row, QuizSource):
            stored: dict[str, Any] = {"title": "", "summary": "", "goal": "", "label": ""}
            stored["sources"] = []
        else:
            stored = text_values(self.row)
            if isinstance(self.row, EditionText):
                stored["label"] = self.row.written("label")
        if not self.form.is_bound:
            return stored
        values = stored | self.form.values()
        if self.citations is not None and self.citations.is_valid():
            values["sources"] = self.citations.values()
        return values

    def source(self) -> str:
        """The text, after as many empty lines as its file has before it."""
        words = self._words()
        if self.text_set.kind == "quiz":
            return words
        stored = self.row.source if self.row is not None else ""
        stored_first_lines = stored[: len(stored) - len(stored.lstrip("\n"))]
        first_lines = stored_first_lines if stored.strip() else FIRST_LINES
        return f"{first_lines}{words}" if words else stored_first_lines

    def _words(self) -> str:
        if self.form.is_bound:
            return str(self.form.cleaned_data.get("source", "")).lstrip("\n")
        return str(self.form.initial.get("source", ""))

    def show_conflict(self, file: str, version: str) -> None:
        """Show the file that a colleague saved meanwhile. Saving again will replace it."""
        self.conflicting_file = file
        data = self.form.data.copy()  # type: ignore[attr-defined] # a QueryDict
        data["based_on"] = version
        self.form.data = data

    # What the page shows ----------------------------------------------------------------------

    def response(self, request: HttpRequest, status: int = 200) -> HttpResponse:
        return render(request, "authoring/text_form.html", self._context(request), status=status)

    def preview_response(self, request: HttpRequest) -> HttpResponse:
        """The preview alone for htmx, the whole page for a browser without scripts."""
        if getattr(request, "htmx", False):
            return render(request, "authoring/_preview.html", self._preview_context())
        return self.response(request)

    def _context(self, request: HttpRequest) -> dict[str, Any]:
        is_translation = self.language != SOURCE_LANGUAGE
        return self._preview_context() | {
            "path": self.text_set.path(self.language),
            "edition": self.text_set.edition,
            "chapter": self.text_set.chapter,
            "language": self.language,
            "languages": self._languages(),
            "is_translation": is_translation,
            "is_editable": can_edit_edition(request.user, self.text_set.edition),
            "is_new": self.row is None,
            "row": self.row,
            "form": self.form,
            "citations": self.citations,
            "japanese": self.japanese.source.strip("\n") if self.japanese is not None else "",
            "japanese_facts": self._japanese_fields(),
            "japanese_changes": self._japanese_changes() if is_translation else None,
            "theirs": self.conflicting_file,
            "conflict": self._conflict_lines(),
            "lesson": self.text_set.lesson if isinstance(self.text_set, LessonTextSet) else None,
            "title": self._title(),
        }

    def _preview_context(self) -> dict[str, Any]:
        """The problems, and the text as its readers will see it."""
        if self.row is None and not self.form.is_bound and not self._words():
            return {"problems": [], "blocks": None, "paper": None, "is_empty": True}
        file = self._file()
        path = self.text_set.path(self.language)
        lines_above = file.count("\n") - self._words().count("\n")
        problems = [
            ShownProblem(
                problem.reason, problem.line - lines_above if problem.line > lines_above else None
            )
            for problem in edition_problems(self.text_set.edition, changes={path: file})
            if problem.file == path
        ]
        context: dict[str, Any] = {"problems": problems, "preview_language": self.language}
        if self.text_set.kind == "quiz":
            return context | {"paper": self._quiz()}
        preview = preview_text(
            self.source(),
            edition=self.text_set.edition,
            chapter=self.text_set.chapter,
            language=self.language,
        )
        return context | {"blocks": preview.blocks}

    def _file(self) -> str:
        values, source = self.values(), self.source()
        values.setdefault("minutes", 1)
        row = build_row(
            text_set=self.text_set, language=self.language, values=values, source=source
        )
        return file_text(row)

    def _quiz(self) -> Any:
        japanese = self.japanese
        sources = {SOURCE_LANGUAGE: japanese.source} if japanese is not None else {}
        sources[self.language] = self.source()
        return preview_quiz(sources, key=self.text_set.slug, language=self.language)

    def _title(self) -> str:
        if self.text_set.kind == "quiz":
            return _("確認テスト「%(stem)s」") % {"stem": self.text_set.slug}
        return getattr(self.japanese, "title", "") or self.text_set.slug

    def _languages(self) -> list[dict[str, Any]]:
        return [
            {
                "code": code,
                "name": name,
                "url": text_url(self.text_set, code),
                "row": self.rows.get(code),
                "is_here": code == self.language,
            }
            for code, name in settings.LANGUAGES
        ]

    def _japanese_fields(self) -> list[tuple[str, str]]:
        """Label and Japanese text of the fields above the text."""
        names = [name for name in ("title", "summary", "goal", "label") if name in self.form.fields]
        return [
            (str(self.form.fields[name].label), getattr(self.japanese, name))
            for name in names
            if self.japanese is not None
        ]

    def _japanese_changes(self) -> list[DiffLine] | None:
        """What changed in Japanese since the translation was made; None if that is unknown."""
        japanese = self.japanese
        if self.row is None or japanese is None or not self.row.source_digest:
            return []
        if self.row.source_digest == translatable_digest(japanese):
            return []
        former = find_former_source(self.text_set, self.row.source_digest)
        return diff_texts(former, labelled_file_text(japanese)) if former is not None else None

    def _conflict_lines(self) -> list[DiffLine]:
        """The differences from the colleague's text to this one."""
        if self.conflicting_file is None:
            return []
        return diff_texts(self.conflicting_file, self._file())
