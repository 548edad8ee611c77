"""Exporting a roster: which format, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django.contrib.auth.decorators import login_required
from django.http import FileResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache

from accounts.access import acting_user
from core.models import Job
from core.tabular import UnencodableRowsError
from trainings.access import own_training
from trainings.roster import services
from trainings.roster.enums import RosterFormat
from trainings.roster.exporting import CONTENT_TYPES, roster_file_name
from trainings.roster.forms import ExportForm

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse
    from django.http.response import HttpResponseBase


@login_required
@never_cache
def export(request: HttpRequest, pk: int) -> HttpResponseBase:
    training = own_training(request, pk)
    form = ExportForm(request.POST or None)
    unencodable: UnencodableRowsError | None = None
    if request.method == "POST" and form.is_valid():
        file_format = RosterFormat(form.cleaned_data["format"])
        try:
            made = services.request_export(
                training=training,
                file_format=file_format,
                reason=form.reason(),
                actor=acting_user(request),
                language=get_language() or "ja",
            )
        except UnencodableRowsError as error:
            unencodable = error
        else:
            if isinstance(made, Job):
                # settings.ABSOLUTE_URL_OVERRIDES gives a job its page.
                return redirect(cast("Any", made))
            return FileResponse(
                made,
                as_attachment=True,
                filename=roster_file_name(training, file_format, timezone.now()),
                content_type=CONTENT_TYPES[file_format],
            )
    return _page(request, training, form, unencodable)


def _page(
    request: HttpRequest, training: Any, form: ExportForm, unencodable: UnencodableRowsError | None
) -> HttpResponse:
    return render(
        request,
        "trainings/roster_export.html",
        {"training": training, "form": form, "unencodable": unencodable},
    )
