"""Dates of something as rows of its form: a formset that grows by a row without script."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Self, cast

from django import forms
from django.core.exceptions import ValidationError
from django.forms.models import BaseInlineFormSet
from django.forms.utils import ErrorDict, ErrorList
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from theme.fields import ClockField, DayField, name_what_is_missing

if TYPE_CHECKING:
    from datetime import date

    from django.db.models import Model
    from django.http import QueryDict
    from django.utils.functional import _StrOrPromise

    # Generic in the stubs alone.
    _RowForm = forms.ModelForm[Any]
    _RowFormSet = BaseInlineFormSet[Any, Any, Any]
else:
    _RowForm, _RowFormSet = forms.ModelForm, BaseInlineFormSet

FIRST_YEAR, LAST_YEAR = 2020, 2100


class DatedRowForm(_RowForm):
    """A row with `starts_at` and `ends_at` as people think of it: a day, from when to when.

    `longest`: what it may last at most, `too_long` says so. `last_day`: a field of that name, of
    a form whose rows may end on another day.
    """

    day = DayField(label=_("日にち"))
    starts = ClockField(label=_("始まる時刻"))
    ends = ClockField(label=_("終わる時刻"))

    field_order = ("day", "starts", "ends")
    longest: timedelta
    too_long: _StrOrPromise

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        name_what_is_missing(self)
        if self.instance.pk:
            begins = timezone.localtime(self.instance.starts_at)
            ends = timezone.localtime(self.instance.ends_at)
            last_day = None if ends.date() == begins.date() else ends.date()
            self.initial.update(
                day=begins.date(), starts=begins.time(), ends=ends.time(), last_day=last_day
            )

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        day, starts, ends = (data.get(name) for name in ("day", "starts", "ends"))
        if day and starts and ends and "last_day" not in self.errors:
            last_day: date = data.get("last_day") or day
            self._clean_span(
                timezone.make_aware(datetime.combine(day, starts)),
                timezone.make_aware(datetime.combine(last_day, ends)),
                said_at="ends" if last_day == day else "last_day",
            )
        return data

    def _clean_span(self, starts_at: datetime, ends_at: datetime, *, said_at: str) -> None:
        if ends_at <= starts_at and said_at == "ends":
            labels = {name: self.fields[name].label for name in ("starts", "ends")}
            self.add_error("ends", _("%(ends)sは、%(starts)sより後にしてください。") % labels)
        elif ends_at <= starts_at:
            self.add_error("last_day", _("終わる日は、始まる日より後にしてください。"))
        elif ends_at - starts_at > self.longest:
            self.add_error(said_at, self.too_long)
        elif not FIRST_YEAR <= starts_at.year <= LAST_YEAR:
            self.add_error("day", _("年を確かめてください。"))
        else:
            self.instance.starts_at, self.instance.ends_at = starts_at, ends_at


class DatedRowFormSet(_RowFormSet):
    """`name` of the rows in what is posted, `most` of them; `is_required`: one at least.

    `cancel_label` stands at the box that takes a row away, `overlapping` where two meet.
    """

    row: type[DatedRowForm]
    name: str
    most: int
    is_required = False
    cancel_label: _StrOrPromise
    overlapping: _StrOrPromise

    @classmethod
    def of(cls, parent: Model, data: QueryDict | None = None) -> Self:
        """The rows of a parent; a first one is always there."""
        made = forms.inlineformset_factory(
            type(parent),
            cls.row._meta.model,
            form=cls.row,
            formset=cls,
            extra=0,
            min_num=1,
            max_num=cls.most,
            absolute_max=cls.most + 5,
            validate_min=cls.is_required,
            validate_max=True,
            can_delete_extra=False,
        )
        return cast("Self", made(data, instance=parent, prefix=cls.name))

    @classmethod
    def grown(cls, parent: Model, data: QueryDict) -> Self:
        """The rows as posted and one more, empty; nothing is judged while one still writes."""
        changed, total = data.copy(), f"{cls.name}-TOTAL_FORMS"
        try:
            rows = int(data.get(total, ""))
        except ValueError:
            rows = 1
        changed[total] = str(min(max(rows, 0) + 1, cls.most))
        grown = cls.of(parent, changed)
        # Django has no other way to show words as typed, without its errors.
        for form in grown.forms:
            form._errors = ErrorDict()  # noqa: SLF001
        grown._errors = []  # type: ignore[attr-defined]  # noqa: SLF001
        grown._non_form_errors = ErrorList()  # type: ignore[attr-defined]  # noqa: SLF001
        return grown

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        if "DELETE" in form.fields:
            form.fields["DELETE"].label = self.cancel_label
        form.fields["id"].error_messages["invalid_choice"] = _(
            "ほかの人が、さきに取り消しました。下の「%(label)s」を選ぶと、保存できます。"
        ) % {"label": self.cancel_label}

    def summary(self) -> list[str]:
        """What is wrong with the rows as a whole; each says for itself what it lacks."""
        return [] if any(self.errors) else [str(error) for error in self.non_form_errors()]

    def rows(self) -> list[Any]:
        """The rows that stay, in order. Call only after `is_valid()`."""
        staying = (
            form.instance
            for form in self.initial_forms + self.extra_forms
            if form not in self.deleted_forms and (form.instance.pk or form.has_changed())
        )
        return sorted(staying, key=lambda row: row.starts_at)

    def clean(self) -> None:
        super().clean()
        if any(self.errors):
            return
        for before, after in pairwise(self.rows()):
            if after.starts_at < before.ends_at:
                raise ValidationError(self.overlapping)
