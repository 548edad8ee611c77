"""A certificate's own pages: for the learner who earned it and the officers who answer for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import FileResponse, HttpResponse, HttpResponseNotModified
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import parse_etags, quote_etag
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from accounts.learners import current_learner
from accounts.models import User
from certificates.forms import ReissueForm, RevokeForm
from certificates.models import Certificate
from certificates.numbers import shown_code
from certificates.permissions import (
    answers_for_certificate,
    can_reissue_certificate,
    can_revoke_certificate,
    owns_certificate,
)
from certificates.rendering import verify_url
from certificates.services import (
    CertificateEndedError,
    CertificateSupersededError,
    reissue_certificate,
    revoke_certificate,
)

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

private = cache_control(private=True, no_store=True)


@private
@require_safe
def certificate_detail(request: HttpRequest, number: str) -> HttpResponse:
    certificate = _visible(request, number)
    learner = current_learner(request)
    successor = getattr(certificate, "superseded_by", None)
    return render(
        request,
        "certificates/certificate_detail.html",
        {
            "certificate": certificate,
            "successor": successor,
            "shown_code": shown_code(certificate.code),
            "verify_url": verify_url(certificate.code),
            "is_owner": owns_certificate(learner, certificate),
            "is_officer": answers_for_certificate(request.user, certificate),
            "can_reissue": successor is None
            and can_reissue_certificate(request.user, learner, certificate),
            "can_revoke": certificate.is_valid
            and can_revoke_certificate(request.user, certificate),
        },
    )


@private
@require_safe
def certificate_file(request: HttpRequest, number: str) -> HttpResponseBase:
    """The PDF as issued. One that is no longer valid is explained rather than handed out."""
    certificate = _visible(request, number)
    if not certificate.is_valid:
        return redirect(certificate)
    tag = quote_etag(certificate.digest)
    if tag in parse_etags(request.headers.get("If-None-Match", "")):
        return HttpResponseNotModified(headers={"ETag": tag})
    return FileResponse(
        certificate.file.open("rb"),
        filename=f"{certificate.number}.pdf",
        content_type="application/pdf",
        headers={"ETag": tag},
    )


@private
def certificate_reissue(request: HttpRequest, number: str) -> HttpResponse:
    certificate = _visible(request, number)
    if not can_reissue_certificate(request.user, current_learner(request), certificate):
        return redirect(certificate)
    form = ReissueForm(request.POST or None, initial={"name": certificate.name})
    if form.is_valid():
        try:
            issued = reissue_certificate(
                certificate=certificate,
                name=form.cleaned_data["name"],
                reason=form.cleaned_data["reason"],
                actor=request.user if isinstance(request.user, User) else None,
            )
        except CertificateSupersededError:
            messages.warning(request, _("この修了証は、すでに再発行されています。"))
            return redirect(certificate)
        messages.success(request, _("修了証を再発行しました。前の修了証は使えなくなりました。"))
        return redirect(issued)
    return render(
        request,
        "certificates/certificate_reissue.html",
        {"form": form, "certificate": certificate},
    )


@private
def certificate_revoke(request: HttpRequest, number: str) -> HttpResponse:
    certificate = _visible(request, number)
    if not can_revoke_certificate(request.user, certificate):
        return redirect(certificate)
    form = RevokeForm(request.POST or None)
    if form.is_valid() and isinstance(request.user, User):
        try:
            revoke_certificate(
                certificate=certificate, reason=form.cleaned_data["reason"], actor=request.user
            )
        except CertificateEndedError:
            messages.warning(request, _("この修了証は、すでに使えなくなっています。"))
        else:
            messages.success(request, _("修了証を取り消しました。"))
        return redirect(certificate)
    return render(
        request,
        "certificates/certificate_revoke.html",
        {"form": form, "certificate": certificate},
    )


def _visible(request: HttpRequest, number: str) -> Certificate:
    visible = Certificate.objects.visible_to(request.user, current_learner(request))
    found: Certificate = get_object_or_404(
        visible.select_related("completion__learner", "superseded_by"), number=number
    )
    return found
