from django.db import models
from django.utils.translation import gettext_lazy as _


class HandoutKind(models.TextChoices):
    TEXTBOOK = "textbook", _("教科書")
    SLIDES = "slides", _("講師用スライド")
    GUIDE = "guide", _("先生のための手引き")
