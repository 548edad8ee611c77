"""Long work under way: leave and come back, fetch the result, read why it failed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from certificates.printing import PRINT_JOB
from core.models import Job
from trainings.closing.services import CLOSING_JOB
from trainings.roster.services import CONFIRM_JOB, EXPORT_JOB, PREVIEW_JOB

if TYPE_CHECKING:
    import uuid

    from django.contrib.auth.models import AnonymousUser
    from django.http import HttpRequest, HttpResponse
    from django.utils.functional import _StrPromise

    from accounts.models import User

# What a job is called on its page, by the name of its task.
TITLES: dict[str, _StrPromise] = {
    CLOSING_JOB: _("修了の記録"),
    PREVIEW_JOB: _("名簿の確認"),
    CONFIRM_JOB: _("名簿の取り込み"),
    EXPORT_JOB: _("名簿の書き出し"),
    PRINT_JOB: _("修了証の印刷用ファイル"),
}


RECENT = 5


def shown_job(job: Job) -> dict[str, object]:
    return {"job": job, "title": TITLES.get(job.kind, _("処理"))}


def recent_jobs(user: User | AnonymousUser) -> list[dict[str, object]]:
    """The user's latest jobs, so that whoever left one finds the way back."""
    return [shown_job(job) for job in Job.objects.visible_to(user)[:RECENT]]


@login_required
@require_safe
@never_cache
def job_detail(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    job = get_object_or_404(Job.objects.visible_to(request.user), pk=pk)
    return render(request, "portal/job_detail.html", shown_job(job))


@login_required
@require_safe
@never_cache
def job_progress(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The part of the page that changes, asked for each second while the job runs."""
    job = get_object_or_404(Job.objects.visible_to(request.user), pk=pk)
    return render(request, "portal/_job_progress.html", shown_job(job))


@login_required
@require_safe
@never_cache
def job_result(request: HttpRequest, pk: uuid.UUID) -> FileResponse:
    job = get_object_or_404(Job.objects.visible_to(request.user), pk=pk)
    if not job.result_file:
        raise Http404
    return FileResponse(job.result_file.open("rb"), as_attachment=True, filename=job.result_name)
