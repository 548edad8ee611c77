from django.db import models
from django.utils.translation import gettext_lazy as _


class HandoutKind(models.TextChoices):
    TEXTBOOK = "textbook", _("教科書")
    SLIDES = "slides", _("講師用スライド")
    GUIDE = "guide", _("先生のための手引き")


class EditionState(models.TextChoices):
    DRAFT = "draft", _("下書き")
    PUBLISHED = "published", _("公開中")
    RETIRED = "retired", _("旧版")


class SurveyMoment(models.TextChoices):
    BEFORE = "before", _("受ける前")
    AFTER = "after", _("受けた後")


class SurveyKind(models.TextChoices):
    KNOWLEDGE = "knowledge", _("知識")
    INTENTION = "intention", _("気持ち")
