"""Pages for writing a text beside its preview: of a course, guide, chapter, lesson or quiz."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from accounts.access import acting_user
from accounts.permissions import is_editor
from authoring.drafts.errors import EditionFrozenError, PartGoneError, StaleTextError
from authoring.drafts.text_sets import (
    ChapterTextSet,
    CourseTextSet,
    GuideTextSet,
    LessonTextSet,
    QuizTextSet,
)
from authoring.drafts.texts import save_text, text_version
from authoring.forms.texts import (
    ChapterTextForm,
    CourseTextForm,
    GuideTextForm,
    LessonTextForm,
    QuizTextForm,
    build_citation_formset,
)
from authoring.permissions import can_edit_edition
from authoring.views.access import check_language, find_chapter, find_edition, find_lesson
from authoring.views.links import text_url
from authoring.views.text_page import TextPage
from core.languages import SOURCE_LANGUAGE
from courses.files.exporting import text_values, translatable_digest
from courses.models import EditionText, QuizSource

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.forms import Form
    from django.http import HttpRequest, HttpResponse

    from authoring.drafts.text_sets import TextRow, TextSet
    from authoring.forms.texts import BaseCitations, TextForm

_FORMS: dict[str, type[TextForm]] = {
    "course": CourseTextForm,
    "guide": GuideTextForm,
    "chapter": ChapterTextForm,
    "lesson": LessonTextForm,
    "quiz": QuizTextForm,
}


@never_cache
def course_text(request: HttpRequest, edition_id: int, language: str) -> HttpResponse:
    def find() -> TextSet:
        return CourseTextSet(find_edition(request, edition_id))

    return _text_response(request, "course", find, language)


@never_cache
def guide_text(request: HttpRequest, edition_id: int, language: str) -> HttpResponse:
    def find() -> TextSet:
        return GuideTextSet(find_edition(request, edition_id))

    return _text_response(request, "guide", find, language)


@never_cache
def chapter_text(
    request: HttpRequest, edition_id: int, chapter_id: int, language: str
) -> HttpResponse:
    def find() -> TextSet:
        return ChapterTextSet(find_chapter(request, edition_id, chapter_id))

    return _text_response(request, "chapter", find, language)


@never_cache
def lesson_text(
    request: HttpRequest, edition_id: int, lesson_id: int, language: str
) -> HttpResponse:
    def find() -> TextSet:
        return LessonTextSet(find_lesson(request, edition_id, lesson_id))

    return _text_response(request, "lesson", find, language)


@never_cache
def quiz_text(
    request: HttpRequest, edition_id: int, chapter_id: int, stem: str, language: str
) -> HttpResponse:
    def find() -> TextSet:
        text_set = QuizTextSet(find_chapter(request, edition_id, chapter_id), stem)
        if not text_set.exists():
            raise Http404
        return text_set

    return _text_response(request, "quiz", find, language)


def _text_response(
    request: HttpRequest, kind: str, find: Callable[[], TextSet], language: str
) -> HttpResponse:
    """Show, preview or save a text.

    A POST is never lost: without a login, or after the text was removed, the response shows what
    was sent, and nothing that is stored.
    """
    if not request.user.is_authenticated and not request.POST.get("source"):
        return redirect_to_login(request.get_full_path())
    check_language(language)
    if request.method != "POST":
        return _show_form(request, find(), language)
    form = _FORMS[kind](request.POST, is_source=language == SOURCE_LANGUAGE)
    citations = build_citation_formset(request.POST) if kind == "lesson" else None
    if not request.user.is_authenticated:
        reason = _("ログインの期限が切れたため、保存できませんでした。")
        return _show_rejected(request, form, citations, reason, status=403)
    try:
        text_set = find()
    except Http404:
        if is_editor(request.user):
            return _show_rejected(request, form, citations, str(PartGoneError()))
        raise
    return _handle_form(request, TextPage(text_set, language, form, citations))


def _show_form(request: HttpRequest, text_set: TextSet, language: str) -> HttpResponse:
    row, japanese = text_set.row(language), text_set.row(SOURCE_LANGUAGE)
    source = row.source if row is not None else ""
    if row is None and japanese is not None and "copy" in request.GET:
        source = japanese.source
    initial = _initial_values(row) | {
        "source": source.lstrip("\n"),
        "based_on": text_version(row),
        "made_from": translatable_digest(japanese) if japanese is not None else "",
    }
    form = _FORMS[text_set.kind](initial=initial, is_source=language == SOURCE_LANGUAGE)
    citations = None
    if text_set.kind == "lesson":
        citations = build_citation_formset(initial=initial.get("sources", []))
    return TextPage(text_set, language, form, citations).response(request)


def _initial_values(row: TextRow | None) -> dict[str, Any]:
    if row is None or isinstance(row, QuizSource):
        return {}
    label = {"label": row.written("label")} if isinstance(row, EditionText) else {}
    return text_values(row) | label


def _handle_form(request: HttpRequest, page: TextPage) -> HttpResponse:
    form, citations = page.form, page.citations
    is_valid = form.is_valid() and (citations is None or citations.is_valid())
    if "preview" in request.POST:
        return page.preview_response(request)
    if not can_edit_edition(request.user, page.text_set.edition):
        return _show_rejected(request, form, citations, str(EditionFrozenError()))
    if not is_valid:
        return page.response(request)
    return _save(request, page)


def _save(request: HttpRequest, page: TextPage) -> HttpResponse:
    text_set, language = page.text_set, page.language
    try:
        save_text(
            text_set=text_set,
            language=language,
            values=page.values(),
            source=page.source(),
            based_on=page.form.cleaned_data["based_on"],
            made_from=page.form.cleaned_data["made_from"] if language != SOURCE_LANGUAGE else "",
            actor=acting_user(request),
        )
    except StaleTextError as stale:
        page.show_conflict(stale.text, text_version(text_set.row(language)))
        return page.response(request, status=409)
    except (EditionFrozenError, PartGoneError) as error:
        return _show_rejected(request, page.form, page.citations, str(error))
    messages.success(request, _("保存しました。"))
    return redirect(text_url(text_set, language))


def _show_rejected(
    request: HttpRequest,
    form: TextForm,
    citations: BaseCitations | None,
    reason: str,
    status: int = 409,
) -> HttpResponse:
    """Show what was written and cannot be saved, so that its author can copy it."""
    forms: list[tuple[str, Form]] = [("", form)]
    for number, citation in enumerate(citations or (), start=1):
        forms.append((_("出典%(number)s") % {"number": number} + "　", citation))
    fields = [
        (f"{prefix}{field.label}", field.value())
        for prefix, written_form in forms
        for field in written_form.visible_fields()
        if field.name not in {"source", "is_reference"} and field.value()
    ]
    source = form["source"].value()
    context = {"reason": reason, "fields": fields, "source": source}
    return render(request, "authoring/text_rejected.html", context, status=status)
