"""Reading: the lesson page, and going on to the next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import redirect

from learning.models import Enrolment
from learning.page_urls import LessonSlugs, completion_url
from learning.player.kept_answers import kept_answers
from learning.player.page import FormState, render_lesson_page
from learning.player.position import find_lesson_position
from learning.services import mark_read, remember_last_lesson

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


def lesson_detail(request: HttpRequest, **slugs: str) -> HttpResponse:
    lesson_slugs = LessonSlugs(**slugs)
    position = find_lesson_position(request, lesson_slugs)
    if position is None:
        return redirect(lesson_slugs.course_url)
    if position.enrolment.last_lesson_id != position.lesson.id:
        remember_last_lesson(
            enrolment_id=position.enrolment.enrolment_id, lesson_id=position.lesson.id
        )
    return render_lesson_page(
        request, position, FormState(chosen=kept_answers(request, lesson_slugs))
    )


def lesson_done(request: HttpRequest, **slugs: str) -> HttpResponse:
    """Note that the lesson was read, and go on."""
    lesson_slugs = LessonSlugs(**slugs)
    if request.method != "POST":
        return redirect(lesson_slugs.url)
    position = find_lesson_position(request, lesson_slugs)
    if position is None:
        return redirect(lesson_slugs.course_url)
    try:
        completion = mark_read(enrolment_id=position.enrolment.enrolment_id, lesson=position.lesson)
    except Enrolment.DoesNotExist:  # signed in meanwhile: the lesson is in the account's enrolment
        return redirect(lesson_slugs.url)
    return redirect(completion_url(completion) if completion else position.next_url)
