from django.db import models
from django.utils.translation import gettext_lazy as _


class TrainingState(models.TextChoices):
    DRAFT = "draft", _("準備中")
    PUBLISHED = "published", _("公開中")
    CLOSED = "closed", _("終了")
    CANCELLED = "cancelled", _("中止")


class RegistrationState(models.TextChoices):
    ACTIVE = "active", _("申込済み")
    CANCELLED = "cancelled", _("取消")


class RegistrationSource(models.TextChoices):
    FORM = "form", _("申込フォーム")
    HAND = "hand", _("担当者が追加")
    IMPORT = "import", _("名簿の取り込み")


class Reach(models.TextChoices):
    INSIDE = "inside", _("市内")
    OUTSIDE = "outside", _("市外")
    UNANSWERED = "", _("未回答")
