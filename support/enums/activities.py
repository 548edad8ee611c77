from django.db import models
from django.utils.translation import gettext_lazy as _


class ActivityKind(models.TextChoices):
    LOOSE = "loose", _("ゆるやかな参加")
    COMMUNITY = "community", _("地域とのつながり創出")
    ROLE = "role", _("役割創出")
    GENERATIONS = "generations", _("多世代交流")
    ISSUE = "issue", _("地域課題解決")
