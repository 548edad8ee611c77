"""100,000 roster rows to xlsx and CSV, against tablib's xlsx export of the same rows.

Both sides read the rows from the database by the same query, and both times include it. Each is
measured in a fresh process that has its modules loaded and its database connection open; memory is
the highest resident set above that idle process. Of two rounds the better counts, on both sides.
"""

import json
import sys
import tempfile
import time
from pathlib import Path

from tests.own_site import own_site

ROWS = 100_000
SESSIONS = 2
ROUNDS = 2


def run() -> list[dict[str, object]]:
    with (
        tempfile.TemporaryDirectory(prefix="tsunagari-bench-") as folder,
        own_site(Path(folder), "tsunagari.settings") as site,
    ):
        site.run("tests.benches.roster", "seed")
        rounds = [
            {kind: site.run("tests.benches.roster", kind) for kind in ("tablib", "xlsx", "csv")}
            for _ in range(ROUNDS)
        ]
        tablib = _best(rounds, "tablib")
        lines = []
        for kind in ("xlsx", "csv"):
            ours = _best(rounds, kind)
            for measure, unit in (("time", "s"), ("memory", "MiB")):
                lines.append(
                    {
                        "bench": f"roster_{kind}_{measure}",
                        "value": round(ours[measure], 3),
                        "unit": unit,
                        "ratio_to": f"tablib xlsx export {measure}: {tablib[measure]:.2f} {unit}",
                        "ratio": round(ours[measure] / tablib[measure], 4),
                    }
                )
        return lines


def _best(rounds: list[dict[str, dict[str, float]]], kind: str) -> dict[str, float]:
    """The round that the machine's other work disturbed least."""
    return {measure: min(each[kind][measure] for each in rounds) for measure in ("time", "memory")}


def _seed() -> dict[str, float]:
    from datetime import UTC, datetime, timedelta

    from django.core.management import call_command

    from accounts.models import Learner, Municipality, Prefecture
    from core.japanese.names import search_key
    from tests.factories.accounts import OrganizationFactory, UserFactory
    from tests.factories.courses import CourseEditionFactory
    from trainings.models import Attendance, Registration, Session, Training

    call_command("migrate", verbosity=0)
    prefecture, _ = Prefecture.objects.get_or_create(
        code="13", defaults={"name": "東京都", "kana": "とうきょうと"}
    )
    place, _ = Municipality.objects.get_or_create(
        code="131016",
        defaults={"prefecture": prefecture, "name": "千代田区", "kana": "ちよだく"},
    )
    organization = OrganizationFactory(municipality=place, prefecture=prefecture)
    training = Training.objects.create(
        organization=organization,
        edition=CourseEditionFactory(),
        title="つながりサポーター養成講座",
        capacity=ROWS,
        seats_taken=ROWS,
    )
    start = datetime(2026, 11, 21, 4, 30, tzinfo=UTC)
    sessions = [
        Session.objects.create(
            training=training,
            starts_at=start + timedelta(days=number),
            ends_at=start + timedelta(days=number, hours=2),
        )
        for number in range(SESSIONS)
    ]
    marker = UserFactory()
    learners = Learner.objects.bulk_create(
        (Learner(kind="roster", organization=organization) for _ in range(ROWS)), batch_size=5000
    )
    registrations = Registration.objects.bulk_create(
        (
            Registration(
                training=training,
                learner=learner,
                source="form",
                name=f"髙橋 花子{number}",
                kana="たかはし はなこ",
                name_key=search_key(f"髙橋花子{number}"),
                email=f"hanako{number}@example.jp",
                phone=f"090-{number // 10000:04}-{number % 10000:04}",
                reach="inside",
                municipality=place,
                age_band="40",
                note="=SUM(1)" if number % 10 == 0 else "",
            )
            for number, learner in enumerate(learners)
        ),
        batch_size=5000,
    )
    Attendance.objects.bulk_create(
        (
            Attendance(session=session, registration=registration, marked_by=marker)
            for session in sessions
            for registration in registrations[::2]
        ),
        batch_size=5000,
    )
    return {}


def _measure(kind: str) -> dict[str, float]:
    import tablib
    from tablib.formats import registry

    from trainings.models import Training
    from trainings.roster.columns import export_columns
    from trainings.roster.enums import RosterFormat
    from trainings.roster.exporting import roster_rows, write_roster

    registry.get_format("xlsx")  # loads openpyxl
    training = Training.objects.get()
    titles = [column.title for column in export_columns(training)]
    Path("/proc/self/clear_refs").write_text("5")  # the peak starts from here
    idle = _resident("VmRSS")
    started = time.perf_counter()
    with tempfile.TemporaryFile() as file:
        if kind == "tablib":
            rows = tablib.Dataset(headers=titles)
            for row in roster_rows(training):
                rows.append(row)
            file.write(rows.export("xlsx"))
        else:
            write_roster(
                training, file, RosterFormat.XLSX if kind == "xlsx" else RosterFormat.CSV_UTF8
            )
        seconds = time.perf_counter() - started
    return {"time": seconds, "memory": (_resident("VmHWM") - idle) / 1024}


def _resident(field: str) -> int:
    """KiB, from Linux's own count."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith(field):
            return int(line.split()[1])
    raise LookupError(field)


if __name__ == "__main__":
    import django

    django.setup()
    sys.stdout.write(json.dumps(_seed() if sys.argv[1] == "seed" else _measure(sys.argv[1])))
