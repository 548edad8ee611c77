"""The roster as django-import-export sees it: which cell becomes which field, row by row.

It plans and never writes: `create_instances` and `update_instances` are what a confirmed import
hands to `trainings.roster.services`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.utils.translation import gettext as _
from import_export import fields, instance_loaders, resources, widgets

from accounts.enums import AgeBand
from core.japanese.names import search_key
from core.tabular import cp932_form
from trainings.enums import Reach, RegistrationSource, RegistrationState
from trainings.models import Registration, Training
from trainings.roster import cells, columns
from trainings.roster.exporting import file_labels

if TYPE_CHECKING:
    from collections.abc import Callable

    from tablib import Dataset

    from core.tabular import Table

    Report = Callable[[int, int], None]

# What an import may change of a registration that exists.
CHANGEABLE = (
    "name",
    "kana",
    "email",
    "phone",
    "age_band",
    "municipality_id",
    "reach",
    "note",
)


# `report(done, total)` is called every so many rows.
REPORTED_ROWS = 500


def ignore_progress(done: int, total: int) -> None:
    """Progress callback that does nothing."""


class CellWidget(widgets.Widget):  # type: ignore[misc] # the library carries no types
    """A widget of one function from cell to value."""

    def __init__(self, clean: Callable[[Any], Any]) -> None:
        super().__init__()
        self._clean = clean

    def clean(self, value: Any, row: Any = None, **_options: Any) -> Any:
        return self._clean(value)


class PlaceWidget(widgets.Widget):  # type: ignore[misc] # as above
    """The municipality of two cells, its code and its name."""

    places: cells.Places

    def clean(self, value: Any, row: Any = None, **_options: Any) -> str | None:
        return self.places.code(value, row[columns.MUNICIPALITY])


class KnownRegistrations(instance_loaders.BaseInstanceLoader):  # type: ignore[misc] # as above
    """The training's registrations, read once: by 申込ID, else the same person's active one."""

    resource: RosterResource

    def get_instance(self, row: dict[str, str]) -> Registration | None:
        typed = cells.strip_cell(row[columns.PUBLIC_ID])
        if not typed:
            return self.resource.registration_of(row)
        try:
            known: Registration | None = self.resource.by_public_id.get(UUID(typed))
        except ValueError:
            known = None
        if known is None:
            raise ValidationError(
                _("この研修の申込IDではありません。新しい方の行では空にしてください。")
            )
        if known.state == RegistrationState.CANCELLED:
            raise ValidationError(_("取り消された申込です。"))
        return known


def _field(attribute: str, title: str, clean: Callable[[Any], Any], **options: Any) -> fields.Field:
    return fields.Field(attribute=attribute, column_name=title, widget=CellWidget(clean), **options)


class RosterResource(resources.ModelResource):  # type: ignore[misc] # as above
    """Plans one import of a training. After `plan(table)`:

    `create_instances` (unsaved, without learner) and `new_rows` (their rows), `update_instances`
    and `before` (their old values), `changed_rows` (row → titles), `problems` (row, reason),
    `known_rows` (rows of people who are registered already), `restored_phones` (rows).
    """

    public_id = _field("public_id", columns.PUBLIC_ID, cells.strip_cell, readonly=True)
    name = _field("name", columns.NAME, cells.read_name)
    kana = _field("kana", columns.KANA, cells.read_kana)
    email = _field("email", columns.EMAIL, cells.read_email)
    phone = _field("phone", columns.PHONE, cells.read_phone)
    age_band = _field("age_band", columns.AGE_BAND, cells.age_band)
    municipality_id = fields.Field(
        attribute="municipality_id", column_name=columns.MUNICIPALITY_CODE, widget=PlaceWidget()
    )
    reach = _field("reach", columns.REACH, cells.read_reach)
    created_at = _field(
        "created_at", columns.CREATED_AT, cells.read_moment, saves_null_values=False
    )
    note = _field("note", columns.NOTE, cells.read_note)

    class Meta:
        model = Registration
        fields = ("public_id", *CHANGEABLE, "created_at")
        import_id_fields = ("public_id",)
        instance_loader_class = KnownRegistrations
        use_bulk = True
        skip_diff = True
        batch_size = None
        use_transactions = False

    def __init__(
        self, training: Training, *, is_cp932: bool = False, report: Report = ignore_progress
    ) -> None:
        super().__init__()
        self.training = training
        self._is_cp932 = is_cp932
        self._report = report
        self.fields["municipality_id"].widget.places = cells.Places()
        self._labels = {"age_band": file_labels(AgeBand), "reach": file_labels(Reach)}
        known = list(training.registrations.select_related("learner", "municipality__prefecture"))
        active = [row for row in known if row.state == RegistrationState.ACTIVE]
        self.by_public_id = {registration.public_id: registration for registration in known}
        self._by_person = {_person(row): row for row in reversed(active) if row.email}
        self._known_forms = {_form(registration) for registration in active}
        self._seen: dict[object, int] = {}
        self._numbers: list[int] = []
        self._number = 0
        self.before: dict[int, dict[str, Any]] = {}
        self.problems: list[tuple[int, str]] = []
        self.changed_rows: dict[int, list[str]] = {}
        self.known_rows: list[int] = []
        self.restored_phones: list[int] = []
        self.new_rows: list[int] = []

    def plan(self, dataset: Dataset, table: Table) -> None:
        """Look at every row; nothing is written, and no transaction is held meanwhile."""
        self._numbers = [row.number for row in table.rows]
        result = self.import_data_inner(
            dataset,
            dry_run=True,
            raise_errors=False,
            using_transactions=False,
            collect_failed_rows=False,
        )
        for failed in (*result.base_errors, *(e for row in result.error_rows for e in row.errors)):
            raise failed.error  # a fault of ours, which no reader can mend
        for invalid in result.invalid_rows:
            number = self._numbers[invalid.number - 1]
            for reasons in invalid.error_dict.values():
                self.problems += [(number, reason) for reason in reasons]

    def registration_of(self, row: dict[str, str]) -> Registration | None:
        """The active registration of the same person: equal name key and e-mail."""
        email = cells.strip_cell(row.get(columns.EMAIL))
        name = cells.strip_cell(row[columns.NAME])
        return self._by_person.get((search_key(name)[:200], email.casefold())) if email else None

    # Hooks of django-import-export, in the order of their calls.

    def before_import_row(self, row: dict[str, str], row_number: int, **_options: Any) -> None:
        self._number = self._numbers[row_number - 1]
        if row_number % REPORTED_ROWS == 1:
            self._report(row_number - 1, len(self._numbers))

    def init_instance(self, row: dict[str, str] | None = None) -> Registration:
        return Registration(training=self.training, source=RegistrationSource.IMPORT)

    def after_init_instance(
        self,
        instance: Registration,
        new: bool,  # noqa: FBT001 - the library's signature
        row: dict[str, str],
        **_options: Any,
    ) -> None:
        if not new:
            self.before[instance.pk] = {name: getattr(instance, name) for name in CHANGEABLE}

    def import_instance(self, instance: Registration, row: dict[str, str], **options: Any) -> None:
        """Fields first, then what hangs on several cells; all reasons of a row together."""
        errors: dict[str, list[ValidationError]] = {}
        is_known = bool(instance.pk) and not cells.strip_cell(row[columns.PUBLIC_ID])
        target = self.init_instance() if is_known else instance
        try:
            super().import_instance(target, row, **options)
        except ValidationError as error:
            errors = error.update_error_dict(errors)
        try:
            cells.read_day(row.get(columns.COMPLETED_ON))
        except ValueError as error:
            errors.setdefault(columns.COMPLETED_ON, []).append(ValidationError(str(error)))
        target.name_key = search_key(target.name)[:200]
        if cells.has_lost_its_zero(row.get(columns.PHONE)):
            self.restored_phones.append(self._number)
        if twin := self._twin(target, row):
            message = _("%(row)d行目と同じ方です。どちらかを消してください。") % {"row": twin}
            errors.setdefault(NON_FIELD_ERRORS, []).append(ValidationError(message))
        if errors:
            raise ValidationError(errors)
        if is_known:
            self.known_rows.append(self._number)

    def import_field(
        self,
        field: fields.Field,
        instance: Registration,
        row: dict[str, str],
        is_m2m: bool = False,  # noqa: FBT001, FBT002 - the library's signature
        **options: Any,
    ) -> None:
        if field.column_name not in row or field.attribute == "public_id":
            return
        if instance.pk:
            if field.attribute == "created_at":
                field.clean(row)
                return
            if self._is_untouched(field, instance, row):
                return
        field.save(instance, row, is_m2m, **options)

    def skip_row(
        self,
        instance: Registration,
        original: Registration | None,
        row: dict[str, str],
        import_validation_errors: dict[str, Any] | None = None,
    ) -> bool:
        if import_validation_errors:
            return False
        if not instance.pk:
            if _form(instance) in self._known_forms:
                self.known_rows.append(self._number)
                return True
            return False
        before = self.before[instance.pk]
        changed = [name for name in CHANGEABLE if getattr(instance, name) != before[name]]
        if changed:
            self.changed_rows[self._number] = [self.fields[name].column_name for name in changed]
        return not changed

    def save_instance(
        self,
        instance: Registration,
        is_create: bool,  # noqa: FBT001 - the library's signature
        row: dict[str, str],
        **_options: Any,
    ) -> None:
        if is_create:
            self.new_rows.append(self._number)
            self.create_instances.append(instance)
        else:
            self.update_instances.append(instance)

    def bulk_create(self, *_arguments: Any, **_options: Any) -> None:
        """Planning writes nothing."""

    def bulk_update(self, *_arguments: Any, **_options: Any) -> None:
        """Planning writes nothing."""

    # How cells are compared with what is stored.

    def _is_untouched(
        self, field: fields.Field, instance: Registration, row: dict[str, str]
    ) -> bool:
        """The cell still says what an export wrote there: kept, whatever today's rules are."""
        if field.attribute == "municipality_id":
            place = instance.municipality
            written = (place.code, f"{place.prefecture}{place}") if place else ("", "")
            typed = (row[columns.MUNICIPALITY_CODE], row[columns.MUNICIPALITY])
            return all(self._same(*pair) for pair in zip(written, typed, strict=True))
        value = getattr(instance, field.attribute)
        labels = self._labels.get(field.attribute)
        return self._same(labels[value] if labels else value, row[field.column_name])

    def _same(self, stored: str, typed: str) -> bool:
        stored, typed = _folded(stored), _folded(typed)
        if stored == typed:
            return True
        if not self._is_cp932:
            return False
        try:
            return cp932_form(stored) == typed
        except UnicodeEncodeError:
            return False

    def _twin(self, instance: Registration, row: dict[str, str]) -> int | None:
        """The earlier row of the file that is about the same person."""
        keys: list[object]
        if typed := cells.strip_cell(row[columns.PUBLIC_ID]).lower():
            # Two registrations of one name and e-mail may be two people: the officer said so.
            keys = [typed]
        elif not instance.name:
            return None
        else:
            keys = [_form(instance), *([_person(instance)] if instance.email else [])]
        twins = [self._seen[key] for key in keys if key in self._seen]
        for key in keys:
            self._seen.setdefault(key, self._number)
        return min(twins, default=None)


def _person(registration: Registration) -> tuple[str, str]:
    return registration.name_key, registration.email.casefold()


def _form(registration: Registration) -> tuple[str | None, ...]:
    """All that was collected: two such rows without an e-mail can only be the same sheet twice."""
    return (
        registration.name_key,
        registration.kana,
        registration.email.casefold(),
        registration.phone,
        registration.age_band,
        registration.municipality_id,
        registration.reach,
        registration.note,
    )


def _folded(text: str) -> str:
    return text.strip().replace("\r\n", "\n").replace("\r", "\n")
