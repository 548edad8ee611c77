from django.db import models
from django.utils.translation import gettext_lazy as _


class SurveyMoment(models.TextChoices):
    BEFORE = "before", _("受ける前")
    AFTER = "after", _("受けた後")


class SurveyKind(models.TextChoices):
    KNOWLEDGE = "knowledge", _("知識")
    INTENTION = "intention", _("気持ち")
