"""The page of a text: what is written, what is wrong with it, and how readers will see it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.shortcuts import render
from django.utils.translation import gettext as _

from authoring.drafts.checking import edition_problems
from authoring.drafts.differences import differences
from authoring.drafts.places import LessonPlace
from authoring.drafts.previewing import preview, quiz_preview
from authoring.drafts.texts import draft_row, file_of, labelled_file, source_digest_of
from authoring.drafts.translating import source_before
from authoring.permissions import can_edit_edition
from authoring.views.links import text_url
from core.languages import SOURCE_LANGUAGE
from courses.files.exporting import text_values
from courses.models import EditionText, QuizSource

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from authoring.drafts.differences import DiffLine
    from authoring.drafts.places import Place
    from authoring.forms.texts import BaseCitations, TextForm

# Where the text begins: the author's files leave a line free after the front matter.
FREE_LINE = "\n"


@dataclass(frozen=True, slots=True)
class ShownProblem:
    """A mistake; `line` counts from the first line of the field, None for what stands above it."""

    reason: str
    line: int | None


class TextPage:
    """A text in its form: `values()` and `source()` are what would be saved."""

    def __init__(
        self, place: Place, language: str, form: TextForm, citations: BaseCitations | None
    ) -> None:
        self.place, self.language = place, language
        self.form, self.citations = form, citations
        self.rows = {row.language: row for row in place.rows()}
        self.row, self.japanese = self.rows.get(language), self.rows.get(SOURCE_LANGUAGE)
        self.theirs: str | None = None
        self.theirs_version = ""

    # What is written --------------------------------------------------------------------------

    def values(self) -> dict[str, Any]:
        """The front matter of a form that is valid; else what of it can be used."""
        if self.row is None or isinstance(self.row, QuizSource):
            kept: dict[str, Any] = {"title": "", "summary": "", "goal": "", "label": ""}
            kept["sources"] = []
        else:
            kept = text_values(self.row)
            if isinstance(self.row, EditionText):
                kept["label"] = self.row.written("label")
        if not self.form.is_bound:
            return kept
        found = kept | self.form.values()
        if self.citations is not None and self.citations.is_valid():
            found["sources"] = self.citations.values()
        return found

    def source(self) -> str:
        """The text with the free lines before it that its file has."""
        words = self._words()
        if self.place.kind == "quiz":
            return words
        former = self.row.source if self.row is not None else ""
        lead = former[: len(former) - len(former.lstrip("\n"))] if former.strip() else FREE_LINE
        return f"{lead}{words}" if words else former[: len(former) - len(former.lstrip("\n"))]

    def _words(self) -> str:
        if self.form.is_bound:
            return str(self.form.cleaned_data.get("source", "")).lstrip("\n")
        return str(self.form.initial.get("source", ""))

    def face(self, theirs: str, version: str) -> None:
        """Show what a colleague saved meanwhile; saving once more goes on top of theirs."""
        self.theirs, self.theirs_version = theirs, version
        data = self.form.data.copy()  # type: ignore[attr-defined] # of a request
        data["based_on"] = version
        self.form.data = data

    # What is shown ----------------------------------------------------------------------------

    def response(self, request: HttpRequest, status: int = 200) -> HttpResponse:
        return render(request, "authoring/text_form.html", self._context(request), status=status)

    def preview(self, request: HttpRequest) -> HttpResponse:
        """The preview alone to htmx, the whole page to a browser without scripts."""
        if getattr(request, "htmx", False):
            return render(request, "authoring/_preview.html", self._preview())
        return self.response(request)

    def _context(self, request: HttpRequest) -> dict[str, Any]:
        is_translation = self.language != SOURCE_LANGUAGE
        return self._preview() | {
            "path": self.place.path(self.language),
            "edition": self.place.edition,
            "chapter": self.place.chapter,
            "language": self.language,
            "languages": self._languages(),
            "is_translation": is_translation,
            "is_editable": can_edit_edition(request.user, self.place.edition),
            "is_new": self.row is None,
            "row": self.row,
            "form": self.form,
            "citations": self.citations,
            "japanese": self.japanese.source.strip("\n") if self.japanese is not None else "",
            "japanese_facts": self._japanese_facts(),
            "japanese_changes": self._japanese_changes() if is_translation else None,
            "theirs": self.theirs,
            "conflict": self._conflict(),
            "lesson": self.place.lesson if isinstance(self.place, LessonPlace) else None,
            "title": self._title(),
        }

    def _preview(self) -> dict[str, Any]:
        """Problems, and the text as its readers will see it."""
        if self.row is None and not self.form.is_bound and not self._words():
            return {"problems": [], "blocks": None, "paper": None, "is_empty": True}
        file = self._file()
        path = self.place.path(self.language)
        found = edition_problems(self.place.edition, changes={path: file})
        above = file.count("\n") - self._words().count("\n")
        problems = [
            ShownProblem(each.reason, each.line - above if each.line > above else None)
            for each in found
            if each.file == path
        ]
        context: dict[str, Any] = {"problems": problems, "place": self.place}
        if self.place.kind == "quiz":
            context["paper"] = self._paper()
        else:
            shown = preview(
                self.source(),
                edition=self.place.edition,
                chapter=self.place.chapter,
                language=self.language,
            )
            context["blocks"] = shown.blocks
        return context | {"preview_language": self.language}

    def _file(self) -> str:
        values, source = self.values(), self.source()
        values.setdefault("minutes", 1)
        return file_of(
            draft_row(place=self.place, language=self.language, values=values, source=source)
        )

    def _paper(self) -> Any:
        japanese = self.japanese
        sources = {SOURCE_LANGUAGE: japanese.source} if japanese is not None else {}
        return quiz_preview(
            sources | {self.language: self.source()}, key=self.place.slug, language=self.language
        )

    def _title(self) -> str:
        if self.place.kind == "quiz":
            return _("確認テスト「%(stem)s」") % {"stem": self.place.slug}
        return getattr(self.japanese, "title", "") or self.place.slug

    def _languages(self) -> list[dict[str, Any]]:
        return [
            {
                "code": code,
                "name": name,
                "url": text_url(self.place, code),
                "row": self.rows.get(code),
                "is_here": code == self.language,
            }
            for code, name in settings.LANGUAGES
        ]

    def _japanese_facts(self) -> list[tuple[str, str]]:
        """The Japanese of the fields above the text."""
        names = [name for name in ("title", "summary", "goal", "label") if name in self.form.fields]
        return [
            (str(self.form.fields[name].label), getattr(self.japanese, name))
            for name in names
            if self.japanese is not None
        ]

    def _japanese_changes(self) -> list[DiffLine] | None:
        """What changed in Japanese since the translation was made; None when nobody knows."""
        japanese = self.japanese
        if self.row is None or japanese is None or not self.row.source_digest:
            return []
        if self.row.source_digest == source_digest_of(japanese):
            return []
        before = source_before(self.place, self.row.source_digest)
        return differences(before, labelled_file(japanese)) if before is not None else None

    def _conflict(self) -> list[DiffLine]:
        """From theirs to mine."""
        return differences(self.theirs, self._file()) if self.theirs is not None else []
