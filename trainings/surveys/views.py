"""Questions before and after a training: for participants, without a name; for its officers."""

from __future__ import annotations

import tempfile
import uuid
from functools import partial
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from accounts.access import acting_user
from core.confirming import confirm_action
from core.errors import RefusedError
from core.languages import reader_language
from surveys.enums import SurveyMoment
from surveys.forms import SurveyForm, TallyForm
from surveys.queries import current_survey, load_survey, paper_counts, submission_count
from trainings.access import own_training
from trainings.enums import TrainingState
from trainings.models import TrainingSurvey
from trainings.surveys.errors import SurveyClosedError
from trainings.surveys.queries import (
    CAUTIONS,
    survey_address,
    survey_qr_code,
    survey_tables,
    write_survey_csv,
    write_survey_xlsx,
)
from trainings.surveys.services import (
    answer_training_survey,
    discard_answers,
    save_tally,
    start_survey,
    takes_answers,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


# Participants -------------------------------------------------------------------------------------


@never_cache
def survey_answer(request: HttpRequest, code: str, moment: str) -> HttpResponse:
    """Opened by a QR code in the hall: no login, no name, nothing that tells one from another."""
    training_survey = _survey_by_code(code, moment)
    training = training_survey.training
    survey = load_survey(training_survey.round.survey_id, reader_language())
    form = SurveyForm(survey, request.POST or None)
    now = timezone.now()
    is_open = takes_answers(training, moment, now)
    if request.method == "POST" and form.is_valid() and is_open:
        try:
            answer_training_survey(
                training_survey=training_survey,
                moment=moment,
                answers=form.answers,
                submission_key=form.cleaned_data["submission_key"],
                now=now,
            )
        except SurveyClosedError:
            is_open = False
        else:
            return redirect("trainings:survey_thanks", code, moment)
    context = {
        "training": training,
        "survey": survey,
        "moment": moment,
        "is_open": is_open,
        "submission_key": uuid.uuid4(),
    }
    return render(request, "trainings/survey_answer.html", context)


@require_GET
def survey_thanks(request: HttpRequest, code: str, moment: str) -> HttpResponse:
    training = _survey_by_code(code, moment).training
    context = {"training": training, "code": code, "moment": moment}
    return render(request, "trainings/survey_thanks.html", context)


def _survey_by_code(code: str, moment: str) -> TrainingSurvey:
    """The questions behind a code; 404 for an unknown code and before the training is public."""
    _check_moment(moment)
    surveys = TrainingSurvey.objects.select_related("training__organization", "round__survey")
    return get_object_or_404(
        surveys.exclude(training__state=TrainingState.DRAFT), code=code.lower()
    )


def _check_moment(moment: str) -> None:
    if moment not in SurveyMoment.values:
        raise Http404


# Officers -----------------------------------------------------------------------------------------


@login_required
def training_survey(request: HttpRequest, pk: int) -> HttpResponse:
    """Start asking, show the codes, see what was answered."""
    training = own_training(request, pk)
    if request.method == "POST":
        try:
            start_survey(training=training, actor=acting_user(request))
        except RefusedError as refusal:
            messages.warning(request, str(refusal))
        return redirect("trainings:training_survey", pk)
    started = TrainingSurvey.objects.filter(training=training).select_related("round").first()
    language = reader_language()
    current = None if started else current_survey(training.edition.course.track_id)
    survey_id = started.round.survey_id if started else current and current.pk
    return render(
        request,
        "trainings/training_survey.html",
        {
            "training": training,
            "is_started": started is not None,
            "survey": load_survey(survey_id, language) if survey_id else None,
            "moments": [_moment_context(started, moment) for moment in SurveyMoment]
            if started
            else [],
            "tables": survey_tables(started, language) if started else [],
            "cautions": CAUTIONS,
            "may_start": training.state != TrainingState.CANCELLED,
        },
    )


def _moment_context(started: TrainingSurvey, moment: SurveyMoment) -> dict[str, Any]:
    training = started.training
    return {
        "key": moment.value,
        "label": moment.label,
        "address": survey_address(started, moment),
        "code": survey_qr_code(started, moment),
        "is_open": takes_answers(training, moment, timezone.now()),
        "is_draft": training.state == TrainingState.DRAFT,
        "sent": submission_count(started.round, moment),
    }


@login_required
@require_GET
def survey_sheet(request: HttpRequest, pk: int, moment: str) -> HttpResponse:
    """Show a sheet to print: the questions with boxes to tick, and the code for who has a phone."""
    started = _own_survey(request, pk, moment)
    return render(
        request,
        "trainings/survey_sheet.html",
        {
            "training": started.training,
            "survey": load_survey(started.round.survey_id, reader_language()),
            "moment": moment,
            "address": survey_address(started, moment),
            "code": survey_qr_code(started, moment),
        },
    )


@login_required
def survey_tally(request: HttpRequest, pk: int, moment: str) -> HttpResponse:
    """Type in what was counted on paper sheets."""
    started = _own_survey(request, pk, moment)
    survey = load_survey(started.round.survey_id, reader_language())
    initial = TallyForm.initial_of(paper_counts(started.round, moment))
    form = TallyForm(survey, request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            save_tally(
                training_survey=started,
                moment=moment,
                numbers=form.numbers,
                actor=acting_user(request),
            )
        except RefusedError as refusal:
            messages.warning(request, str(refusal))
        else:
            messages.success(request, _("紙の答えを保存しました。"))
        return redirect("trainings:training_survey", pk)
    return render(
        request,
        "trainings/survey_tally.html",
        {"training": started.training, "form": form, "moment": moment},
    )


@login_required
def survey_discard(request: HttpRequest, pk: int, moment: str) -> HttpResponse:
    """Drop the page's answers of a moment."""
    started = _own_survey(request, pk, moment)
    return confirm_action(
        request,
        template="trainings/survey_discard.html",
        context={
            "training": started.training,
            "label": SurveyMoment(moment).label,
            "sent": submission_count(started.round, moment),
        },
        action=partial(
            discard_answers, training_survey=started, moment=moment, actor=acting_user(request)
        ),
        done=_("画面で答えた分を消しました。"),
        next_url=reverse("trainings:training_survey", args=(pk,)),
    )


@login_required
@require_GET
def survey_xlsx(request: HttpRequest, pk: int) -> FileResponse:
    return _file_response(request, pk, write_survey_xlsx, "xlsx", XLSX)


@login_required
@require_GET
def survey_csv(request: HttpRequest, pk: int) -> FileResponse:
    return _file_response(request, pk, write_survey_csv, "csv", "text/csv; charset=utf-8")


def _file_response(
    request: HttpRequest, pk: int, write: Callable[..., None], suffix: str, content_type: str
) -> FileResponse:
    started = _own_survey(request, pk, SurveyMoment.BEFORE)
    file = tempfile.TemporaryFile()  # noqa: SIM115 - the response closes it
    write(file, started)
    file.seek(0)
    return FileResponse(
        file,
        as_attachment=True,
        filename=f"{_('前後の質問')}_{pk}_{timezone.localdate():%Y%m%d}.{suffix}",
        content_type=content_type,
    )


def _own_survey(request: HttpRequest, pk: int, moment: str) -> TrainingSurvey:
    """The survey of a training that the user runs, once it was started; else 404."""
    _check_moment(moment)
    training = own_training(request, pk)
    started = get_object_or_404(
        TrainingSurvey.objects.select_related("round__survey"), training=training
    )
    started.training = training
    return started
