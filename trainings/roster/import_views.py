"""Importing a roster: upload, preview, confirm, undo."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import FileResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.access import acting_user
from core.tabular.encodings import LABELS
from trainings.access import own_training
from trainings.errors import TrainingFullError, TrainingLockedError
from trainings.permissions import is_unlocked
from trainings.roster import services
from trainings.roster.enums import RosterFormat
from trainings.roster.exporting import CONTENT_TYPES
from trainings.roster.forms import ImportForm
from trainings.roster.template_file import TEMPLATE_NAME, write_template

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from trainings.models import RosterImport

PROBLEMS_A_PAGE = 100


@login_required
def import_create(request: HttpRequest, pk: int) -> HttpResponse:
    training = own_training(request, pk)
    if not is_unlocked(training):
        return _locked(request, pk)
    form = ImportForm(request.POST, request.FILES) if request.method == "POST" else ImportForm()
    if form.is_valid():
        roster_import = services.receive_import(
            training=training,
            file=form.cleaned_data["file"],
            actor=acting_user(request),
            language=get_language() or "ja",
        )
        if roster_import.job:
            # settings.ABSOLUTE_URL_OVERRIDES gives a job its page.
            return redirect(cast("Any", roster_import.job))
        return redirect("trainings:import_detail", pk, roster_import.pk)
    past = training.imports.exclude(confirmed_at=None).select_related("created_by")
    return render(
        request,
        "trainings/import_form.html",
        {"training": training, "form": form, "past": past[:20]},
    )


@login_required
@require_safe
def import_detail(request: HttpRequest, pk: int, import_pk: int) -> HttpResponse:
    roster_import = _own_import(request, pk, import_pk)
    preview = roster_import.preview
    problems = preview.get("errors", [])
    page = Paginator(problems, PROBLEMS_A_PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "trainings/import_detail.html",
        {
            "training": roster_import.training,
            "roster_import": roster_import,
            "preview": preview,
            "page": page,
            "bad_rows": len({problem["row"] for problem in problems}),
            "encoding": LABELS.get(roster_import.encoding, ""),
            "is_unlocked": is_unlocked(roster_import.training),
            "is_under_way": bool(roster_import.job and not roster_import.job.is_finished),
            "can_undo": services.can_undo(roster_import),
        },
    )


@login_required
def import_confirm(request: HttpRequest, pk: int, import_pk: int) -> HttpResponse:
    roster_import = _own_import(request, pk, import_pk)
    if request.method != "POST":
        return redirect("trainings:import_detail", pk, import_pk)
    try:
        services.confirm_import(
            roster_import=roster_import,
            actor=acting_user(request),
            language=get_language() or "ja",
        )
    except services.RosterChangedError:
        messages.warning(
            request,
            _(
                "確認のあとで名簿が変わりました。まだ取り込んでいません。内容をもう一度確かめてください。"
            ),
        )
    except (TrainingLockedError, TrainingFullError):
        return _locked(request, pk)
    else:
        roster_import.refresh_from_db()
        if not roster_import.confirmed_at and roster_import.job:
            return redirect(cast("Any", roster_import.job))
        messages.success(request, _("名簿を取り込みました。"))
    return redirect("trainings:import_detail", pk, import_pk)


@login_required
def import_undo(request: HttpRequest, pk: int, import_pk: int) -> HttpResponse:
    roster_import = _own_import(request, pk, import_pk)
    if request.method != "POST":
        return redirect("trainings:import_detail", pk, import_pk)
    try:
        services.undo_import(roster_import=roster_import, actor=acting_user(request))
    except services.UndoImpossibleError as error:
        messages.error(request, _explained(error))
    except TrainingLockedError:
        return _locked(request, pk)
    else:
        messages.success(request, _("取り込みを元に戻しました。"))
    return redirect("trainings:import_detail", pk, import_pk)


@login_required
@require_safe
def import_template(request: HttpRequest, pk: int) -> FileResponse:
    own_training(request, pk)
    file = io.BytesIO()
    write_template(file)
    file.seek(0)
    return FileResponse(
        file,
        as_attachment=True,
        filename=TEMPLATE_NAME,
        content_type=CONTENT_TYPES[RosterFormat.XLSX],
    )


def _explained(error: services.UndoImpossibleError) -> str:
    reasons = []
    if error.used:
        reasons.append(
            _("取り込んだ方のうち%(number)d人は、出席か修了が記録されています。")
            % {"number": error.used}
        )
    if error.edited:
        reasons.append(
            _("変更した方のうち%(number)d人は、そのあとで内容が変更されています。")
            % {"number": error.edited}
        )
    return _("元に戻せません。%(reasons)s何も変更していません。") % {"reasons": "".join(reasons)}


def _own_import(request: HttpRequest, pk: int, import_pk: int) -> RosterImport:
    training = own_training(request, pk)
    roster_import: RosterImport = get_object_or_404(
        training.imports.select_related("job", "created_by"), pk=import_pk
    )
    roster_import.training = training
    return roster_import


def _locked(request: HttpRequest, pk: int) -> HttpResponse:
    messages.warning(
        request, _("終了または中止した研修の名簿は変更できません。何も変更していません。")
    )
    return redirect("trainings:training_detail", pk)
