"""One page for a hall: everyone registered, one big button each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import BadRequest
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import acting_user
from core.japanese.names import variant_pairs
from core.query_params import query_text
from trainings.access import own_training
from trainings.attendance.services import add_walk_in, mark_attendance
from trainings.errors import RegistrationCancelledError, TrainingFullError, TrainingLockedError
from trainings.permissions import is_unlocked
from trainings.queries import HallRow, attendance_rows, default_session
from trainings.registrations.forms import WalkInForm

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from trainings.models import Session, Training


@login_required
def attendance(request: HttpRequest, pk: int, session_pk: int | None = None) -> HttpResponse:
    training = own_training(request, pk)
    sessions = list(training.sessions.all())
    if session_pk is None:
        session = default_session(sessions, timezone.now())
        if session is None:
            messages.warning(request, _("開催日時がまだ入力されていません。"))
            return redirect("trainings:training_edit", pk)
    else:
        session = next((s for s in sessions if s.pk == session_pk), None)
        if session is None:
            raise Http404
    return _hall_page(request, training, session, sessions, WalkInForm(training=training))


@login_required
def attendance_mark(request: HttpRequest, pk: int, session_pk: int) -> HttpResponse:
    """POST `present` or `absent` with a registration's number: sets, never toggles."""
    training = own_training(request, pk)
    session = _session(training, session_pk)
    if request.method != "POST":
        return redirect("trainings:attendance", pk, session_pk)
    is_present = "present" in request.POST
    number = request.POST.get("present" if is_present else "absent", "")
    if not number.isascii() or not number.isdigit():
        raise BadRequest
    registration = get_object_or_404(training.registrations.active(), pk=int(number[:18]))
    problem = ""
    try:
        mark_attendance(
            session=session,
            registration=registration,
            is_present=is_present,
            actor=acting_user(request),
        )
    except (TrainingLockedError, RegistrationCancelledError):
        problem = _("この研修は終了しているか、申込みが取り消されています。記録できませんでした。")
        is_present = session.attendances.filter(registration=registration).exists()
    if not request.htmx:  # type: ignore[attr-defined] # set by django-htmx
        if problem:
            messages.error(request, problem)
        page = reverse("trainings:attendance", args=[pk, session_pk])
        return redirect(f"{page}#person-{registration.pk}")
    return render(
        request,
        "trainings/_hall_marked.html",
        {
            "row": HallRow.of(registration, is_present=is_present),
            "present": session.attendances.count(),
            "problem": problem,
            "is_unlocked": is_unlocked(training),
            "mark_url": request.path,
        },
    )


@login_required
def attendance_walk_in(request: HttpRequest, pk: int, session_pk: int) -> HttpResponse:
    """Someone at the door: registered and present in one step."""
    training = own_training(request, pk)
    session = _session(training, session_pk)
    if request.method != "POST":
        return redirect("trainings:attendance", pk, session_pk)
    form = WalkInForm(request.POST, training=training)
    if form.is_valid():
        try:
            add_walk_in(
                session=session,
                applicant=form.applicant(),
                actor=acting_user(request),
                submission_key=form.cleaned_data["submission_key"],
            )
        except TrainingFullError:
            form.add_error(
                None, _("定員に達しています。研修の定員を増やしてから追加してください。")
            )
        except TrainingLockedError:
            messages.error(request, _("この研修は終了しています。追加できませんでした。"))
            return redirect("trainings:attendance", pk, session_pk)
        else:
            messages.success(request, _("追加して、出席にしました。"))
            return redirect("trainings:attendance", pk, session_pk)
    return _hall_page(request, training, session, list(training.sessions.all()), form)


def _session(training: Training, session_pk: int) -> Session:
    session: Session = get_object_or_404(
        training.sessions.select_related("training"), pk=session_pk
    )
    return session


def _hall_page(
    request: HttpRequest,
    training: Training,
    session: Session,
    sessions: list[Session],
    walk_in: WalkInForm,
) -> HttpResponse:
    people = attendance_rows(session)
    words = query_text(request)
    shown = [row for row in people if row.matches(words)]
    return render(
        request,
        "trainings/attendance.html",
        {
            "training": training,
            "session": session,
            "sessions": sessions,
            "number": sessions.index(session) + 1,
            "people": shown,
            "registered": len(people),
            "present": sum(row.is_present for row in people),
            "words": words,
            "variants": variant_pairs(),
            "walk_in": walk_in,
            "is_unlocked": is_unlocked(training),
        },
    )
