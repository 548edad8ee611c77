"""The officers' certificates: those that stand, those that could not be issued, and printing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.permissions import is_officer
from certificates import printing
from certificates.forms import DeskSearchForm, PrintedNameForm, ReasonForm
from certificates.models import Certificate, PendingCertificate
from certificates.services import CertificateEndedError, issue_certificate
from certificates.views.certificates import private

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

PAGE_SIZE = 50


@private
@login_required
def certificate_list(request: HttpRequest) -> HttpResponse:
    user = _officer(request)
    form = DeskSearchForm(request.GET)
    words, training_id = "", None
    if form.is_valid():
        words, training_id = form.cleaned_data["q"], form.cleaned_data["training"]
    certificates = Certificate.objects.run_by(user).matching(words)
    pending = PendingCertificate.objects.run_by(user).blocked().select_related("completion")
    if training_id:
        certificates = certificates.of_training(training_id)
        pending = pending.filter(completion__evidence__training_id=training_id)
    return render(
        request,
        "certificates/certificate_list.html",
        {
            "page": Paginator(certificates, PAGE_SIZE).get_page(request.GET.get("page")),
            "blocked": pending.order_by("pk")[:PAGE_SIZE],
            "words": words,
            "training_id": training_id,
        },
    )


@private
@login_required
def certificate_print(request: HttpRequest) -> HttpResponse:
    user = _officer(request)
    search = DeskSearchForm(request.GET)
    training_id = search.cleaned_data["training"] if search.is_valid() else None
    if training_id is None:
        raise Http404
    count = printing.printable_certificates(user, training_id).count()
    if not count:
        raise Http404
    form = ReasonForm(request.POST or None)
    if form.is_valid():
        job = printing.start_printing(
            training_id=training_id,
            reason=form.cleaned_data["reason"],
            actor=user,
            language=get_language() or "ja",
            next_url=f"{reverse('certificates:certificate_list')}?training={training_id}",
        )
        # settings.ABSOLUTE_URL_OVERRIDES gives a job its page.
        return redirect(cast("Any", job).get_absolute_url())
    return render(
        request,
        "certificates/certificate_print.html",
        {"form": form, "count": count, "training_id": training_id},
    )


@private
@login_required
def pending_issue(request: HttpRequest, pk: int) -> HttpResponse:
    """Issue, under a name that can be printed, what could not be issued."""
    user = _officer(request)
    pending = get_object_or_404(
        PendingCertificate.objects.run_by(user).blocked().select_related("completion"), pk=pk
    )
    form = PrintedNameForm(request.POST or None, initial={"name": pending.completion.printed_name})
    if form.is_valid():
        try:
            issued = issue_certificate(
                completion=pending.completion, name=form.cleaned_data["name"], actor=user
            )
        except CertificateEndedError:
            messages.warning(request, _("この修了証は、すでに使えなくなっています。"))
            return redirect("certificates:certificate_list")
        messages.success(request, _("修了証を発行しました。"))
        return redirect(issued)
    return render(request, "certificates/pending_issue.html", {"form": form, "pending": pending})


def _officer(request: HttpRequest) -> User:
    if not isinstance(request.user, User) or not is_officer(request.user):
        raise PermissionDenied
    return request.user
