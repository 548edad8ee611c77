"""Pages for everyone: find a training, apply, see what was booked, cancel."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allauth.core import ratelimit
from django.contrib import messages
from django.core.cache import cache
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from accounts.learners import current_learner, ensure_learner
from accounts.models import Prefecture, User
from core.query_params import query_text
from trainings.enums import RegistrationState
from trainings.errors import (
    AttendanceRecordedError,
    RegistrationClosedError,
    TrainingFullError,
    TrainingLockedError,
)
from trainings.models import Registration, Training
from trainings.permissions import accepts_applications, application_deadline, can_withdraw
from trainings.queries import edition_title, other_open_trainings
from trainings.registrations.forms import ApplicationForm
from trainings.registrations.services import apply_for_training, cancel_registration, mail_receipt

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

PAGE = 20
RECEIPT_PAUSE = 600


def public_list(request: HttpRequest) -> HttpResponse:
    words, prefecture = query_text(request), query_text(request, "prefecture")
    now = timezone.now()
    upcoming = Training.objects.with_dates().upcoming(now)
    offered = Prefecture.objects.filter(
        pk__in=upcoming.order_by().values("organization__prefecture")
    )
    found = upcoming.matching(words).select_related("organization__prefecture")
    if prefecture:
        found = found.filter(organization__prefecture=prefecture)
    page = Paginator(found.prefetch_related("sessions"), PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "trainings/public_list.html",
        {
            "page": page,
            "rows": [
                {"training": training, "accepts": accepts_applications(training, now)}
                for training in page
            ],
            "words": words,
            "prefecture": prefecture,
            "prefectures": offered,
        },
    )


def public_detail(request: HttpRequest, public_id: UUID) -> HttpResponse:
    training = _shown_training(request, public_id)
    return render(request, "trainings/public_detail.html", _public_context(training))


@never_cache
def register(request: HttpRequest, public_id: UUID) -> HttpResponse:
    training = _shown_training(request, public_id)
    user = request.user if isinstance(request.user, User) else None
    form = ApplicationForm(
        request.POST or None,
        training=training,
        user=user,
        learner=current_learner(request) if user else None,
    )
    problem = ""
    if request.method == "POST" and form.is_valid():
        problem, answer = _apply(request, training, form)
        if answer:
            return answer
        training.refresh_from_db(fields=["seats_taken", "capacity", "state"])
    context = _public_context(training)
    if request.method != "POST" and not context["is_open"]:
        return redirect("trainings:public_detail", public_id)
    return render(
        request,
        "trainings/register.html",
        {
            **context,
            "form": form,
            "problem": problem,
            "others": other_open_trainings(training, timezone.now()) if problem else [],
        },
        status=429 if problem == "often" else 200,
    )


def _apply(
    request: HttpRequest, training: Training, form: ApplicationForm
) -> tuple[str, HttpResponse | None]:
    """A problem (`often`, `full` or `closed`), or where to go on."""
    email = form.cleaned_data["email"].lower()
    if not ratelimit.consume(request, action="training_application", key=email):
        return "often", None
    submission_key = form.cleaned_data["submission_key"]
    is_own = request.user.is_authenticated and not form.cleaned_data["is_for_another"]
    learner = ensure_learner(request) if is_own else None
    try:
        receipt = apply_for_training(
            training=training,
            applicant=form.applicant(),
            submission_key=submission_key,
            learner=learner,
            language=get_language() or "ja",
        )
    except TrainingFullError:
        return "full", None
    except RegistrationClosedError:
        return "closed", None
    registration = receipt.registration
    is_theirs = learner is not None and registration.learner_id == learner.pk
    if receipt.is_new or registration.submission_key == submission_key or is_theirs:
        if not receipt.is_new:
            messages.info(request, _("すでに申込みを受け付けています。"))
        return "", redirect("trainings:registered", registration.public_id)
    # Whoever types another's name and e-mail learns no more than this; the mail goes to its owner.
    if cache.add(f"trainings:receipt:{registration.pk}", 1, RECEIPT_PAUSE):
        mail_receipt(registration, get_language() or "ja")
    return "", render(request, "trainings/already_registered.html", {"training": training})


@never_cache
def registered(request: HttpRequest, public_id: UUID) -> HttpResponse:
    registration = _booked(public_id)
    return _unlisted(
        render(
            request,
            "trainings/registered.html",
            {
                **_public_context(registration.training),
                "registration": registration,
                "is_active": registration.state == RegistrationState.ACTIVE,
                "can_withdraw": can_withdraw(registration, timezone.now()),
            },
        )
    )


@never_cache
def withdraw(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The applicant cancels: GET asks, POST does it."""
    registration = _booked(public_id)
    here = redirect("trainings:registered", public_id)
    if registration.state == RegistrationState.CANCELLED:
        return here
    if not can_withdraw(registration, timezone.now()):
        messages.error(
            request, _("この申込みは、ここからは取り消せません。主催者にご連絡ください。")
        )
        return here
    if request.method != "POST":
        context = {**_public_context(registration.training), "registration": registration}
        return _unlisted(render(request, "trainings/withdraw.html", context))
    try:
        cancel_registration(registration=registration, actor=None)
    except (TrainingLockedError, AttendanceRecordedError):
        messages.error(
            request, _("この申込みは、ここからは取り消せません。主催者にご連絡ください。")
        )
    else:
        messages.success(request, _("申込みを取り消しました。"))
    return here


def _shown_training(request: HttpRequest, public_id: UUID) -> Training:
    """A draft is shown to its own officers alone, who look at it before publishing."""
    trainings = Training.objects.select_related("organization").prefetch_related("sessions")
    found: Training | None = trainings.public().filter(public_id=public_id).first()
    if found is None:
        found = trainings.visible_to(request.user).filter(public_id=public_id).first()
    if found is None:
        raise Http404
    return found


def _booked(public_id: UUID) -> Registration:
    registration: Registration = get_object_or_404(
        Registration.objects.select_related("training__organization").prefetch_related(
            "training__sessions"
        ),
        public_id=public_id,
    )
    return registration


def _public_context(training: Training) -> dict[str, object]:
    sessions = list(training.sessions.all())
    accepts = accepts_applications(training, timezone.now())
    return {
        "training": training,
        "sessions": sessions,
        "has_online": any(session.online_url for session in sessions),
        "course": edition_title(training.edition_id),
        "deadline": application_deadline(training),
        "seats_left": training.seats_left,
        "accepts": accepts,
        "is_open": accepts and training.seats_taken < training.capacity,
        "contact": training.contact or training.organization.contact,
    }


def _unlisted(response: HttpResponse) -> HttpResponse:
    """The address is the key to the booking: no search engine keeps it."""
    response["X-Robots-Tag"] = "noindex"
    return response
