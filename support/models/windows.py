from django.db import models
from django.utils.translation import gettext_lazy as _


class Window(models.Model):
    """A consultation window (相談窓口).

    One that runs for set periods only (`is_permanent` false, such as #9999) is never shown as
    callable now without its dates. `periods`: `[{"starts": ISO datetime, "ends": ISO datetime}]`.
    """

    key = models.SlugField(max_length=60, unique=True)
    position = models.PositiveSmallIntegerField(default=0)
    name = models.CharField(_("名称"), max_length=100)
    operator = models.CharField(_("運営"), max_length=100, blank=True)
    phone = models.CharField(_("電話番号"), max_length=40, blank=True)
    url = models.URLField(blank=True)
    hours_text = models.CharField(_("受付"), max_length=200)
    audience = models.CharField(max_length=20, default="all")
    themes = models.JSONField(default=list)
    channels = models.JSONField(default=list)
    is_permanent = models.BooleanField(default=True)
    periods = models.JSONField(default=list)
    note = models.TextField(blank=True)
    source = models.CharField(max_length=300)
    checked_on = models.DateField()

    class Meta:
        ordering = ["position", "key"]

    def __str__(self) -> str:
        return self.name
