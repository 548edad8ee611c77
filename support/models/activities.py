from django.db import models
from django.db.models import Q

from support.enums import ActivityKind


class Activity(models.Model):
    """A local activity or 居場所 (地域の活動): the examples of the curriculum, with their year."""

    key = models.SlugField(max_length=80, unique=True)
    position = models.PositiveSmallIntegerField(default=0)
    title = models.CharField(max_length=120)
    place = models.CharField(max_length=80)
    kind = models.CharField(max_length=20, choices=ActivityKind.choices)
    year = models.CharField(max_length=20)
    summary = models.TextField()
    source = models.CharField(max_length=300)

    class Meta:
        ordering = ["position", "key"]
        verbose_name_plural = "activities"
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=ActivityKind.values), name="support_activity_kind_known"
            ),
        ]

    def __str__(self) -> str:
        return self.title
