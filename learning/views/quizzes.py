"""Check quizzes: sending answers, and their result."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters

from accounts.learners import current_learner
from core.languages import reader_language
from learning.attempt_results import load_attempt_result
from learning.models import Enrolment
from learning.page_urls import LessonSlugs
from learning.player.kept_answers import drop_kept_answers, grade_kept_answers, keep_answers
from learning.player.page import FormState, render_lesson_page
from learning.player.position import find_lesson_position
from learning.services import submit_answers
from quizzes.forms import QuizForm

if TYPE_CHECKING:
    import uuid

    from django.http import HttpRequest, HttpResponse


@sensitive_post_parameters()
def quiz_submit(request: HttpRequest, **slugs: str) -> HttpResponse:
    lesson_slugs = LessonSlugs(**slugs)
    if request.method != "POST":
        return redirect(f"{lesson_slugs.url}#quiz")
    position = find_lesson_position(request, lesson_slugs)
    if position is None:
        return _after_lost_session(request, lesson_slugs)
    if position.quiz is None:
        raise Http404
    form = QuizForm(position.quiz, request.POST)
    if not form.is_valid():
        return render_lesson_page(request, position, FormState.of_quiz(form))
    try:
        submission = submit_answers(
            enrolment_id=position.enrolment.enrolment_id,
            lesson=position.lesson,
            quiz=position.quiz,
            submission_key=form.cleaned_data["submission_key"],
            answers=form.answers,
        )
    except Enrolment.DoesNotExist:  # signed in meanwhile: the enrolment is the account's now
        return _after_lost_session(request, lesson_slugs)
    drop_kept_answers(request, lesson_slugs)
    return redirect("learning:attempt_detail", submission.attempt.pk)


def attempt_detail(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The result of an attempt, with the explanation of every choice."""
    result = load_attempt_result(current_learner(request), pk, reader_language())
    if result is None:
        raise Http404
    return render(request, "learning/attempt_detail.html", {"result": result})


def _after_lost_session(request: HttpRequest, lesson_slugs: LessonSlugs) -> HttpResponse:
    """Keep the answers of a reader whom we no longer know, and ask to sign in."""
    keep_answers(request, lesson_slugs)
    if not request.user.is_authenticated and current_learner(request) is None:
        messages.warning(
            request,
            _(
                "時間がたったため、ログインが切れました。解答は預かっています。"
                "もう一度ログインすると、続きから採点します。"
            ),
        )
        return redirect(settings.LOGIN_URL)
    return redirect(grade_kept_answers(request) or lesson_slugs.course_url)
