from __future__ import annotations

import tempfile
from typing import Any

from celery import shared_task
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from core.jobs import JobFailedError, Progress, job_task
from core.tabular import UnencodableRowsError
from trainings.errors import TrainingFullError, TrainingLockedError
from trainings.models import RosterImport, Training
from trainings.roster import services
from trainings.roster.enums import RosterFormat
from trainings.roster.exporting import roster_file_name, write_roster

COUNTED = ("rows", "new", "changed", "unchanged")


@job_task(services.PREVIEW_JOB)
def preview_import(progress: Progress) -> dict[str, Any]:
    """Result: `summary`, to be read, and the counts `rows`, `new`, `changed`, `unchanged`."""
    roster_import = _roster_import(progress)
    services.preview_import(roster_import, progress.report)
    counts = {name: roster_import.preview[name] for name in COUNTED}
    problems = len(roster_import.preview["errors"])
    summary = (
        _("取り込めないところが%(number)d件あります。内容を確かめてください。")
        % {"number": problems}
        if problems
        else _("確認できました。内容を見て、取り込みに進んでください。")
    )
    return {**counts, "summary": summary}


@job_task(services.CONFIRM_JOB)
def confirm_import(progress: Progress) -> dict[str, Any]:
    """Result: `summary`, to be read, and the counts `new` and `changed`."""
    roster_import = _roster_import(progress)
    try:
        services.apply_import(roster_import=roster_import, actor=_actor(progress))
    except services.RosterChangedError as error:
        raise JobFailedError(
            _(
                "確認のあとで名簿が変わりました。何も取り込んでいません。もう一度内容を確認してください。"
            )
        ) from error
    except (TrainingLockedError, TrainingFullError) as error:
        raise JobFailedError(
            _("研修の状態が変わったため、取り込めませんでした。何も取り込んでいません。")
        ) from error
    counts = {name: roster_import.preview.get(name) for name in ("new", "changed")}
    summary = _("新しい方%(new)d人、内容を変更した方%(changed)d人を取り込みました。") % counts
    return {**counts, "summary": summary}


@job_task(services.EXPORT_JOB)
def export_roster(progress: Progress) -> dict[str, Any]:
    """Attaches the file; result: `summary`, to be read, and `rows`."""
    training = (
        Training.objects.visible_to(_actor(progress))
        .filter(pk=progress.parameters["training_id"])
        .first()
    )
    if training is None:
        raise JobFailedError(_("この研修の名簿を書き出す権限がありません。"))
    file_format = RosterFormat(progress.parameters["format"])
    total = training.registrations.active().count()
    with tempfile.TemporaryFile() as file:
        try:
            rows = write_roster(
                training, file, file_format, lambda done: progress.report(done, total)
            )
        except UnencodableRowsError as error:
            raise JobFailedError(
                _("%(reason)s ExcelかCSV（UTF-8）で書き出してください。") % {"reason": error}
            ) from error
        file.seek(0)
        progress.attach(file, roster_file_name(training, file_format, timezone.now()))
    return {"rows": rows, "summary": _("%(rows)d行を書き出しました。") % {"rows": rows}}


@shared_task(name="trainings.remove_old_import_files")
def remove_old_import_files() -> None:
    services.remove_old_import_files()


def _actor(progress: Progress) -> User:
    return User.objects.get(pk=progress.job.created_by_id)


def _roster_import(progress: Progress) -> RosterImport:
    return RosterImport.objects.select_related("training").get(
        pk=progress.parameters["roster_import_id"]
    )
