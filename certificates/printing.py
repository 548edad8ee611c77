"""All certificates of a training in one PDF, to be printed and handed out.

The pages are those that were issued, byte for byte in what they draw: nothing is drawn anew.
"""

from __future__ import annotations

import io
import tempfile
from typing import IO, TYPE_CHECKING, Any
from zipfile import ZipFile

from django.db import transaction
from django.utils.translation import gettext as _
from pypdf import PdfWriter

from accounts.models import User
from certificates.enums import CertificateAction
from certificates.models import Certificate
from core.audit import record_action
from core.jobs import JobFailedError, start_job

if TYPE_CHECKING:
    from certificates.querysets import CertificateQuerySet
    from core.jobs import Progress
    from core.models import Job

PRINT_JOB = "certificates.print"
# A merged file is held in memory until it is written: 500 pages take about 130 MB. More than that
# come as several files in a ZIP, which is also what a printer takes in one go.
PER_FILE = 500


def printable_certificates(user: User, training_id: int) -> CertificateQuerySet:
    """The valid certificates of a training, in the order in which they were numbered."""
    found: CertificateQuerySet = Certificate.objects.run_by(user)
    return found.valid().of_training(training_id).order_by("pk")


@transaction.atomic
def start_printing(
    *, training_id: int, reason: str, actor: User, language: str = "ja", next_url: str = ""
) -> Job:
    """Names leave the site in one file: who took which rows and why is recorded."""
    job = start_job(
        kind=PRINT_JOB,
        actor=actor,
        language=language,
        next_url=next_url,
        training_id=training_id,
    )
    ids = list(
        printable_certificates(actor, training_id).values_list("pk", "completion__organization_id")
    )
    record_action(
        CertificateAction.PRINTED,
        job,
        actor=actor,
        organization_id=ids[0][1] if ids else None,
        reason=reason,
        training_id=training_id,
        certificate_ids=[pk for pk, _organization in ids],
    )
    return job


def print_certificates(progress: Progress) -> dict[str, Any]:
    training_id = progress.parameters["training_id"]
    user = User.objects.get(pk=progress.job.created_by_id)
    certificates = list(printable_certificates(user, training_id))
    if not certificates:
        raise JobFailedError(_("印刷できる修了証がありません。"))
    count = len(certificates)
    with tempfile.TemporaryFile() as result:
        if count <= PER_FILE:
            _merge(certificates, 0, progress, result)
        else:
            with ZipFile(result, "w") as archive:
                for start in range(0, count, PER_FILE):
                    name = f"{start + 1:04}-{min(start + PER_FILE, count):04}.pdf"
                    part = io.BytesIO()
                    _merge(certificates, start, progress, part)
                    archive.writestr(name, part.getvalue())
        result.seek(0)
        suffix = "pdf" if count <= PER_FILE else "zip"
        progress.attach(result, _("修了証_%(count)d枚") % {"count": count} + f".{suffix}")
    return {"certificates": count}


def _merge(
    certificates: list[Certificate], start: int, progress: Progress, target: IO[bytes]
) -> None:
    """Write the pages of one file, beginning with the certificate at `start`."""
    writer = PdfWriter()
    part = certificates[start : start + PER_FILE]
    for done, certificate in enumerate(part, start=start + 1):
        with certificate.file.open("rb") as file:
            writer.append(file, import_outline=False)
        if done % 20 == 0 or done == len(certificates):
            progress.report(done, len(certificates))
    writer.add_metadata({"/Title": _("修了証（%(count)d枚）") % {"count": len(part)}})
    writer.write(target)
