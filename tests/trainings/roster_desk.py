"""Run by `test_roster_live`: an officer's browser on a site of its own, with a real worker."""

from __future__ import annotations

import csv
import io
import json
import sys
import time

ROWS = 5_000
PATIENCE = 120


def seed() -> dict[str, object]:
    from django.core.management import call_command

    from tests.trainings.rosters import tokyo, training_with_officer

    call_command("migrate", verbosity=0)
    tokyo()
    training_with_officer(capacity=ROWS)
    return {}


def import_and_export() -> dict[str, object]:
    """A roster of 5,000 goes in by two jobs, comes out by a third, and changes nothing again."""
    from django.core.files.uploadedfile import SimpleUploadedFile
    from django.test import Client
    from django.urls import reverse

    from accounts.models import User
    from tests.trainings.rosters import csv_file, page, upload
    from trainings.models import Training

    training = Training.objects.get()
    client = Client()
    client.force_login(User.objects.get())
    rows = "".join(
        f"髙橋 花子{n},ﾀｶﾊｼ,hanako{n}@example.jp,090-0000-{n:04},東京都千代田区\n"
        for n in range(ROWS)
    )
    started = time.monotonic()
    roster_import = upload(
        client, training, csv_file(f"氏名,ふりがな,メール,電話,市区町村\n{rows}")
    )
    previewed = finished(roster_import.job)
    client.post(page("confirm", roster_import))
    roster_import.refresh_from_db()
    confirmed = finished(roster_import.job)
    imported = time.monotonic() - started
    client.post(
        reverse("trainings:export", args=[training.pk]), {"format": "csv", "purpose": "report"}
    )
    exported = finished(client_jobs().latest("created_at"))
    with exported.result_file.open("rb") as file:
        data = file.read()
    again = upload(client, training, SimpleUploadedFile("名簿.csv", data))
    unchanged = finished(again.job)
    training.refresh_from_db()
    out = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    return {
        "states": [one.state for one in (previewed, confirmed, exported, unchanged)],
        "errors": [one.error for one in (previewed, confirmed, exported, unchanged)],
        "progress": [previewed.done, previewed.total],
        "saved": [training.registrations.count(), training.seats_taken],
        "exported": [len(out), out[1][1], out[-1][1]],
        "unchanged": unchanged.result["unchanged"],
        "seconds": round(imported, 1),
    }


def client_jobs():
    from core.models import Job

    return Job.objects.all()


def finished(job):
    """The job once the worker is done with it."""
    deadline = time.monotonic() + PATIENCE
    while not job.is_finished and time.monotonic() < deadline:
        time.sleep(0.1)  # another process works; there is nothing here to wait on
        job.refresh_from_db()
    return job


if __name__ == "__main__":
    import django

    django.setup()
    task = {"seed": seed, "import_and_export": import_and_export}[sys.argv[1]]
    sys.stdout.write(json.dumps(task()))
