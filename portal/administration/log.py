"""The audit log, of the site and of an organization."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.paginator import Paginator
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.access import administrator_required, national_administrator_required
from accounts.models import User
from core.audit import action_labels
from core.models import AuditEntry
from core.query_params import query_text
from portal.administration.organizations import get_administered

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest, HttpResponse

    from accounts.models import Organization

PAGE = 50


@national_administrator_required
@require_safe
def site_log(request: HttpRequest) -> HttpResponse:
    return _show_log(request, AuditEntry.objects.all(), None)


@administrator_required
@require_safe
def organization_log(request: HttpRequest, pk: int) -> HttpResponse:
    organization = get_administered(request, pk)
    entries = AuditEntry.objects.filter(organization_id=organization.pk)
    return _show_log(request, entries, organization)


def _show_log(
    request: HttpRequest, entries: QuerySet[AuditEntry], organization: Organization | None
) -> HttpResponse:
    labels = action_labels()
    action, person = query_text(request, "action"), query_text(request, "person")
    if action:
        entries = entries.filter(action=action)
    if person:
        entries = entries.filter(
            actor_id__in=User.objects.filter(email__icontains=person).values("pk")
        )
    page = Paginator(entries.select_related("actor"), PAGE).get_page(request.GET.get("page"))
    context = {
        "organization": organization,
        "page": page,
        "rows": [(entry, labels.get(entry.action, entry.action)) for entry in page],
        "action": action,
        "person": person,
        "actions": sorted(labels.items(), key=lambda item: str(item[1])),
    }
    return render(request, "portal/administration/log.html", context)
