"""Which completions figures count. Reporting reads completions through here alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Exists, F, OuterRef, Q

from learning.models import Completion

if TYPE_CHECKING:
    from django.db.models import QuerySet


def counted_people() -> QuerySet[Completion]:
    """One completion a person, track and fiscal year: the first (実人数).

    Grouping these by place or route never counts a person twice, so the parts add up to the whole.
    """
    earlier = Completion.objects.filter(
        Q(completed_at__lt=OuterRef("completed_at"))
        | Q(completed_at=OuterRef("completed_at"), pk__lt=OuterRef("pk")),
        learner=OuterRef("learner"),
        fiscal_year=OuterRef("fiscal_year"),
        course__track=OuterRef("course__track"),
        is_counted=True,
    )
    counted = Completion.objects.counted().filter(~Exists(earlier))
    return counted.annotate(track=F("course__track_id"))


def fiscal_years() -> list[int]:
    """The fiscal years with a completion, newest first."""
    years = Completion.objects.order_by("-fiscal_year").values_list("fiscal_year", flat=True)
    return list(years.distinct())
