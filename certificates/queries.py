"""What pages read of certificates."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef

from certificates.enums import CertificateState
from certificates.models import Certificate, PendingCertificate
from certificates.numbers import clean_code
from core.paper.fonts import split_clusters
from learning.models import Completion

if TYPE_CHECKING:
    import uuid
    from collections.abc import Iterable
    from datetime import date

    from learning.querysets import CompletionQuerySet

UNKNOWN = "unknown"


@dataclass(frozen=True)
class CertificateStatus:
    """What a page says of a completion: its certificate, or the characters that stand in its way.

    Neither when the certificate is on its way, or when its name has not been given.
    """

    certificate: Certificate | None
    missing_characters: tuple[str, ...]


@dataclass(frozen=True)
class Verification:
    """What the public check tells: a state, and of a known code as little as tells it apart."""

    state: str
    number: str = ""
    masked_name: str = ""
    course_title: str = ""
    edition_label: str = ""
    completed_on: date | None = None
    issued_on: date | None = None
    issuer_name: str = ""


def certificate_statuses(
    completions: Iterable[Completion],
) -> dict[uuid.UUID, CertificateStatus]:
    """By completion, in two queries: the valid certificate or, without one, the last one."""
    ids = [completion.pk for completion in completions]
    certificates: dict[uuid.UUID, Certificate] = {}
    for certificate in Certificate.objects.filter(completion__in=ids).order_by("pk"):
        certificates[certificate.completion_id] = certificate
    blocked = dict(
        PendingCertificate.objects.filter(completion__in=ids).values_list(
            "completion_id", "characters"
        )
    )
    return {pk: CertificateStatus(certificates.get(pk), tuple(blocked.get(pk, ()))) for pk in ids}


def completions_without_certificate() -> CompletionQuerySet:
    """Every completion with a name to print that never had one. Reads them all: for the command."""
    found: CompletionQuerySet = Completion.objects.exclude(printed_name="").filter(
        ~Exists(Certificate.objects.filter(completion=OuterRef("pk")))
    )
    return found.order_by("completed_at", "pk")


def find_verification(typed_code: str) -> Verification:
    code = clean_code(typed_code)
    certificate = Certificate.objects.filter(code=code).first() if code else None
    if certificate is None:
        return Verification(UNKNOWN)
    return Verification(
        state=CertificateState(certificate.state).value,
        number=certificate.number,
        masked_name=mask_name(certificate.name),
        course_title=certificate.course_title,
        edition_label=certificate.edition_label,
        completed_on=certificate.completed_on,
        issued_on=certificate.issued_on,
        issuer_name=certificate.issuer_name,
    )


def mask_name(name: str) -> str:
    """山田太郎 → 山＊＊＊, whatever the length (docs/decisions/0010)."""
    letters = [
        cluster for cluster in split_clusters(name) if unicodedata.category(cluster[0])[0] in "LN"
    ]
    return (letters[0] if letters else "") + "＊＊＊"
