from django.db import models
from django.utils.translation import gettext_lazy as _

from core.audit import AuditAction


class ActivityKind(models.TextChoices):
    LOOSE = "loose", _("ゆるやかな参加")
    COMMUNITY = "community", _("地域とのつながり創出")
    ROLE = "role", _("役割創出")
    GENERATIONS = "generations", _("多世代交流")
    ISSUE = "issue", _("地域課題解決")


class ActivityState(models.TextChoices):
    DRAFT = "draft", _("下書き")
    PUBLISHED = "published", _("公開中")
    ENDED = "ended", _("終了")


class Schedule(models.TextChoices):
    DATED = "dated", _("日にちが決まっている")
    REGULAR = "regular", _("くり返し開いている")


class Weekday(models.IntegerChoices):
    """As `date.weekday()` counts."""

    MONDAY = 0, _("月曜日")
    TUESDAY = 1, _("火曜日")
    WEDNESDAY = 2, _("水曜日")
    THURSDAY = 3, _("木曜日")
    FRIDAY = 4, _("金曜日")
    SATURDAY = 5, _("土曜日")
    SUNDAY = 6, _("日曜日")


class ActivityAction(AuditAction):
    CREATED = "activity.created", _("地域の活動を書いた")
    UPDATED = "activity.updated", _("地域の活動の内容を変えた")
    PUBLISHED = "activity.published", _("地域の活動を公開した")
    ENDED = "activity.ended", _("地域の活動の掲載を終えた")
    DELETED = "activity.deleted", _("地域の活動の下書きを消した")
