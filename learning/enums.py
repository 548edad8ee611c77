from django.db import models
from django.utils.translation import gettext_lazy as _

from core.audit import AuditAction


class EnrolmentState(models.TextChoices):
    ACTIVE = "active", _("受講中")
    COMPLETED = "completed", _("修了")


class Route(models.TextChoices):
    ONLINE = "online", _("eラーニング")
    ATTENDED = "attended", _("対面・オンライン研修")
    CLASS = "class", _("学校")


class LearningAction(AuditAction):
    COMPLETION_RECORDED = "completion.recorded", _("修了を記録した")
