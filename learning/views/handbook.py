"""The teacher's guide as a page, and the files of a course to hand out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import FileResponse, Http404, HttpResponseNotModified
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from content.rendering.links import resolve_lesson_links
from core.languages import reader_language
from handbooks.enums import HandoutKind
from handbooks.queries import guide_page, handout_file
from learning.page_urls import lesson_links

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponseBase

TYPES = {
    "pdf": "application/pdf",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
}


@require_safe
def guide(request: HttpRequest, course: str) -> HttpResponseBase:
    """For everybody: parents may read what a teacher is told."""
    page = guide_page(course, reader_language())
    if page is None:
        raise Http404
    html = resolve_lesson_links(page.html, lesson_links(course))
    return render(request, "learning/guide.html", {"guide": page, "html": html})


@require_safe
def guide_pdf(request: HttpRequest, course: str) -> HttpResponseBase:
    """The guide's file in the language that its page would be in."""
    page = guide_page(course, reader_language())
    if page is None:
        raise Http404
    return redirect("learning:handout", course, HandoutKind.GUIDE, page.language, "pdf")


@require_safe
def handout(
    request: HttpRequest, course: str, kind: str, language: str, extension: str
) -> HttpResponseBase:
    """The file as it was last made; while there is none, a page that says so."""
    stored = handout_file(course, kind, language)
    if stored is None or not stored.name.endswith(f".{extension}"):
        raise Http404
    try:
        file = stored.file.open("rb") if stored.file else None
    except FileNotFoundError:  # gone from the storage: the worker makes it again
        file = None
    if file is None:
        context = {"course": course, "name": stored.name}
        response: HttpResponseBase = render(
            request, "learning/handout_pending.html", context, status=202
        )
        response["Retry-After"] = "120"
        return response
    etag = f'"{stored.digest}"'
    if request.headers.get("If-None-Match") == etag:
        file.close()
        response = HttpResponseNotModified()
    else:
        response = FileResponse(
            file, as_attachment=True, filename=stored.name, content_type=TYPES[extension]
        )
    response["ETag"] = etag
    response["Cache-Control"] = "public, no-cache"  # the address stays when the file is made anew
    return response
