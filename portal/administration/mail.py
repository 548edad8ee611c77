"""Whether mail goes out: what waits, what was given up, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Count
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.access import national_administrator_required
from core.enums import MailState
from core.models import OutboxMail

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

SHOWN = 50


@national_administrator_required
@require_safe
def outbox(request: HttpRequest) -> HttpResponse:
    """Addresses and texts are not shown: an operator needs neither."""
    numbers = dict(OutboxMail.objects.order_by().values_list("state").annotate(Count("pk")))
    troubled = OutboxMail.objects.exclude(error="").exclude(state=MailState.SENT)
    context = {
        "counts": [(label, numbers.get(value, 0)) for value, label in MailState.choices],
        "troubled": troubled.order_by("-created_at")[:SHOWN],
    }
    return render(request, "portal/administration/outbox.html", context)
