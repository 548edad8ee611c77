from django.db import models
from django.utils.translation import gettext_lazy as _


class TextState(models.TextChoices):
    DRAFT = "draft", _("下書き")
    PUBLISHED = "published", _("公開")
    OUTDATED = "outdated", _("要更新")


class JobState(models.TextChoices):
    QUEUED = "queued", _("待機中")
    RUNNING = "running", _("処理中")
    SUCCEEDED = "succeeded", _("完了")
    FAILED = "failed", _("失敗")


class MailState(models.TextChoices):
    QUEUED = "queued", _("送信待ち")
    SENDING = "sending", _("送信中")
    SENT = "sent", _("送信済み")
    FAILED = "failed", _("送信できず")
