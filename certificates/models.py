from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from certificates.enums import CertificateState
from certificates.glyphs import describe_character
from certificates.querysets import CertificateQuerySet, PendingCertificateQuerySet
from learning.models import Completion


class Certificate(models.Model):
    """A 修了証. What it says and its bytes' digest are frozen; a correction is a reissue."""

    number = models.CharField(_("修了証番号"), max_length=20, unique=True)
    code = models.CharField(max_length=32, unique=True)  # unguessable, in the QR
    completion = models.ForeignKey(
        Completion, on_delete=models.PROTECT, related_name="certificates"
    )
    state = models.CharField(
        max_length=10, choices=CertificateState.choices, default=CertificateState.VALID
    )
    name = models.CharField(_("氏名"), max_length=100)
    name_key = models.CharField(max_length=200, editable=False, db_index=True, default="")
    course_title = models.CharField(max_length=120)
    edition_label = models.CharField(max_length=60)
    completed_on = models.DateField(_("修了日"))
    issued_on = models.DateField(_("発行日"))
    issuer_name = models.CharField(_("発行者"), max_length=100)
    language = models.CharField(max_length=10, default="ja")
    file = models.FileField(upload_to="certificates/%Y/%m/")
    digest = models.CharField(max_length=64)
    supersedes = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="superseded_by"
    )
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_reason = models.CharField(max_length=200, blank=True)
    issued_at = models.DateTimeField(auto_now_add=True)

    objects = CertificateQuerySet.as_manager()

    class Meta:
        ordering = ["-issued_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["completion"],
                condition=Q(state=CertificateState.VALID),
                name="certificates_certificate_one_valid",
            ),
            models.CheckConstraint(
                condition=Q(state__in=CertificateState.values),
                name="certificates_certificate_state_known",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("certificates:certificate_detail", args=[self.number])

    @property
    def is_valid(self) -> bool:
        return self.state == CertificateState.VALID


class PendingCertificate(models.Model):
    """A completion that waits for its certificate: written with the completion, gone once issued.

    So a worker that dies in between loses nothing, and the periodic task reads this short list
    rather than every completion. `characters` are those of the name that no font has; while there
    are any, nothing is tried again until the name changes.
    """

    completion = models.OneToOneField(
        Completion, on_delete=models.CASCADE, related_name="pending_certificate"
    )
    characters = models.JSONField(default=list)
    attempts = models.PositiveIntegerField(default=0)
    tried_at = models.DateTimeField(null=True, blank=True)

    objects = PendingCertificateQuerySet.as_manager()

    def __str__(self) -> str:
        return f"pending certificate {self.pk}"

    @property
    def described_characters(self) -> list[str]:
        return [describe_character(character) for character in self.characters]
