"""Check quizzes: sending answers, and their result."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters

from accounts.learners import current_learner
from courses.queries import neighbours, outline
from learning.addresses import after_completion, lesson_address, lesson_url
from learning.forms import typed_reflections
from learning.models import Completion, Enrolment
from learning.player.kept_answers import drop_answers, keep_answers, kept_for, settle_answers
from learning.queries import lesson_of_quiz
from learning.services import submit_answers
from learning.views.lessons import find_lesson, lesson_page
from quizzes.forms import PREFIX, QuizForm
from quizzes.grading import grade_answers
from quizzes.models import Attempt
from quizzes.queries import Teaching, load_quiz, question_results

if TYPE_CHECKING:
    import uuid

    from django.http import HttpRequest, HttpResponse


@sensitive_post_parameters()
def quiz_submit(request: HttpRequest, course: str, chapter: str, lesson: str) -> HttpResponse:
    if request.method != "POST":
        return redirect(f"{lesson_address(course, chapter, lesson)}#quiz")
    found = find_lesson(request, course, chapter, lesson)
    if found is None:
        return _after_lost_session(request, course, chapter, lesson)
    if found.lesson.quiz_version_id is None:
        raise Http404
    form = QuizForm(load_quiz(found.lesson.quiz_version_id, found.language), request.POST)
    if not form.is_valid():
        errors = {
            name.removeprefix(PREFIX): [str(error) for error in found_errors]
            for name, found_errors in form.errors.items()
            if name.startswith(PREFIX)
        }
        return lesson_page(
            request,
            found,
            chosen=form.chosen,
            errors=errors,
            submission_key=form.cleaned_data["submission_key"],
            typed=typed_reflections(request.POST),
        )
    try:
        submission = submit_answers(
            enrolment_id=found.place.enrolment_id,
            lesson=found.lesson,
            quiz=form.quiz,
            submission_key=form.cleaned_data["submission_key"],
            answers=form.answers,
        )
    except Enrolment.DoesNotExist:  # signed in meanwhile: the enrolment is the account's now
        return _after_lost_session(request, course, chapter, lesson)
    if kept_for(request, course, found.lesson):
        drop_answers(request)
    return redirect("learning:attempt_detail", submission.attempt.pk)


def attempt_detail(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The result of an attempt, with the explanation of every choice."""
    learner = current_learner(request)
    attempt = get_object_or_404(Attempt.objects.of(learner), pk=pk)
    language = get_language() or "ja"
    address = lesson_of_quiz(attempt.learner, attempt.version_id)
    if learner is None or address is None:
        raise Http404
    on = load_quiz(attempt.version_id, language)
    graded = grade_answers(on.answer_keys, attempt.answers, on.pass_mark)
    shown = outline(address.edition_id, language)
    lesson = next(each for each in shown.lessons if each.id == address.lesson_id)
    chapter = shown.chapter(lesson.chapter_slug)
    teachings = {
        each.slug: Teaching(title=each.title_ruby, url=lesson_url(address.course_slug, each))
        for each in (chapter.lessons if chapter else ())
    }
    _before, after = neighbours(shown, lesson.id)
    completion = (
        Completion.objects.of(learner).filter(course_id=shown.course_id).first()
        if attempt.is_passed
        else None
    )
    return render(
        request,
        "learning/attempt_detail.html",
        {
            "attempt": attempt,
            "quiz": on,
            "results": question_results(attempt, on, graded, teachings),
            "outline": shown,
            "course_url": reverse("learning:course_detail", args=(shown.course_slug,)),
            "chapter": chapter,
            "lesson": lesson,
            "lesson_url": lesson_url(address.course_slug, lesson),
            "next_url": lesson_url(address.course_slug, after) if after else "",
            "completion": completion,
            "completion_url": after_completion(completion) if completion else "",
        },
    )


def _after_lost_session(
    request: HttpRequest, course: str, chapter: str, lesson: str
) -> HttpResponse:
    """Keep the answers of a reader whom we no longer know, and ask to sign in."""
    keep_answers(request, course=course, chapter=chapter, lesson=lesson)
    if not request.user.is_authenticated and current_learner(request) is None:
        messages.warning(
            request,
            _(
                "時間がたったため、ログインが切れました。解答は預かっています。"
                "もう一度ログインすると、続きから採点します。"
            ),
        )
        return redirect(settings.LOGIN_URL)
    return redirect(settle_answers(request) or reverse("learning:course_detail", args=(course,)))
