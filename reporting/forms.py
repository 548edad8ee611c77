from __future__ import annotations

from typing import Any, cast

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Prefecture
from core.japanese.calendar import fiscal_year
from courses.models import Track
from courses.tracks import track_name
from learning.completion_counts import fiscal_years
from theme.templatetags.theme import era_fiscal_year


class CompletionFilterForm(forms.Form):
    """Which figures to show. `prefectures` limits the choice; None stands for the whole country."""

    year = forms.TypedChoiceField(label=_("年度"), coerce=int)
    track = forms.ChoiceField(label=_("トラック"))
    prefecture = forms.ChoiceField(label=_("都道府県"), required=False)

    def __init__(self, *args: Any, prefectures: frozenset[str] | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        years = sorted({fiscal_year(timezone.now()), *fiscal_years()}, reverse=True)
        tracks = Track.objects.values_list("slug", flat=True)
        places = Prefecture.objects.values_list("code", "name")
        self.options: dict[str, list[tuple[Any, str]]] = {
            "year": [(year, era_fiscal_year(year)) for year in years],
            "track": [(slug, track_name(slug)) for slug in tracks],
            "prefecture": [("", str(_("全国（都道府県ごと）"))), *places]
            if prefectures is None
            else list(places.filter(code__in=prefectures)),
        }
        for name, options in self.options.items():
            cast("forms.ChoiceField", self.fields[name]).choices = options

    def chosen(self) -> dict[str, Any]:
        """What to show: `year`, `track` and `prefecture` (empty: the country).

        The first choice stands for what was not asked or not understood.
        """
        self.is_valid()
        asked = getattr(self, "cleaned_data", {})
        return {
            name: asked.get(name) or (options[0][0] if options else "")
            for name, options in self.options.items()
        }
