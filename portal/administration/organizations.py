"""Organizations: the list, one of them, and its changes."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef, Q
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import acting_user, administrator_required, national_administrator_required
from accounts.enums import OrganizationKind, Role
from accounts.forms import DelegationForm, MergeForm, OrganizationForm
from accounts.memberships import confirmable_year
from accounts.models import Delegation, Invitation, Membership, Organization, Prefecture
from accounts.organizations import (
    create_organization,
    deactivate_organization,
    end_delegation,
    grant_delegation,
    merge_organizations,
    reactivate_organization,
    update_organization,
)
from accounts.permissions import is_national_administrator, roles_given_by
from core.confirming import confirm_action
from core.errors import RefusedError
from core.query_params import query_text
from core.versions import ChangedMeanwhileError

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from accounts.querysets import OrganizationQuerySet

PAGE = 50


def get_administered(request: HttpRequest, pk: int) -> Organization:
    """404 for an organization that the user does not administer."""
    organization: Organization = get_object_or_404(
        Organization.objects.administered_by(request.user).select_related(
            "prefecture", "municipality", "successor"
        ),
        pk=pk,
    )
    return organization


@administrator_required
def organization_list(request: HttpRequest) -> HttpResponse:
    """Who administers one organization alone is led to it."""
    administered = Organization.objects.administered_by(request.user)
    is_national = is_national_administrator(request.user)
    if not is_national and (first_two := list(administered[:2])) and len(first_two) == 1:
        return redirect("portal:organization_detail", first_two[0].pk)
    words, kind, prefecture = (
        query_text(request),
        query_text(request, "kind"),
        query_text(request, "prefecture"),
    )
    is_orphan = bool(query_text(request, "orphans"))
    page = Paginator(
        _matching(administered, words, kind, prefecture, is_orphan=is_orphan)
        .select_related("prefecture")
        .order_by("prefecture_id", "municipality_id", "pk"),
        PAGE,
    ).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "words": words,
        "kind": kind,
        "prefecture": prefecture,
        "is_orphan": is_orphan,
        "kinds": OrganizationKind.choices,
        "prefectures": Prefecture.objects.values_list("code", "name"),
        "is_national": is_national,
    }
    return render(request, "portal/administration/organization_list.html", context)


def _matching(
    organizations: OrganizationQuerySet, words: str, kind: str, prefecture: str, *, is_orphan: bool
) -> OrganizationQuerySet:
    if words:
        organizations = organizations.filter(
            Q(name__icontains=words) | Q(municipality__name__icontains=words)
        )
    if kind in OrganizationKind.values:
        organizations = organizations.filter(kind=kind)
    if prefecture:
        organizations = organizations.filter(prefecture=prefecture)
    if is_orphan:
        administrators = Membership.objects.active().filter(
            organization=OuterRef("pk"), role__in=[Role.ADMINISTRATOR, Role.NATIONAL_ADMINISTRATOR]
        )
        organizations = organizations.active().filter(~Exists(administrators))
    return organizations


@national_administrator_required
def organization_create(request: HttpRequest) -> HttpResponse:
    form = OrganizationForm(request.POST or None, is_national=True)
    if not form.is_valid():
        return _show_form(request, form, None)
    organization = create_organization(values=form.values(), actor=acting_user(request))
    messages.success(request, _("団体を登録しました。つぎに、この団体の管理者を招待してください。"))
    return redirect("portal:organization_detail", organization.pk)


@administrator_required
def organization_edit(request: HttpRequest, pk: int) -> HttpResponse:
    organization = get_administered(request, pk)
    is_national = is_national_administrator(request.user)
    form = OrganizationForm(request.POST or None, instance=organization, is_national=is_national)
    if not form.is_valid():
        return _show_form(request, form, organization)
    try:
        update_organization(
            organization=organization,
            values=form.values(),
            version=form.cleaned_data["version"],
            actor=acting_user(request),
        )
    except ChangedMeanwhileError:
        form.add_error(
            None,
            _("ほかの方が先に変更しました。この画面を開き直して、いまの内容を確かめてください。"),
        )
        return _show_form(request, form, organization)
    messages.success(request, _("団体の内容を変えました。"))
    return redirect("portal:organization_detail", pk)


def _show_form(
    request: HttpRequest, form: OrganizationForm, organization: Organization | None
) -> HttpResponse:
    context = {"form": form, "organization": organization}
    return render(request, "portal/administration/organization_form.html", context)


@administrator_required
def organization_detail(request: HttpRequest, pk: int) -> HttpResponse:
    organization = get_administered(request, pk)
    year = confirmable_year()
    memberships = list(
        organization.memberships.filter(is_active=True)
        .select_related("user")
        .order_by("role", "user__email")
    )
    counting = set(
        Membership.objects.active().filter(organization=organization).values_list("pk", flat=True)
    )
    context = {
        "organization": organization,
        "is_national": is_national_administrator(request.user),
        "memberships": [(membership, membership.pk in counting) for membership in memberships],
        "unconfirmed": sum(membership.confirmed_year < year for membership in memberships),
        "year": year,
        "roles": roles_given_by(request.user, organization),
        "invitations": Invitation.objects.filter(
            organization=organization, accepted_at=None, withdrawn_at=None
        ),
        "now": timezone.now(),
        "today": timezone.localdate(),
        "predecessors": organization.predecessors.all(),
        "delegations_given": organization.delegations_given.select_related("agent"),
        "delegations_held": organization.delegations_held.select_related("principal"),
    }
    return render(request, "portal/administration/organization_detail.html", context)


@national_administrator_required
def organization_deactivate(request: HttpRequest, pk: int) -> HttpResponse:
    organization = get_administered(request, pk)
    return confirm_action(
        request,
        template="portal/administration/organization_deactivate.html",
        context={"organization": organization},
        action=partial(
            deactivate_organization,
            organization=organization,
            actor=acting_user(request),
            reason=request.POST.get("reason", "").replace("\x00", "")[:200],
        ),
        done=_("団体の利用を止めました。"),
        next_url=_url_of(organization),
    )


@national_administrator_required
def organization_reactivate(request: HttpRequest, pk: int) -> HttpResponse:
    organization = get_administered(request, pk)
    return confirm_action(
        request,
        template="portal/administration/organization_reactivate.html",
        context={"organization": organization},
        action=partial(
            reactivate_organization, organization=organization, actor=acting_user(request)
        ),
        done=_("団体の利用を再開しました。"),
        next_url=_url_of(organization),
    )


@national_administrator_required
def organization_merge(request: HttpRequest, pk: int) -> HttpResponse:
    organization = get_administered(request, pk)
    form = MergeForm(request.POST or None, predecessor=organization, user=acting_user(request))
    if form.is_valid():
        successor: Organization = form.cleaned_data["successor"]
        try:
            merge_organizations(
                predecessor=organization,
                successor=successor,
                actor=acting_user(request),
                moves_people=form.cleaned_data["moves_people"],
            )
        except RefusedError as error:
            form.add_error(None, str(error))
        else:
            messages.success(
                request,
                _("「%(old)s」を「%(new)s」に統合しました。")
                % {"old": organization.name, "new": successor.name},
            )
            return redirect(_url_of(successor))
    context = {"form": form, "organization": organization}
    return render(request, "portal/administration/organization_merge.html", context)


@national_administrator_required
def delegation_create(request: HttpRequest, pk: int) -> HttpResponse:
    organization = get_administered(request, pk)
    form = DelegationForm(request.POST or None, principal=organization)
    if form.is_valid():
        data: dict[str, Any] = form.cleaned_data
        try:
            grant_delegation(principal=organization, actor=acting_user(request), **data)
        except RefusedError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("委託を登録しました。"))
            return redirect(_url_of(organization))
    context = {"form": form, "organization": organization}
    return render(request, "portal/administration/delegation_form.html", context)


@national_administrator_required
def delegation_end(request: HttpRequest, pk: int) -> HttpResponse:
    delegation = get_object_or_404(Delegation.objects.select_related("principal", "agent"), pk=pk)
    return confirm_action(
        request,
        template="portal/administration/delegation_end.html",
        context={"delegation": delegation, "organization": delegation.principal},
        action=partial(end_delegation, delegation=delegation, actor=acting_user(request)),
        done=_("委託を終えました。"),
        next_url=_url_of(delegation.principal),
    )


def _url_of(organization: Organization) -> str:
    return reverse("portal:organization_detail", args=[organization.pk])
