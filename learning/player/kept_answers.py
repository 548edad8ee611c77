"""Answers sent when the session had ended: kept, and graded right after the next sign-in.

The form was posted with its CSRF token, so these are the person's own answers; they wait in the
new session of the same browser and go to whoever signs in there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import get_language

from accounts.learners import ensure_learner, learner_filter
from courses.models import Course
from courses.queries import outline
from learning.addresses import lesson_url
from learning.models import Enrolment
from learning.queries import place
from learning.services import CourseNotOpenError, enrol_learner, submit_answers
from quizzes.forms import QuizForm, chosen_answers, to_post_data
from quizzes.queries import load_quiz

if TYPE_CHECKING:
    from django.http import HttpRequest

    from courses.queries import LessonOutline, Outline

SESSION_KEY = "kept_answers"
# A form has few questions; whatever else is posted is not worth keeping.
MOST_QUESTIONS, MOST_CHOICES, LONGEST_KEY = 60, 20, 130


def keep_answers(request: HttpRequest, *, course: str, chapter: str, lesson: str) -> None:
    chosen = {
        key[:LONGEST_KEY]: [value[:LONGEST_KEY] for value in values[:MOST_CHOICES]]
        for key, values in list(chosen_answers(request.POST).items())[:MOST_QUESTIONS]
    }
    request.session[SESSION_KEY] = {
        "course": course,
        "chapter": chapter,
        "lesson": lesson,
        "submission_key": request.POST.get("submission_key", "")[:LONGEST_KEY],
        "chosen": chosen,
    }


def kept_for(
    request: HttpRequest, course: str, lesson: LessonOutline
) -> dict[str, list[str]] | None:
    """The kept answers to this lesson's quiz, to show the form with them."""
    kept = request.session.get(SESSION_KEY)
    here = {"course": course, "chapter": lesson.chapter_slug, "lesson": lesson.slug}
    if not kept or any(kept[name] != slug for name, slug in here.items()):
        return None
    chosen: dict[str, list[str]] = kept["chosen"]
    return chosen


def drop_answers(request: HttpRequest) -> None:
    request.session.pop(SESSION_KEY, None)


def settle_answers(request: HttpRequest) -> str | None:
    """Grade the kept answers for this request's learner; returns where to go on, if any are kept.

    Answers that can't be graded (one is missing) stay, and the lesson shows them again.
    """
    kept = request.session.get(SESSION_KEY)
    if not kept:
        return None
    found = _enrolled(request, kept["course"])
    lesson = found[1].lesson(kept["chapter"], kept["lesson"]) if found else None
    if found is None or lesson is None or lesson.quiz_version_id is None:
        drop_answers(request)
        return None
    lesson_quiz = lesson_url(kept["course"], lesson)
    form = QuizForm(load_quiz(lesson.quiz_version_id, "ja"), _data(kept))
    if not form.is_valid():
        return f"{lesson_quiz}#quiz"
    try:
        submission = submit_answers(
            enrolment_id=found[0],
            lesson=lesson,
            quiz=form.quiz,
            submission_key=form.cleaned_data["submission_key"],
            answers=form.answers,
        )
    except Enrolment.DoesNotExist:  # merged by another sign-in at this very moment
        return f"{lesson_quiz}#quiz"
    drop_answers(request)
    return reverse("learning:attempt_detail", args=(submission.attempt.pk,))


def _enrolled(request: HttpRequest, course_slug: str) -> tuple[int, Outline] | None:
    """The enrolment to which the answers belong, started if need be, and its outline."""
    here = place(learner_filter(request, "learner__"), course_slug)
    if here is not None:
        enrolment_id, edition_id = here.enrolment_id, here.edition_id
    else:
        course = Course.objects.filter(slug=course_slug).first()
        if course is None:
            return None
        try:
            enrolment = enrol_learner(learner=ensure_learner(request), course=course)
        except CourseNotOpenError:
            return None
        enrolment_id, edition_id = enrolment.pk, enrolment.edition_id
    return enrolment_id, outline(edition_id, get_language() or "ja")


def _data(kept: dict[str, Any]) -> QueryDict:
    data = QueryDict(mutable=True)
    for name, values in to_post_data(kept["chosen"]).items():
        data.setlist(name, values)
    data["submission_key"] = kept["submission_key"]
    return data
