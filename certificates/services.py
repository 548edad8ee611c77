"""Issuing, reissuing and revoking. Each certificate is issued once, whoever asks at once."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import structlog
from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from accounts.queries import site_issuer
from certificates.enums import CertificateAction, CertificateState
from certificates.glyphs import MissingGlyphError, face_for
from certificates.models import Certificate, PendingCertificate
from certificates.numbers import certificate_number, new_code
from certificates.rendering import CertificateText, render_certificate
from core.audit import record_action
from core.japanese.calendar import local_date
from core.japanese.names import search_key
from courses.models import EditionText
from learning.models import Completion

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from uuid import UUID

    from accounts.models import User

log = structlog.get_logger("certificates")

LANGUAGE = "ja"


class NameMissingError(Exception):
    """The completion has no name to print yet."""


class CertificateEndedError(Exception):
    """The completion's certificate was revoked; only a reissue brings it back."""


class CertificateSupersededError(Exception):
    """Another certificate has taken this one's place already."""


@dataclass
class IssueReport:
    """`issued`: those that have a certificate now. `failed`: completion and what stood in the way
    (the characters no font has; empty for any other failure, which the log explains).
    """

    issued: list[Certificate] = field(default_factory=list)
    failed: list[tuple[Completion, list[str]]] = field(default_factory=list)


def request_certificate(*, completion: Completion) -> None:
    """Note that a completion waits for its certificate, and issue it when the transaction commits.

    Should that fail, the completion stands, and `issue_missing` tries again.
    """
    PendingCertificate.objects.update_or_create(completion=completion, defaults={"characters": []})
    transaction.on_commit(lambda: issue_for([completion]), robust=True)


def issue_for(
    completions: Iterable[Completion], progress: Callable[[int, int], None] | None = None
) -> IssueReport:
    """Issue to each; one that fails stops no other. `progress(done, total)` is told as it goes."""
    report = IssueReport()
    waiting = list(completions)
    for done, completion in enumerate(waiting, start=1):
        try:
            report.issued.append(issue_certificate(completion=completion))
        except MissingGlyphError as error:
            _note_failure(completion, error.characters)
            report.failed.append((completion, error.characters))
        except (NameMissingError, CertificateEndedError):
            PendingCertificate.objects.filter(completion=completion).delete()
        except Exception:
            log.exception("certificate not issued", completion_id=str(completion.pk))
            _note_failure(completion, [])
            report.failed.append((completion, []))
        if progress:
            progress(done, len(waiting))
    return report


@transaction.atomic
def issue_certificate(
    *, completion: Completion, name: str = "", actor: User | None = None
) -> Certificate:
    """The completion's valid certificate, issued now if there is none.

    `name` is printed in place of the completion's where that can't be printed. Raises
    MissingGlyphError (nothing is issued), NameMissingError or CertificateEndedError.
    """
    # Two at once: the second waits here, then finds what the first issued.
    completion = _locked(completion.pk)
    PendingCertificate.objects.filter(completion=completion).delete()
    known: Certificate | None = (
        Certificate.objects.filter(completion=completion).order_by("-pk").first()
    )
    if known is not None:
        if known.is_valid:
            return known
        raise CertificateEndedError
    name = name or completion.printed_name
    if not name:
        raise NameMissingError
    certificate = _issue(completion, name)
    _audit(CertificateAction.ISSUED, certificate, completion, actor)
    return certificate


@transaction.atomic
def reissue_certificate(
    *, certificate: Certificate, name: str, reason: str, actor: User | None
) -> Certificate:
    """A new certificate with the corrected name in place of a valid or a revoked one.

    Everything else it says is taken over. Raises MissingGlyphError, or CertificateSupersededError
    when this one has a successor.
    """
    completion = _locked(certificate.completion_id)
    old = Certificate.objects.get(pk=certificate.pk)
    if Certificate.objects.filter(supersedes=old).exists():
        raise CertificateSupersededError
    if old.is_valid:
        _end(old, CertificateState.SUPERSEDED, reason)
    certificate = _issue(completion, name, supersedes=old)
    _audit(
        CertificateAction.REISSUED,
        certificate,
        completion,
        actor,
        reason=reason,
        supersedes=old.number,
    )
    return certificate


