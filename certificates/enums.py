from django.db import models
from django.utils.translation import gettext_lazy as _


class CertificateState(models.TextChoices):
    VALID = "valid", _("有効")
    SUPERSEDED = "superseded", _("再発行済み")
    REVOKED = "revoked", _("取消")
