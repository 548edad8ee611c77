from django.db import models
from django.utils.translation import gettext_lazy as _

from core.audit import AuditAction


class CertificateState(models.TextChoices):
    VALID = "valid", _("有効")
    SUPERSEDED = "superseded", _("再発行済み")
    REVOKED = "revoked", _("取消")


class CertificateAction(AuditAction):
    ISSUED = "certificate.issued", _("修了証を発行した")
    REISSUED = "certificate.reissued", _("修了証を再発行した")
    REVOKED = "certificate.revoked", _("修了証を取り消した")
    PRINTED = "certificate.printed", _("修了証をまとめて印刷した")
