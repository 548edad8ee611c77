"""Closing a training: what will happen, then the job that does it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.access import acting_user
from trainings.access import own_training
from trainings.closing.services import close_training, may_close, resume_closing
from trainings.errors import TrainingLockedError
from trainings.queries import count_registrations, edition_title

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@login_required
def training_close(request: HttpRequest, pk: int) -> HttpResponse:
    training = own_training(request, pk)
    if not may_close(training, timezone.now()):
        messages.warning(
            request, _("この研修は、いまは終了できません。最後の開催が始まってから終了できます。")
        )
        return redirect("trainings:training_detail", pk)
    if request.method != "POST":
        return render(
            request,
            "trainings/training_close.html",
            {
                "training": training,
                "course": edition_title(training.edition_id),
                "overview": count_registrations(training),
                "issuer": training.organization.certificate_issuer or training.organization.name,
                "partly": training.registrations.partly_attended(training.sessions.count()),
            },
        )
    try:
        job = close_training(
            training=training,
            actor=acting_user(request),
            language=get_language() or "ja",
            next_url=reverse("trainings:training_detail", args=[pk]),
        )
    except TrainingLockedError:
        messages.warning(request, _("この研修はすでに終了しています。"))
        return redirect("trainings:training_detail", pk)
    # settings.ABSOLUTE_URL_OVERRIDES gives a job its page.
    return redirect(cast("Any", job))


@login_required
def training_close_resume(request: HttpRequest, pk: int) -> HttpResponse:
    training = own_training(request, pk)
    if request.method != "POST":
        return redirect("trainings:training_detail", pk)
    try:
        job = resume_closing(
            training=training,
            actor=acting_user(request),
            language=get_language() or "ja",
            next_url=reverse("trainings:training_detail", args=[pk]),
        )
    except TrainingLockedError:
        messages.warning(request, _("終了した研修だけ、修了の記録を再開できます。"))
        return redirect("trainings:training_detail", pk)
    # settings.ABSOLUTE_URL_OVERRIDES gives a job its page.
    return redirect(cast("Any", job))
