from django.db import models
from django.utils.translation import gettext_lazy as _

from core.audit import AuditAction


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


class TrainingAction(AuditAction):
    CREATED = "training.created", _("研修をつくった")
    UPDATED = "training.updated", _("研修の計画を変えた")
    PUBLISHED = "training.published", _("研修を公開した")
    UNPUBLISHED = "training.unpublished", _("研修の公開をやめた")
    CANCELLED = "training.cancelled", _("研修を中止した")
    CLOSED = "training.closed", _("研修を終了した")
    REGISTRATION_ADDED = "registration.added", _("申込を加えた")
    REGISTRATION_UPDATED = "registration.updated", _("申込の内容を変えた")
    REGISTRATION_CANCELLED = "registration.cancelled", _("申込を取り消した")
    ATTENDANCE_REMOVED = "attendance.removed", _("出席の記録を取り消した")
    ROSTER_IMPORTED = "roster.imported", _("名簿を取り込んだ")
    ROSTER_IMPORT_UNDONE = "roster.import_undone", _("名簿の取り込みを取り消した")
    ROSTER_EXPORTED = "roster.exported", _("名簿を書き出した")
