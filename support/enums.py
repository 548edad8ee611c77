from django.db import models
from django.utils.translation import gettext_lazy as _


class ActivityKind(models.TextChoices):
    LOOSE = "loose", _("ゆるやかな参加")
    COMMUNITY = "community", _("地域とのつながり創出")
    ROLE = "role", _("役割創出")
    GENERATIONS = "generations", _("多世代交流")
    ISSUE = "issue", _("地域課題解決")


class Audience(models.TextChoices):
    ALL = "all", _("どなたでも")
    UNDER_18 = "under18", _("18歳までの人")
    WOMEN = "women", _("女性")


class Channel(models.TextChoices):
    PHONE = "phone", _("電話")
    CHAT = "chat", _("チャット")
    EMAIL = "email", _("メール")
    WEB = "web", _("ウェブサイト")
