"""The people of an organization: invitations, roles, and one person's memberships."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.access import acting_user, administrator_required
from accounts.forms import InvitationForm, PeriodForm
from accounts.invitations import invite_person, resend_invitation, withdraw_invitation
from accounts.memberships import (
    change_period,
    confirm_roles,
    confirmable_year,
    end_role,
    end_sessions,
)
from accounts.models import Invitation, Membership, Organization, User
from accounts.permissions import is_national_administrator, roles_given_by
from core.confirming import confirm_action
from core.errors import RefusedError
from portal.administration.organizations import get_administered

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@administrator_required
def invitation_create(request: HttpRequest, pk: int) -> HttpResponse:
    organization = get_administered(request, pk)
    roles = roles_given_by(request.user, organization)
    form = InvitationForm(request.POST or None, roles=roles)
    if form.is_valid():
        try:
            invite_person(
                organization=organization,
                role=form.cleaned_data["role"],
                email=form.cleaned_data["email"],
                actor=acting_user(request),
            )
        except RefusedError as error:
            form.add_error(None, str(error))
        else:
            messages.success(
                request,
                _("%(email)s に招待のメールをお送りします。")
                % {"email": form.cleaned_data["email"]},
            )
            return redirect("portal:organization_detail", pk)
    context = {"form": form, "organization": organization}
    return render(request, "portal/administration/invitation_form.html", context)


@administrator_required
def invitation_resend(request: HttpRequest, pk: int) -> HttpResponse:
    invitation = _get_invitation(request, pk)
    return confirm_action(
        request,
        template="portal/administration/invitation_resend.html",
        context={"invitation": invitation, "organization": invitation.organization},
        action=partial(resend_invitation, invitation=invitation, actor=acting_user(request)),
        done=_("招待のメールをもう一度お送りします。前のURLは使えなくなりました。"),
        next_url=_url_of(invitation.organization),
    )


@administrator_required
def invitation_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    invitation = _get_invitation(request, pk)
    return confirm_action(
        request,
        template="portal/administration/invitation_withdraw.html",
        context={"invitation": invitation, "organization": invitation.organization},
        action=partial(withdraw_invitation, invitation=invitation, actor=acting_user(request)),
        done=_("招待を取り消しました。"),
        next_url=_url_of(invitation.organization),
    )


@administrator_required
def membership_period(request: HttpRequest, pk: int) -> HttpResponse:
    membership = _get_membership(request, pk)
    stored = {"starts_on": membership.starts_on, "ends_on": membership.ends_on}
    # Both days may be left empty: nothing at all is a valid answer.
    form = PeriodForm(request.POST if request.method == "POST" else None, initial=stored)
    if form.is_valid():
        try:
            change_period(membership=membership, actor=acting_user(request), **form.cleaned_data)
        except RefusedError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("権限の期間を変えました。"))
            return redirect(_url_of(membership.organization))
    context = {
        "form": form,
        "membership": membership,
        "organization": membership.organization,
    }
    return render(request, "portal/administration/membership_period.html", context)


@administrator_required
def membership_end(request: HttpRequest, pk: int) -> HttpResponse:
    membership = _get_membership(request, pk)
    is_own = membership.user_id == acting_user(request).pk
    return confirm_action(
        request,
        template="portal/administration/membership_end.html",
        context={"membership": membership, "organization": membership.organization},
        action=partial(end_role, membership=membership, actor=acting_user(request)),
        done=_("権限を外しました。"),
        next_url=reverse("portal:my_page") if is_own else _url_of(membership.organization),
    )


@administrator_required
def roles_confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """Confirm for the fiscal year those who were ticked; who was not waits for 1 May."""
    organization = get_administered(request, pk)
    year = confirmable_year()
    memberships = list(
        organization.memberships.filter(is_active=True)
        .select_related("user")
        .order_by("role", "user__email")
    )
    if request.method == "POST":
        ticked = set(request.POST.getlist("membership"))
        chosen = [each for each in memberships if str(each.pk) in ticked]
        count = confirm_roles(memberships=chosen, actor=acting_user(request))
        messages.success(request, _("%(count)d件の権限を確認しました。") % {"count": count})
        return redirect("portal:organization_detail", pk)
    context = {"organization": organization, "memberships": memberships, "year": year}
    return render(request, "portal/administration/roles_confirm.html", context)


@administrator_required
@require_safe
def person_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """A person's memberships: all of them for the nation, else those one administers."""
    person, memberships = _get_person(request, pk)
    context = {"person": person, "memberships": memberships}
    return render(request, "portal/administration/person_detail.html", context)


@administrator_required
def person_sign_out(request: HttpRequest, pk: int) -> HttpResponse:
    person, _memberships = _get_person(request, pk)
    return confirm_action(
        request,
        template="portal/administration/person_sign_out.html",
        context={"person": person},
        action=partial(end_sessions, user=person, actor=acting_user(request)),
        done=_("この方のログインを、すべての端末で終了しました。"),
        next_url=reverse("portal:person_detail", args=[pk]),
    )


def _get_person(request: HttpRequest, pk: int) -> tuple[User, list[Membership]]:
    """404 for one who works for none of the organizations that the user administers."""
    memberships = Membership.objects.filter(user_id=pk).select_related("organization")
    if not is_national_administrator(request.user):
        administered = Organization.objects.administered_by(request.user)
        memberships = memberships.filter(organization__in=administered)
    rows = list(memberships.order_by("-is_active", "organization__name", "role"))
    if not rows:
        raise Http404
    return get_object_or_404(User, pk=pk), rows


def _get_membership(request: HttpRequest, pk: int) -> Membership:
    """404 unless the user may give this role in its organization."""
    membership: Membership = get_object_or_404(
        Membership.objects.select_related("organization", "user").filter(
            organization__in=Organization.objects.administered_by(request.user), is_active=True
        ),
        pk=pk,
    )
    if membership.role not in roles_given_by(request.user, membership.organization):
        raise Http404
    return membership


def _get_invitation(request: HttpRequest, pk: int) -> Invitation:
    invitation: Invitation = get_object_or_404(
        Invitation.objects.select_related("organization").filter(
            organization__in=Organization.objects.administered_by(request.user)
        ),
        pk=pk,
    )
    if invitation.role not in roles_given_by(request.user, invitation.organization):
        raise Http404
    return invitation


def _url_of(organization: Organization) -> str:
    return reverse("portal:organization_detail", args=[organization.pk])
