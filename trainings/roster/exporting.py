"""The roster as a file: rows stream from the database into the writer."""

from __future__ import annotations

from itertools import islice
from typing import IO, TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import override

from accounts.enums import AgeBand
from core.tabular import write_csv, write_xlsx
from trainings.enums import Reach, RegistrationSource
from trainings.models import Attendance, Training
from trainings.roster.columns import PRESENT, export_columns
from trainings.roster.enums import RosterFormat

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from django.db.models.enums import ChoicesType

BATCH = 2_000
SHEET_NAME = "受講者名簿"
CONTENT_TYPES = {
    RosterFormat.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    RosterFormat.CSV_UTF8: "text/csv; charset=utf-8",
    RosterFormat.CSV_CP932: "text/csv; charset=Shift_JIS",
}
_FIELDS = (
    "pk",
    "public_id",
    "name",
    "kana",
    "email",
    "phone",
    "age_band",
    "municipality_id",
    "municipality__prefecture__name",
    "municipality__name",
    "reach",
    "source",
    "created_at",
    "completion__completed_at",
    "note",
)


def file_labels(choices: ChoicesType) -> dict[str, str]:
    """Choices in Japanese, whatever the reader's language; not answered is an empty cell."""
    with override("ja"):
        return {value: str(label) if value else "" for value, label in choices.choices}


def roster_rows(
    training: Training, report: Callable[[int], None] | None = None
) -> Iterator[list[str]]:
    """The active registrations in the order of application, a batch in memory at a time.

    `report(rows)` is called after each batch.
    """
    done = 0
    age_bands, reaches = file_labels(AgeBand), file_labels(Reach)
    sources = file_labels(RegistrationSource)
    sessions = [session.pk for session in training.sessions.all()]
    to_local = timezone.get_default_timezone()
    registrations = (
        training.registrations.active()
        .order_by("pk")
        .values_list(*_FIELDS)
        .iterator(chunk_size=BATCH)
    )
    while batch := list(islice(registrations, BATCH)):
        present = _present(sessions, batch[0][0], batch[-1][0])
        for (
            pk, public_id, name, kana, email, phone, age_band, code, prefecture, municipality,
            reach, source, created_at, completed_at, note,
        ) in batch:  # fmt: skip
            yield [
                str(public_id),
                name,
                kana,
                email,
                phone,
                age_bands[age_band],
                code or "",
                f"{prefecture}{municipality}" if code else "",
                reaches[reach],
                sources[source],
                created_at.astimezone(to_local).isoformat(timespec="seconds"),
                *[PRESENT if (pk, session) in present else "" for session in sessions],
                completed_at.astimezone(to_local).date().isoformat() if completed_at else "",
                note,
            ]
        done += len(batch)
        if report:
            report(done)


def _present(sessions: list[int], first: int, last: int) -> set[tuple[int, int]]:
    """Who came to what: (registration, session), of the registrations from first to last."""
    if not sessions:
        return set()
    return set(
        Attendance.objects.filter(
            session__in=sessions, registration__gte=first, registration__lte=last
        ).values_list("registration_id", "session_id")
    )


def write_roster(
    training: Training,
    file: IO[bytes],
    file_format: RosterFormat,
    report: Callable[[int], None] | None = None,
) -> int:
    """Write the whole roster; returns the number of rows. CSV raises UnencodableRowsError."""
    columns = export_columns(training)
    titles = [column.title for column in columns]
    rows = roster_rows(training, report)
    if file_format == RosterFormat.XLSX:
        widths = [column.width for column in columns]
        return write_xlsx(file, titles, rows, sheet_name=SHEET_NAME, widths=widths)
    if file_format == RosterFormat.CSV_CP932:
        return write_csv(file, titles, rows, "cp932")
    return write_csv(file, titles, rows)


def roster_file_name(training: Training, file_format: RosterFormat, now: datetime) -> str:
    """受講者名簿_<title>_2026-11-21.xlsx, without what file systems refuse."""
    title = "".join("_" if c in '\\/:*?"<>|' or not c.isprintable() else c for c in training.title)
    suffix = "xlsx" if file_format == RosterFormat.XLSX else "csv"
    return f"{SHEET_NAME}_{title[:60].strip()}_{timezone.localdate(now).isoformat()}.{suffix}"
