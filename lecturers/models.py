from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Learner, Municipality, Prefecture
from lecturers.querysets import LecturerQuerySet


class Lecturer(models.Model):
    """A supporter who asked to be listed as a lecturer (講師の名簿).

    Shown to those who hold trainings alone; withdrawing deletes the row.
    """

    learner = models.OneToOneField(Learner, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(_("名簿にのせる名前"), max_length=100)
    contact = models.CharField(_("連絡先"), max_length=200)
    introduction = models.CharField(_("ひとこと"), max_length=400, blank=True)
    consented_at = models.DateTimeField()
    updated_at = models.DateTimeField(auto_now=True)

    objects = LecturerQuerySet.as_manager()

    class Meta:
        ordering = ["-updated_at", "-pk"]

    def __str__(self) -> str:
        return f"lecturer {self.pk}"


class LecturerArea(models.Model):
    """Where a lecturer comes to: a municipality, or without one the whole prefecture."""

    lecturer = models.ForeignKey(Lecturer, on_delete=models.CASCADE, related_name="areas")
    prefecture = models.ForeignKey(Prefecture, on_delete=models.PROTECT, related_name="+")
    municipality = models.ForeignKey(
        Municipality, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["lecturer", "municipality"], name="lecturers_area_unique_town"
            ),
            models.UniqueConstraint(
                fields=["lecturer", "prefecture"],
                condition=Q(municipality=None),
                name="lecturers_area_unique_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"lecturer area {self.pk}"
