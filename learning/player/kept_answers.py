"""Answers sent when the session had ended: kept, and graded right after the next sign-in.

The form was posted with its CSRF token, so these are the person's own answers; they wait in the
new session of the same browser and go to whoever signs in there.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from django.http import Http404, QueryDict
from django.urls import reverse

from learning.models import Enrolment
from learning.page_urls import LessonSlugs
from learning.player.position import start_lesson_position
from learning.services import submit_answers
from quizzes.forms import QuizForm, chosen_answers, to_post_data

if TYPE_CHECKING:
    from django.http import HttpRequest

SESSION_KEY = "kept_answers"
# A form has few questions; whatever else is posted is not worth keeping.
MOST_QUESTIONS, MOST_CHOICES, LONGEST_KEY = 60, 20, 130


def keep_answers(request: HttpRequest, slugs: LessonSlugs) -> None:
    """Keep the posted answers to the lesson's quiz in the session."""
    chosen = {
        key[:LONGEST_KEY]: [value[:LONGEST_KEY] for value in values[:MOST_CHOICES]]
        for key, values in list(chosen_answers(request.POST).items())[:MOST_QUESTIONS]
    }
    request.session[SESSION_KEY] = {
        "lesson": asdict(slugs),
        "submission_key": request.POST.get("submission_key", "")[:LONGEST_KEY],
        "chosen": chosen,
    }


def kept_answers(request: HttpRequest, slugs: LessonSlugs) -> dict[str, list[str]]:
    """The kept answers to this lesson's quiz, to show the form with them."""
    kept = request.session.get(SESSION_KEY)
    if not kept or kept["lesson"] != asdict(slugs):
        return {}
    chosen: dict[str, list[str]] = kept["chosen"]
    return chosen


def drop_kept_answers(request: HttpRequest, slugs: LessonSlugs) -> None:
    """Drop the kept answers if they are to this lesson's quiz."""
    kept = request.session.get(SESSION_KEY)
    if kept and kept["lesson"] == asdict(slugs):
        del request.session[SESSION_KEY]


def grade_kept_answers(request: HttpRequest) -> str | None:
    """Grade the kept answers for this request's learner; returns where to go on, if any are kept.

    Answers that can't be graded (one is missing) stay, and the lesson shows them again.
    """
    kept = request.session.get(SESSION_KEY)
    if not kept:
        return None
    try:
        position = start_lesson_position(request, LessonSlugs(**kept["lesson"]))
    except Http404:  # another edition without the lesson
        position = None
    if position is None or position.quiz is None:
        del request.session[SESSION_KEY]
        return None
    quiz_url = f"{position.slugs.url}#quiz"
    form = QuizForm(position.quiz, _post_data(kept))
    if not form.is_valid():
        return quiz_url
    try:
        submission = submit_answers(
            enrolment_id=position.enrolment.enrolment_id,
            lesson=position.lesson,
            quiz=form.quiz,
            submission_key=form.cleaned_data["submission_key"],
            answers=form.answers,
        )
    except Enrolment.DoesNotExist:  # merged by another sign-in at this very moment
        return quiz_url
    del request.session[SESSION_KEY]
    return reverse("learning:attempt_detail", args=(submission.attempt.pk,))


def _post_data(kept: dict[str, Any]) -> QueryDict:
    data = QueryDict(mutable=True)
    for name, values in to_post_data(kept["chosen"]).items():
        data.setlist(name, values)
    data["submission_key"] = kept["submission_key"]
    return data
