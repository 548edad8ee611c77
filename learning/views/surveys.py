"""Short questions before a course and after it: one tap each, and nobody has to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from accounts.learners import learner_filter
from courses.queries import outline
from learning.addresses import lesson_url
from learning.models import Enrolment
from learning.queries import course_progress, marks, place
from learning.services import SurveyNotOpenError, answer_survey
from learning.surveys import open_survey
from surveys.enums import SurveyMoment
from surveys.forms import SurveyForm
from surveys.queries import survey_paper

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@never_cache
def survey_before(request: HttpRequest, course: str) -> HttpResponse:
    return _course_survey(request, course, SurveyMoment.BEFORE)


@never_cache
def survey_after(request: HttpRequest, course: str) -> HttpResponse:
    return _course_survey(request, course, SurveyMoment.AFTER)


def _course_survey(request: HttpRequest, course: str, moment: SurveyMoment) -> HttpResponse:
    """Skipped by the link that leads on; when it is not the time, the reader is led on at once."""
    here = place(learner_filter(request, "learner__"), course)
    if here is None:
        return redirect("learning:course_detail", course)
    enrolment = Enrolment.objects.select_related("edition__course").get(pk=here.enrolment_id)
    survey = open_survey(enrolment, moment)
    after_this = _onward(course, enrolment, moment)
    if survey is None:
        return redirect(after_this)
    paper = survey_paper(survey.pk, get_language() or "ja")
    form = SurveyForm(paper, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            answer_survey(
                enrolment_id=enrolment.pk,
                moment=moment,
                survey_id=survey.pk,
                answers=form.answers,
            )
        except (SurveyNotOpenError, Enrolment.DoesNotExist):
            return redirect(after_this)
        if form.answers:
            messages.success(request, _("ありがとうございました。"))
        return redirect(after_this)
    return render(
        request,
        "learning/course_survey.html",
        {
            "paper": paper,
            "moment": moment,
            "outline": outline(enrolment.edition_id, get_language() or "ja"),
            "course_url": reverse("learning:course_detail", args=(course,)),
            "onward": after_this,
        },
    )


def _onward(course: str, enrolment: Enrolment, moment: str) -> str:
    """Into the course before it, back to its page after it."""
    if moment == SurveyMoment.AFTER:
        return reverse("learning:course_detail", args=(course,))
    shown = outline(enrolment.edition_id, get_language() or "ja")
    progress = course_progress(shown, marks(enrolment.pk), enrolment.last_lesson_id)
    return lesson_url(course, progress.resume or shown.lessons[0])
