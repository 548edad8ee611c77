from django.db import models
from django.utils.translation import gettext_lazy as _


class SurveyMoment(models.TextChoices):
    BEFORE = "before", _("受ける前")
    AFTER = "after", _("受けた後")


class SurveyKind(models.TextChoices):
    KNOWLEDGE = "knowledge", _("知識")
    INTENTION = "intention", _("気持ち")


class SurveyScope(models.TextChoices):
    """Who is asked in a round."""

    ONLINE = "online", _("eラーニング")
    TRAINING = "training", _("研修")
    CLASS = "class", _("学校")


class AnswerSource(models.TextChoices):
    PAGE = "page", _("画面で答えた")
    PAPER = "paper", _("紙で答えた")
