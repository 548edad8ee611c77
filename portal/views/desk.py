from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Min
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.models import Organization
from accounts.permissions import is_administrator, is_editor, is_officer, works_at_desk
from portal.desk import certificates_of, sees_figures
from portal.views.jobs import recent_jobs
from trainings import queries
from windows.models import Window
from windows.permissions import can_keep_windows

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@login_required
@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """What waits to be done, and the rooms that the user's roles open."""
    user = request.user
    if not works_at_desk(user):
        raise PermissionDenied
    plans, edits = is_officer(user), is_editor(user)
    found = queries.load_officer_desk(user, timezone.now()) if plans else None
    return render(
        request,
        "portal/desk.html",
        {
            "organizations": Organization.objects.visible_to(user),
            "plans": plans,
            "keeps_windows": plans and can_keep_windows(user),
            "desk": found,
            "closed": [
                {"training": training, "certificates_url": certificates_of(training)}
                for training in (found.closed if found else [])
            ],
            "jobs": recent_jobs(user),
            "sees_figures": sees_figures(user),
            "edits": edits,
            "administers": is_administrator(user),
            "windows_due": edits
            and Window.objects.from_files()
            .due(timezone.localdate())
            .aggregate(number=Count("pk"), first=Min("expires_on")),
        },
    )
