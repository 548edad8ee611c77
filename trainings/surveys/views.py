"""Questions before and after a training: for participants, without a name; for its officers."""

from __future__ import annotations

import tempfile
import uuid
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from accounts.access import acting_user
from surveys.enums import SurveyMoment
from surveys.forms import SurveyForm, TallyForm
from surveys.queries import current_survey, survey_paper
from trainings.access import own_training
from trainings.enums import TrainingState
from trainings.errors import TrainingLockedError
from trainings.models import TrainingSurvey
from trainings.surveys.queries import (
    CAUTIONS,
    paper_counts,
    sheets_sent,
    survey_address,
    survey_code,
    survey_tables,
    write_survey_csv,
    write_survey_xlsx,
)
from trainings.surveys.services import (
    NoSurveyError,
    SurveyClosedError,
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
    found = _asked(code, moment)
    paper = survey_paper(found.survey_id, get_language() or "ja")
    form = SurveyForm(paper, request.POST or None)
    now = timezone.now()
    is_open = takes_answers(found.training, moment, now)
    if request.method == "POST" and form.is_valid() and is_open:
        try:
            answer_training_survey(
                training_survey=found,
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
        "training": found.training,
        "paper": paper,
        "moment": moment,
        "is_open": is_open,
        "submission_key": uuid.uuid4(),
    }
    return render(request, "trainings/survey_answer.html", context)


@require_GET
def survey_thanks(request: HttpRequest, code: str, moment: str) -> HttpResponse:
    found = _asked(code, moment)
    context = {"training": found.training, "code": code, "moment": moment}
    return render(request, "trainings/survey_thanks.html", context)


def _asked(code: str, moment: str) -> TrainingSurvey:
    """The questions behind a code; 404 for an unknown code and before the training is public."""
    _known(moment)
    surveys = TrainingSurvey.objects.select_related("training__organization", "survey")
    found: TrainingSurvey = get_object_or_404(
        surveys.exclude(training__state=TrainingState.DRAFT), code=code.lower()
    )
    return found


def _known(moment: str) -> None:
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
        except TrainingLockedError:
            messages.warning(request, _("中止した研修では使えません。"))
        except NoSurveyError:
            messages.warning(request, _("この講座には、前後の質問がありません。"))
        return redirect("trainings:training_survey", pk)
    found = TrainingSurvey.objects.filter(training=training).first()
    language = get_language() or "ja"
    asked = found.survey if found else current_survey(training.edition.course.track_id)
    return render(
        request,
        "trainings/training_survey.html",
        {
            "training": training,
            "survey": found,
            "paper": survey_paper(asked.pk, language) if asked else None,
            "moments": [_moment(found, moment) for moment in SurveyMoment] if found else [],
            "tables": survey_tables(found, language) if found else [],
            "cautions": CAUTIONS,
            "may_start": training.state != TrainingState.CANCELLED,
        },
    )


def _moment(found: TrainingSurvey, moment: SurveyMoment) -> dict[str, Any]:
    training = found.training
    return {
        "key": moment.value,
        "label": moment.label,
        "address": survey_address(found, moment),
        "code": survey_code(found, moment),
        "is_open": takes_answers(training, moment, timezone.now()),
        "is_draft": training.state == TrainingState.DRAFT,
        "sent": sheets_sent(found, moment),
    }


@login_required
@require_GET
def survey_sheet(request: HttpRequest, pk: int, moment: str) -> HttpResponse:
    """A sheet to print: the questions with boxes to tick, and the code for who has a phone."""
    found = _own(request, pk, moment)
    return render(
        request,
        "trainings/survey_sheet.html",
        {
            "training": found.training,
            "paper": survey_paper(found.survey_id, get_language() or "ja"),
            "moment": moment,
            "address": survey_address(found, moment),
            "code": survey_code(found, moment),
        },
    )


@login_required
def survey_tally(request: HttpRequest, pk: int, moment: str) -> HttpResponse:
    """Type in what was counted on paper sheets."""
    found = _own(request, pk, moment)
    paper = survey_paper(found.survey_id, get_language() or "ja")
    initial = TallyForm.initial_of(paper_counts(found, moment))
    form = TallyForm(paper, request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            save_tally(
                training_survey=found,
                moment=moment,
                numbers=form.numbers,
                actor=acting_user(request),
            )
        except TrainingLockedError:
            messages.warning(request, _("中止した研修では使えません。"))
        else:
            messages.success(request, _("紙の答えを保存しました。"))
        return redirect("trainings:training_survey", pk)
    return render(
        request,
        "trainings/survey_tally.html",
        {"training": found.training, "form": form, "moment": moment},
    )


@login_required
def survey_discard(request: HttpRequest, pk: int, moment: str) -> HttpResponse:
    """Drop the page's answers of a moment: GET asks, POST does it."""
    found = _own(request, pk, moment)
    if request.method == "POST":
        try:
            discard_answers(training_survey=found, moment=moment, actor=acting_user(request))
        except TrainingLockedError:
            messages.warning(request, _("中止した研修では使えません。"))
        else:
            messages.success(request, _("画面で答えた分を消しました。"))
        return redirect("trainings:training_survey", pk)
    return render(
        request,
        "trainings/survey_discard.html",
        {
            "training": found.training,
            "label": SurveyMoment(moment).label,
            "sent": sheets_sent(found, moment),
        },
    )


@login_required
@require_GET
def survey_xlsx(request: HttpRequest, pk: int) -> FileResponse:
    return _file(request, pk, write_survey_xlsx, "xlsx", XLSX)


@login_required
@require_GET
def survey_csv(request: HttpRequest, pk: int) -> FileResponse:
    return _file(request, pk, write_survey_csv, "csv", "text/csv; charset=utf-8")


def _file(
    request: HttpRequest, pk: int, write: Callable[..., None], suffix: str, content_type: str
) -> FileResponse:
    found = _own(request, pk, SurveyMoment.BEFORE)
    file = tempfile.TemporaryFile()  # noqa: SIM115 - the response closes it
    write(file, found)
    file.seek(0)
    return FileResponse(
        file,
        as_attachment=True,
        filename=f"{_('前後の質問')}_{pk}_{timezone.localdate():%Y%m%d}.{suffix}",
        content_type=content_type,
    )


def _own(request: HttpRequest, pk: int, moment: str) -> TrainingSurvey:
    """The survey of a training that the user runs, once it was started; else 404."""
    _known(moment)
    training = own_training(request, pk)
    found: TrainingSurvey = get_object_or_404(
        TrainingSurvey.objects.select_related("survey"), training=training
    )
    found.training = training
    return found
