"""All certificates of a training in one PDF, to be printed and handed out.

The pages are those that were issued, byte for byte in what they draw: nothing is drawn anew.
"""

from __future__ import annotations

import tempfile
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _
from pypdf import PdfWriter

from accounts.models import User
from certificates.models import Certificate
from core import audit
from core.jobs import JobFailedError, start_job

if TYPE_CHECKING:
    from certificates.querysets import CertificateQuerySet
    from core.jobs import Progress
    from core.models import Job

PRINT_JOB = "certificates.print"


def printable(user: User, training_id: int) -> CertificateQuerySet:
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
    ids = list(printable(actor, training_id).values_list("pk", "completion__organization_id"))
    audit.record(
        actor=actor,
        action="certificate.printed",
        subject=job,
        organization_id=ids[0][1] if ids else None,
        reason=reason,
        training_id=training_id,
        certificate_ids=[pk for pk, _organization in ids],
    )
    return job


def print_certificates(progress: Progress) -> dict[str, Any]:
    training_id = progress.parameters["training_id"]
    user = User.objects.get(pk=progress.job.created_by_id)
    certificates = list(printable(user, training_id))
    if not certificates:
        raise JobFailedError(_("印刷できる修了証がありません。"))
    writer = PdfWriter()
    for done, certificate in enumerate(certificates, start=1):
        with certificate.file.open("rb") as file:
            writer.append(file, import_outline=False)
        if done % 20 == 0 or done == len(certificates):
            progress.report(done, len(certificates))
    writer.add_metadata({"/Title": _("修了証（%(count)d枚）") % {"count": len(certificates)}})
    with tempfile.TemporaryFile() as merged:
        writer.write(merged)
        merged.seek(0)
        progress.attach(merged, _("修了証_%(count)d枚.pdf") % {"count": len(certificates)})
    return {"certificates": len(certificates)}
