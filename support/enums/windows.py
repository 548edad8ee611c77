from django.db import models
from django.utils.translation import gettext_lazy as _


class Audience(models.TextChoices):
    ALL = "all", _("どなたでも")
    UNDER_18 = "under18", _("18歳までの人")
    WOMEN = "women", _("女性")


class Channel(models.TextChoices):
    PHONE = "phone", _("電話")
    CHAT = "chat", _("チャット")
    EMAIL = "email", _("メール")
    WEB = "web", _("ウェブサイト")