@transaction.atomic
def revoke_certificate(*, certificate: Certificate, reason: str, actor: User) -> Certificate:
    """Raises CertificateEndedError unless it is valid."""
    completion = _locked(certificate.completion_id)
    certificate = Certificate.objects.get(pk=certificate.pk)
    if not certificate.is_valid:
        raise CertificateEndedError
    _end(certificate, CertificateState.REVOKED, reason)
    _audit(CertificateAction.REVOKED, certificate, completion, actor, reason=reason)
    return certificate


def _locked(completion_id: UUID) -> Completion:
    completion: Completion = Completion.objects.select_for_update(no_key=True).get(pk=completion_id)
    return completion


def _issue(completion: Completion, name: str, supersedes: Certificate | None = None) -> Certificate:
    certificate = _frozen(completion, name, supersedes)
    for text in (name, certificate.course_title, certificate.edition_label):
        face_for(text)  # refuses before anything is written
    # The number holds the row's own key, so the row is there first, in this transaction alone.
    certificate.number = certificate.code
    certificate.save(force_insert=True)
    certificate.number = certificate_number(completion.fiscal_year, certificate.pk)
    pdf = render_certificate(_text(certificate))
    certificate.digest = hashlib.sha256(pdf).hexdigest()
    certificate.file.save(f"{certificate.number}.pdf", ContentFile(pdf), save=False)
    try:
        certificate.save(update_fields=["number", "digest", "file"])
    except BaseException:
        certificate.file.delete(save=False)
        raise
    return certificate


def _frozen(completion: Completion, name: str, supersedes: Certificate | None) -> Certificate:
    """A certificate, not yet saved, that says what the completion says or what the old one said."""
    certificate = Certificate(
        code=new_code(),
        completion=completion,
        name=name,
        name_key=search_key(name)[:200],
        issued_on=local_date(timezone.now()),
        completed_on=local_date(completion.completed_at),
        language=LANGUAGE,
        supersedes=supersedes,
    )
    if supersedes:
        for said in ("course_title", "edition_label", "completed_on", "issuer_name", "language"):
            setattr(certificate, said, getattr(supersedes, said))
    else:
        text = EditionText.objects.get(edition_id=completion.edition_id, language=LANGUAGE)
        certificate.course_title, certificate.edition_label = text.title, text.label
        certificate.issuer_name = _issuer(completion)
    return certificate


def _issuer(completion: Completion) -> str:
    organization = completion.organization
    return (
        completion.issuer_name
        or (organization and (organization.certificate_issuer or organization.name))
        or site_issuer()
    )


def _text(certificate: Certificate) -> CertificateText:
    return CertificateText(
        number=certificate.number,
        code=certificate.code,
        name=certificate.name,
        course_title=certificate.course_title,
        edition_label=certificate.edition_label,
        completed_on=certificate.completed_on,
        issued_on=certificate.issued_on,
        issuer_name=certificate.issuer_name,
        language=certificate.language,
    )


def _end(certificate: Certificate, state: CertificateState, reason: str) -> None:
    certificate.state, certificate.ended_reason = state, reason
    certificate.ended_at = timezone.now()
    certificate.save(update_fields=["state", "ended_reason", "ended_at"])


def _note_failure(completion: Completion, characters: list[str]) -> None:
    PendingCertificate.objects.update_or_create(completion=completion)
    PendingCertificate.objects.filter(completion=completion).update(
        characters=characters, attempts=F("attempts") + 1, tried_at=timezone.now()
    )


def _audit(
    action: CertificateAction,
    certificate: Certificate,
    completion: Completion,
    actor: User | None,
    *,
    reason: str = "",
    **detail: str,
) -> None:
    record_action(
        action,
        certificate,
        actor=actor,
        organization_id=completion.organization_id,
        reason=reason,
        number=certificate.number,
        completion_id=str(completion.pk),
        **detail,
    )
