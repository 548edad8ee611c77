"""Reflections: keeping what one wrote, reading it again, taking it along, erasing it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header, url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_GET

from accounts.learners import learner_filter
from core.languages import reader_language
from learning.forms import ReflectionForm, typed_reflections
from learning.models import Enrolment, Reflection
from learning.page_urls import LessonSlugs
from learning.player.page import FormState, render_lesson_page
from learning.player.position import find_lesson_position
from learning.reflections import written_reflections
from learning.services import erase_reflections, save_reflection
from quizzes.forms import chosen_answers

if TYPE_CHECKING:
    from django.http import HttpRequest

    from learning.reflections import WrittenReflection

BOM = "\ufeff"  # or the oldest of text editors take UTF-8 for something else


@sensitive_post_parameters()
@sensitive_variables()
@never_cache
def reflection_save(request: HttpRequest, key: str, **slugs: str) -> HttpResponse:
    """Keep what was written to one question; whatever else stands in the page's fields stays."""
    lesson_slugs = LessonSlugs(**slugs)
    question_url = f"{lesson_slugs.url}#reflection-{key}"
    if request.method != "POST":
        return redirect(question_url)
    typed, chosen = typed_reflections(request.POST), chosen_answers(request.POST)
    position = find_lesson_position(request, lesson_slugs)
    if position is None:
        return _render_unsaved(request, typed)
    if key not in position.content.reflection_keys:
        raise Http404
    form = ReflectionForm({"text": typed.setdefault(key, "")})
    if not form.is_valid():
        errors = {key: str(form.errors["text"][0])}
        state = FormState(chosen=chosen, reflections=typed, reflection_errors=errors)
        return render_lesson_page(request, position, state)
    try:
        save_reflection(
            enrolment_id=position.enrolment.enrolment_id,
            lesson=position.lesson,
            key=key,
            text=form.cleaned_data["text"],
        )
    except Enrolment.DoesNotExist:  # signed in meanwhile, on another page
        return _render_unsaved(request, typed)
    del typed[key]
    if typed or any(any(values) for values in chosen.values()):
        return render_lesson_page(request, position, FormState(chosen=chosen, reflections=typed))
    return redirect(question_url)


def _render_unsaved(request: HttpRequest, typed: dict[str, str]) -> HttpResponse:
    """We no longer know whose it is: the text goes back to its writer and to nobody else.

    It is not kept until the next sign-in: on a shared device another person may be next.
    """
    text = "\n\n".join(answer for answer in typed.values() if answer.strip())
    return render(request, "learning/reflection_unsaved.html", {"text": text}, status=409)


@sensitive_variables()
@never_cache
@require_GET
def reflection_list(request: HttpRequest) -> HttpResponse:
    learner = learner_filter(request, "learner__")
    courses: dict[str, list[WrittenReflection]] = {}
    for written in written_reflections(learner, reader_language()):
        courses.setdefault(written.course_title, []).append(written)
    return render(request, "learning/reflection_list.html", {"courses": courses})


@sensitive_variables()
@never_cache
def reflection_erase(request: HttpRequest, pk: int) -> HttpResponse:
    """GET asks, POST erases; `next` leads back to the lesson it was asked from."""
    learner = learner_filter(request, "learner__")
    reflections = Reflection.objects.of(learner).filter(pk=pk)
    if request.method != "POST":
        get_object_or_404(reflections)
        (written,) = (
            reflection
            for reflection in written_reflections(learner, reader_language())
            if reflection.pk == pk
        )
        context = {"written": written, "next": _next_url(request, request.GET.get("next", ""))}
        return render(request, "learning/reflection_erase.html", context)
    if not erase_reflections(reflections):
        raise Http404
    messages.success(request, _("ふりかえりを消しました。"))
    return redirect(_next_url(request, request.POST.get("next", "")))


def _next_url(request: HttpRequest, address: str) -> str:
    is_ours = url_has_allowed_host_and_scheme(address, allowed_hosts=None)
    return address if is_ours else reverse("learning:reflection_list")


@never_cache
def reflection_erase_all(request: HttpRequest) -> HttpResponse:
    """GET asks, POST erases all that the learner keeps."""
    reflections = Reflection.objects.of(learner_filter(request, "learner__"))
    if request.method != "POST":
        if count := reflections.count():
            return render(request, "learning/reflection_erase_all.html", {"count": count})
        return redirect("learning:reflection_list")
    if erase_reflections(reflections):
        messages.success(request, _("ふりかえりを、すべて消しました。"))
    return redirect("learning:reflection_list")


@sensitive_variables()
@never_cache
@require_GET
def reflection_text(request: HttpRequest) -> HttpResponse:
    """Everything one wrote as a plain text file."""
    written = written_reflections(learner_filter(request, "learner__"), reader_language())
    if not written:
        return redirect("learning:reflection_list")
    parts = [_("わたしのふりかえり")]
    course = ""
    for reflection in written:
        if reflection.course_title != course:
            course = reflection.course_title
            parts.append(f"■ {course}")
        parts.append(
            "\n".join(
                [
                    f"● {reflection.lesson_title}",
                    reflection.question,
                    "",
                    f"［{timezone.localtime(reflection.saved_at):%Y-%m-%d %H:%M}］",
                    reflection.text,
                ]
            )
        )
    text = "\n\n".join(parts) + "\n"
    return _download_response(
        BOM + text.replace("\n", "\r\n"), "text/plain; charset=utf-8", f"{_('ふりかえり')}.txt"
    )


@sensitive_variables()
@never_cache
@require_GET
def reflection_json(request: HttpRequest) -> HttpResponse:
    """Everything one wrote for other programs."""
    written = written_reflections(learner_filter(request, "learner__"), reader_language())
    if not written:
        return redirect("learning:reflection_list")
    rows = [
        {
            "course": reflection.course_slug,
            "course_title": reflection.course_title,
            "chapter": reflection.chapter_slug,
            "lesson": reflection.lesson_slug,
            "lesson_title": reflection.lesson_title,
            "key": reflection.key,
            "question": reflection.question,
            "text": reflection.text,
            "saved_at": timezone.localtime(reflection.saved_at).isoformat(timespec="seconds"),
            "is_earlier": reflection.is_earlier,
        }
        for reflection in written
    ]
    text = json.dumps({"reflections": rows}, ensure_ascii=False, indent=2)
    return _download_response(text, "application/json", f"{_('ふりかえり')}.json")


def _download_response(text: str, content_type: str, name: str) -> HttpResponse:
    response = HttpResponse(text, content_type=content_type)
    disposition = content_disposition_header(as_attachment=True, filename=name)
    response["Content-Disposition"] = str(disposition)
    return response
