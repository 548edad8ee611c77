"""The courses on offer, one course with the learner's progress, and starting it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render

from accounts.learners import ensure_learner, learner_filter
from content.rendering.links import resolve_lesson_links
from core.languages import reader_language
from courses.models import Course, CourseEdition
from courses.queries import load_outline, published_editions
from courses.tracks import track_name
from handbooks.enums import HandoutKind
from handbooks.queries import downloads
from learning.models import Completion
from learning.page_urls import completion_url, lesson_links, lesson_url, resume_url
from learning.queries import (
    course_progress,
    courses_under_way,
    find_enrolment_position,
    progress_by_lesson,
)
from learning.services import CourseNotOpenError, enrol_learner
from learning.surveys import find_open_survey, may_answer_after
from surveys.enums import SurveyMoment

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


def course_list(request: HttpRequest) -> HttpResponse:
    language = reader_language()
    under_way = courses_under_way(learner_filter(request, "learner__"))
    tracks: dict[str, list[dict[str, object]]] = {}
    for card in published_editions(language):
        course = under_way.get(card.course_id)
        progress = None
        if course is not None:
            pinned = load_outline(course.edition_id, language)
            progress = course_progress(pinned, course.progress, course.last_lesson_id)
        tracks.setdefault(track_name(card.track), []).append(
            {
                "card": card,
                "progress": progress,
                "is_completed": course is not None and course.is_completed,
            }
        )
    return render(request, "learning/course_list.html", {"tracks": tracks})


def course_detail(request: HttpRequest, course: str) -> HttpResponse:
    learner = learner_filter(request, "learner__")
    position = find_enrolment_position(learner, course)
    published = (
        CourseEdition.objects.published().filter(course__slug=course).values_list("pk", flat=True)
    ).first()
    edition_id = position.edition_id if position else published
    if edition_id is None:
        raise Http404
    course_outline = load_outline(edition_id, reader_language())
    progress = course_progress(
        course_outline,
        progress_by_lesson(position.enrolment_id) if position else {},
        position.last_lesson_id if position else None,
    )
    completion = None
    if position and learner:
        completions = Completion.objects.filter(learner, course__slug=course)
        completion = completions.select_related("course").order_by("-completed_at").first()
    is_completed = bool(position and position.is_completed)
    files = downloads(course)
    return render(
        request,
        "learning/course_detail.html",
        {
            "outline": course_outline,
            "introduction": resolve_lesson_links(course_outline.html, lesson_links(course)),
            "downloads": files,
            "has_guide": any(file.kind == HandoutKind.GUIDE for file in files),
            "position": position,
            "progress": progress,
            "resume": progress.resume,
            "resume_url": lesson_url(course, progress.resume) if progress.resume else "",
            "completion": completion,
            "completion_url": completion_url(completion) if completion else "",
            "asks_after": bool(
                position and is_completed and may_answer_after(position.enrolment_id)
            ),
            "can_restart": bool(is_completed and published),
            "has_newer_edition": bool(published and published != edition_id),
        },
    )


def course_start(request: HttpRequest, course: str) -> HttpResponse:
    """Start the course, with or without an account, and open where to go on."""
    if request.method != "POST":
        return redirect("learning:course_detail", course)
    started_course = get_object_or_404(Course, slug=course)
    try:
        enrolment = enrol_learner(learner=ensure_learner(request), course=started_course)
    except CourseNotOpenError:
        raise Http404 from None
    if enrolment.last_lesson_id is None and find_open_survey(enrolment, SurveyMoment.BEFORE):
        return redirect("learning:survey_before", course)
    return redirect(resume_url(enrolment))
