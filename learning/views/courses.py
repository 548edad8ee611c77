"""The courses on offer, one course with the learner's progress, and starting it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language

from accounts.learners import ensure_learner, learner_filter
from content.rendering.links import resolve_lesson_links
from courses.models import Course, CourseEdition
from courses.queries import outline, published_editions
from courses.tracks import track_name
from handbooks.enums import HandoutKind
from handbooks.queries import downloads
from learning.addresses import after_completion, lesson_address, lesson_url
from learning.models import Completion
from learning.queries import course_progress, courses_under_way, marks, place
from learning.services import CourseNotOpenError, enrol_learner
from learning.surveys import asks_after, open_survey
from surveys.enums import SurveyMoment

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


def course_list(request: HttpRequest) -> HttpResponse:
    language = get_language() or "ja"
    under_way = courses_under_way(learner_filter(request, "learner__"))
    tracks: dict[str, list[dict[str, object]]] = {}
    for card in published_editions(language):
        course = under_way.get(card.course_id)
        progress = None
        if course is not None:
            pinned = outline(course.edition_id, language)
            progress = course_progress(pinned, course.marks, course.last_lesson_id)
        tracks.setdefault(track_name(card.track), []).append(
            {
                "card": card,
                "progress": progress,
                "is_completed": course is not None and course.is_completed,
            }
        )
    return render(request, "learning/course_list.html", {"tracks": tracks})


def course_detail(request: HttpRequest, course: str) -> HttpResponse:
    language = get_language() or "ja"
    learner = learner_filter(request, "learner__")
    here = place(learner, course)
    published = (
        CourseEdition.objects.published().filter(course__slug=course).values_list("pk", flat=True)
    ).first()
    edition_id = here.edition_id if here else published
    if edition_id is None:
        raise Http404
    shown = outline(edition_id, language)
    progress = course_progress(
        shown, marks(here.enrolment_id) if here else {}, here.last_lesson_id if here else None
    )
    completion = (
        Completion.objects.filter(learner, course__slug=course).order_by("-completed_at").first()
        if here and learner
        else None
    )
    files = downloads(course)
    return render(
        request,
        "learning/course_detail.html",
        {
            "outline": shown,
            "introduction": resolve_lesson_links(shown.html, partial(lesson_address, course)),
            "downloads": files,
            "has_guide": any(file.kind == HandoutKind.GUIDE for file in files),
            "place": here,
            "progress": progress,
            "resume": progress.resume,
            "resume_url": lesson_url(course, progress.resume) if progress.resume else "",
            "completion": completion,
            "completion_url": after_completion(completion) if completion else "",
            "asks_after": bool(here and here.is_completed and asks_after(here.enrolment_id)),
            "can_restart": bool(here and here.is_completed and published),
            "has_newer_edition": bool(published and published != edition_id),
        },
    )


def course_start(request: HttpRequest, course: str) -> HttpResponse:
    """Start the course, with or without an account, and open where to go on."""
    if request.method != "POST":
        return redirect("learning:course_detail", course)
    found = get_object_or_404(Course, slug=course)
    try:
        enrolment = enrol_learner(learner=ensure_learner(request), course=found)
    except CourseNotOpenError:
        raise Http404 from None
    if enrolment.last_lesson_id is None and open_survey(enrolment, SurveyMoment.BEFORE):
        return redirect("learning:survey_before", course)
    shown = outline(enrolment.edition_id, get_language() or "ja")
    progress = course_progress(shown, marks(enrolment.pk), enrolment.last_lesson_id)
    return redirect(lesson_url(course, progress.resume or shown.lessons[0]))
