from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Prefecture
from core.calendar import era_fiscal_year, fiscal_year
from courses.models import Track
from courses.tracks import track_name
from learning.counting import fiscal_years


class CompletionFilterForm(forms.Form):
    """Which figures to show. `prefectures` limits the choice; None stands for the whole country."""

    year = forms.TypedChoiceField(label=_("年度"), coerce=int)
    track = forms.ChoiceField(label=_("トラック"))
    prefecture = forms.ChoiceField(label=_("都道府県"), required=False)

    def __init__(self, *args: Any, prefectures: set[str] | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        years = sorted({fiscal_year(timezone.now()), *fiscal_years()}, reverse=True)
        self.fields["year"].choices = [(year, era_fiscal_year(year)) for year in years]
        self.fields["track"].choices = [
            (slug, track_name(slug)) for slug in Track.objects.values_list("slug", flat=True)
        ]
        places = Prefecture.objects.values_list("code", "name")
        if prefectures is None:
            self.fields["prefecture"].choices = [("", _("全国（都道府県ごと）")), *places]
        else:
            self.fields["prefecture"].choices = list(places.filter(code__in=prefectures))

    def chosen(self) -> tuple[int, str, str]:
        """Fiscal year, track and prefecture (empty: the country); the first choice by default."""
        cleaned = self.cleaned_data if self.is_bound and self.is_valid() else {}
        return (
            cleaned.get("year") or self.fields["year"].choices[0][0],
            cleaned.get("track")
            or next((slug for slug, _name in self.fields["track"].choices), ""),
            cleaned.get("prefecture") or self.fields["prefecture"].choices[0][0],
        )
