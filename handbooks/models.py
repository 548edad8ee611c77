from __future__ import annotations

from django.db import models
from django.db.models import Q

from courses.models import CourseEdition
from handbooks.enums import HandoutKind


class Handout(models.Model):
    """A file made of a published edition: the textbook, the slides or the guide, in one language.

    `source_digest` is of all that it was made from, so that what is stale is known without making
    it; `digest` is of its bytes and names the file, which never changes.
    """

    edition = models.ForeignKey(CourseEdition, on_delete=models.CASCADE, related_name="handouts")
    language = models.CharField(max_length=10)
    kind = models.CharField(max_length=10, choices=HandoutKind.choices)
    source_digest = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    file = models.FileField(upload_to="handbook/")
    built_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "language", "kind"], name="handbooks_handout_unique"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=HandoutKind.values), name="handbooks_handout_kind_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.language}"
