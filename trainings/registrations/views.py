"""Registrations as officers handle them: added by hand, corrected, cancelled."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from accounts.access import acting_user
from trainings.access import own_training
from trainings.enums import RegistrationState
from trainings.errors import AttendanceRecordedError, TrainingFullError, TrainingLockedError
from trainings.permissions import is_unlocked
from trainings.registrations.forms import CorrectionForm, HandForm
from trainings.registrations.services import (
    add_registration,
    cancel_registration,
    update_registration,
)

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from trainings.models import Registration


@login_required
def registration_create(request: HttpRequest, pk: int) -> HttpResponse:
    training = own_training(request, pk)
    if not is_unlocked(training):
        return _locked(request, pk)
    form = HandForm(request.POST or None, training=training)
    if request.method == "POST" and form.is_valid():
        try:
            add_registration(
                training=training,
                applicant=form.applicant(),
                actor=acting_user(request),
                submission_key=form.cleaned_data["submission_key"],
                is_another_person=form.cleaned_data.get("is_another_person", False),
                sends_receipt=form.cleaned_data["sends_receipt"],
            )
        except TrainingFullError:
            form.add_error(
                None, _("定員に達しています。研修の定員を増やしてから、もう一度追加してください。")
            )
        except TrainingLockedError:
            return _locked(request, pk)
        else:
            messages.success(request, _("申込みを追加しました。"))
            if "add_next" in request.POST:
                return redirect("trainings:registration_create", pk)
            return redirect("trainings:training_detail", pk)
    return render(request, "trainings/registration_form.html", {"training": training, "form": form})


@login_required
def registration_edit(request: HttpRequest, pk: int, registration_pk: int) -> HttpResponse:
    registration = _own_registration(request, pk, registration_pk)
    if not is_unlocked(registration.training):
        return _locked(request, pk)
    form = CorrectionForm(request.POST or None, registration=registration)
    if request.method == "POST" and form.is_valid():
        try:
            update_registration(
                registration=registration,
                applicant=form.applicant(),
                actor=acting_user(request),
            )
        except TrainingLockedError:
            return _locked(request, pk)
        messages.success(request, _("申込みの内容を変更しました。"))
        return redirect("trainings:training_detail", pk)
    return render(
        request,
        "trainings/registration_form.html",
        {"training": registration.training, "registration": registration, "form": form},
    )


@login_required
def registration_cancel(request: HttpRequest, pk: int, registration_pk: int) -> HttpResponse:
    registration = _own_registration(request, pk, registration_pk)
    if request.method != "POST":
        if registration.state == RegistrationState.CANCELLED:
            return redirect("trainings:training_detail", pk)
        return render(
            request,
            "trainings/registration_cancel.html",
            {"training": registration.training, "registration": registration},
        )
    try:
        cancel_registration(registration=registration, actor=acting_user(request))
    except TrainingLockedError:
        return _locked(request, pk)
    except AttendanceRecordedError:
        messages.error(
            request,
            _("出席が記録されている方の申込みは取り消せません。先に出席を取り消してください。"),
        )
    else:
        messages.success(request, _("申込みを取り消しました。席が1つ空きました。"))
    return redirect("trainings:training_detail", pk)


def _own_registration(request: HttpRequest, pk: int, registration_pk: int) -> Registration:
    training = own_training(request, pk)
    registration: Registration = get_object_or_404(
        training.registrations.select_related("training__organization"), pk=registration_pk
    )
    return registration


def _locked(request: HttpRequest, pk: int) -> HttpResponse:
    messages.warning(request, _("終了または中止した研修の申込みは変更できません。"))
    return redirect("trainings:training_detail", pk)
