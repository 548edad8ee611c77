from django.db import models
from django.utils.translation import gettext_lazy as _

from core.audit import AuditAction


class EditionState(models.TextChoices):
    DRAFT = "draft", _("下書き")
    PUBLISHED = "published", _("公開中")
    RETIRED = "retired", _("旧版")


class CourseAction(AuditAction):
    EDITION_PUBLISHED = "edition.published", _("版を公開した")
