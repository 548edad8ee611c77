"""Writing a text beside its preview: of a course, a chapter, a lesson, a quiz."""

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
from authoring.drafts.places import ChapterPlace, CoursePlace, GuidePlace, LessonPlace, QuizPlace
from authoring.drafts.texts import save_text, source_digest_of, version_of
from authoring.forms.texts import (
    ChapterTextForm,
    CourseTextForm,
    GuideTextForm,
    LessonTextForm,
    QuizTextForm,
    citation_formset,
)
from authoring.permissions import can_edit_edition
from authoring.views.access import known_language, own_chapter, own_edition, own_lesson
from authoring.views.links import text_url
from authoring.views.shown_texts import TextPage
from core.languages import SOURCE_LANGUAGE
from courses.files.exporting import text_values
from courses.models import EditionText, QuizSource

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.forms import Form
    from django.http import HttpRequest, HttpResponse

    from authoring.drafts.places import Place, Row
    from authoring.forms.texts import BaseCitations, TextForm

_FORMS: dict[str, type[TextForm]] = {
    "course": CourseTextForm,
    "guide": GuideTextForm,
    "chapter": ChapterTextForm,
    "lesson": LessonTextForm,
    "quiz": QuizTextForm,
}


@never_cache
def course_text(request: HttpRequest, edition: int, language: str) -> HttpResponse:
    return _text(request, "course", lambda: CoursePlace(own_edition(request, edition)), language)


@never_cache
def guide_text(request: HttpRequest, edition: int, language: str) -> HttpResponse:
    return _text(request, "guide", lambda: GuidePlace(own_edition(request, edition)), language)


@never_cache
def chapter_text(request: HttpRequest, edition: int, chapter: int, language: str) -> HttpResponse:
    return _text(
        request, "chapter", lambda: ChapterPlace(own_chapter(request, edition, chapter)), language
    )


@never_cache
def lesson_text(request: HttpRequest, edition: int, lesson: int, language: str) -> HttpResponse:
    return _text(
        request, "lesson", lambda: LessonPlace(own_lesson(request, edition, lesson)), language
    )


@never_cache
def quiz_text(
    request: HttpRequest, edition: int, chapter: int, stem: str, language: str
) -> HttpResponse:
    def find() -> QuizPlace:
        place = QuizPlace(own_chapter(request, edition, chapter), stem)
        if not place.exists():
            raise Http404
        return place

    return _text(request, "quiz", find, language)


def _text(
    request: HttpRequest, kind: str, find: Callable[[], Place], language: str
) -> HttpResponse:
    """A text's page. Who is not signed in gets back what they sent, and nothing that is stored."""
    if not request.user.is_authenticated and not request.POST.get("source"):
        return redirect_to_login(request.get_full_path())
    language = known_language(language)
    if request.method != "POST":
        return _opened(request, find(), language)
    form = _FORMS[kind](request.POST, is_source=language == SOURCE_LANGUAGE)
    citations = citation_formset(request.POST) if kind == "lesson" else None
    if not request.user.is_authenticated:
        reason = _("ログインの期限が切れたため、保存できませんでした。")
        return _rejected(request, form, citations, reason, status=403)
    try:
        place = find()
    except Http404:
        if is_editor(request.user):
            # Removed meanwhile: what was written must not be lost.
            return _rejected(request, form, citations, str(PartGoneError()))
        raise
    return _written(request, TextPage(place, language, form, citations))


def _written(request: HttpRequest, page: TextPage) -> HttpResponse:
    form, citations = page.form, page.citations
    is_valid = form.is_valid() and (citations is None or citations.is_valid())
    if "preview" in request.POST:
        return page.preview(request)
    if not can_edit_edition(request.user, page.place.edition):
        return _rejected(request, form, citations, str(EditionFrozenError()))
    if not is_valid:
        return page.response(request)
    return _saved(request, page)


def _opened(request: HttpRequest, place: Place, language: str) -> HttpResponse:
    row, japanese = place.row(language), place.row(SOURCE_LANGUAGE)
    source = row.source if row is not None else ""
    if row is None and japanese is not None and "copy" in request.GET:
        source = japanese.source
    initial = _values(row) | {
        "source": source.lstrip("\n"),
        "based_on": version_of(row),
        "made_from": source_digest_of(japanese) if japanese is not None else "",
    }
    form = _FORMS[place.kind](initial=initial, is_source=language == SOURCE_LANGUAGE)
    citations = None
    if place.kind == "lesson":
        citations = citation_formset(initial=initial.get("sources", []))
    return TextPage(place, language, form, citations).response(request)


def _values(row: Row | None) -> dict[str, Any]:
    if row is None or isinstance(row, QuizSource):
        return {}
    label = {"label": row.written("label")} if isinstance(row, EditionText) else {}
    return text_values(row) | label


def _saved(request: HttpRequest, page: TextPage) -> HttpResponse:
    place, language = page.place, page.language
    try:
        save_text(
            place=place,
            language=language,
            values=page.values(),
            source=page.source(),
            based_on=page.form.cleaned_data["based_on"],
            made_from=page.form.cleaned_data["made_from"] if language != SOURCE_LANGUAGE else "",
            actor=acting_user(request),
        )
    except StaleTextError as stale:
        page.face(stale.text, version_of(place.row(language)))
        return page.response(request, status=409)
    except (EditionFrozenError, PartGoneError) as error:
        return _rejected(request, page.form, page.citations, str(error))
    messages.success(request, _("保存しました。"))
    return redirect(text_url(place, language))


def _rejected(
    request: HttpRequest,
    form: TextForm,
    citations: BaseCitations | None,
    reason: str,
    status: int = 409,
) -> HttpResponse:
    """What was written and cannot be saved, to be copied from the page."""
    written: list[tuple[str, Form]] = [("", form)]
    for number, each in enumerate(citations or (), start=1):
        written.append((_("出典%(number)s") % {"number": number} + "　", each))
    fields = [
        (f"{of}{field.label}", field.value())
        for of, each in written
        for field in each.visible_fields()
        if field.name not in {"source", "is_reference"} and field.value()
    ]
    source = form["source"].value()
    context = {"reason": reason, "fields": fields, "source": source}
    return render(request, "authoring/text_rejected.html", context, status=status)
