"""Short questions before a course and after it: one tap each, and nobody has to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from accounts.learners import learner_filter
from core.languages import reader_language
from courses.queries import load_outline
from learning.models import Enrolment
from learning.page_urls import course_url, resume_url
from learning.queries import find_enrolment_position
from learning.services import SurveyNotOpenError, answer_survey
from learning.surveys import find_open_survey
from surveys.enums import SurveyMoment
from surveys.forms import SurveyForm
from surveys.queries import load_survey

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
    position = find_enrolment_position(learner_filter(request, "learner__"), course)
    if position is None:
        return redirect("learning:course_detail", course)
    enrolment = Enrolment.objects.select_related("edition__course").get(pk=position.enrolment_id)
    survey = find_open_survey(enrolment, moment)
    onward = _onward_url(course, enrolment, moment)
    if survey is None:
        return redirect(onward)
    shown = load_survey(survey.pk, reader_language())
    form = SurveyForm(shown, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            answer_survey(
                enrolment_id=enrolment.pk,
                moment=moment,
                survey_id=survey.pk,
                answers=form.answers,
            )
        except (SurveyNotOpenError, Enrolment.DoesNotExist):
            return redirect(onward)
        if form.answers:
            messages.success(request, _("ありがとうございました。"))
        return redirect(onward)
    return render(
        request,
        "learning/course_survey.html",
        {
            "survey": shown,
            "moment": moment,
            "outline": load_outline(enrolment.edition_id, reader_language()),
            "course_url": course_url(course),
            "onward": onward,
        },
    )


def _onward_url(course: str, enrolment: Enrolment, moment: str) -> str:
    """Into the course before it, back to its page after it."""
    return course_url(course) if moment == SurveyMoment.AFTER else resume_url(enrolment)
