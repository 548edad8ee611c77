from datetime import timedelta

import pytest
import time_machine
from celery import Celery
from django.core.files.base import ContentFile
from django.utils import timezone
from kombu.exceptions import OperationalError

from core import jobs
from core.models import Job
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def sent(monkeypatch):
    tasks = []
    monkeypatch.setattr(Celery, "send_task", lambda app, name, args: tasks.append((name, *args)))
    return tasks


def make_task(name, run):
    return jobs.job_task(name)(run)


def job(**values):
    return Job.objects.create(created_by=UserFactory(), kind="tests.example", **values)


def state(one):
    one.refresh_from_db()
    return one.state, one.error


def test_job_is_sent_when_its_transaction_commits(sent, django_capture_on_commit_callbacks):
    actor = UserFactory()

    with django_capture_on_commit_callbacks() as callbacks:
        started = jobs.start_job(kind="tests.example", actor=actor, language="en", training_id=7)
    assert sent == []
    for callback in callbacks:
        callback()

    assert sent == [("tests.example", str(started.pk))]
    assert started.parameters == {"training_id": 7, "language": "en"}


def test_job_that_the_broker_refuses_says_so(monkeypatch, django_capture_on_commit_callbacks):
    def refuse(app, name, args):
        raise OperationalError

    monkeypatch.setattr(Celery, "send_task", refuse)

    with django_capture_on_commit_callbacks(execute=True):
        started = jobs.start_job(kind="tests.example", actor=UserFactory())

    assert (started.state, started.error) == (
        "failed",
        "いま処理を始められません。時間をおいて、もう一度お試しください。",
    )


def test_job_runs_once_reports_and_keeps_its_file():
    ran = []

    def run(progress):
        ran.append(progress.parameters["training_id"])
        progress.report(1, 4)
        assert Job.objects.get(pk=progress.job.pk).percent == 25
        progress.attach(ContentFile(b"rows"), "名簿.csv")
        return {"rows": 4}

    one = job(parameters={"training_id": 7})
    task = make_task("tests.once", run)
    task(str(one.pk))
    task(str(one.pk))

    one.refresh_from_db()
    assert ran == [7]
    assert (one.state, one.result, one.percent, one.result_name) == (
        "succeeded",
        {"rows": 4},
        100,
        "名簿.csv",
    )
    with one.result_file.open("rb") as file:
        assert file.read() == b"rows"


def test_job_is_told_in_the_language_of_its_reader():
    from django.utils.translation import get_language

    one = job(parameters={"language": "en"})

    def run(progress):
        return {"language": get_language()}

    make_task("tests.language", run)(str(one.pk))

    one.refresh_from_db()
    assert one.result == {"language": "en"}


def test_expected_failure_gives_its_reason_and_others_give_none_away(caplog):
    def expected(progress):
        raise jobs.JobFailedError("研修が終了しています。")

    def unexpected(progress):
        raise ValueError("秘密 花子")

    one, two = job(), job()
    make_task("tests.expected", expected)(str(one.pk))
    make_task("tests.unexpected", unexpected)(str(two.pk))

    assert state(one) == ("failed", "研修が終了しています。")
    assert state(two) == (
        "failed",
        "処理の途中で問題が起きました。何も変更されていません。時間をおいて、もう一度お試しください。",
    )
    assert "ValueError" in caplog.text
    assert "花子" not in caplog.text


def test_jobs_without_a_sign_of_life_fail():
    now = timezone.now()
    lost = job(state="running", beat_at=now - timedelta(minutes=16))
    alive = job(state="running", beat_at=now - timedelta(minutes=14))
    waiting = job()
    forgotten = job()
    Job.objects.filter(pk=forgotten.pk).update(created_at=now - timedelta(hours=2, minutes=1))

    assert jobs.fail_lost_jobs() == 2

    assert [state(one)[0] for one in (lost, alive, waiting, forgotten)] == [
        "failed",
        "running",
        "queued",
        "failed",
    ]


def test_result_files_are_removed_after_a_week():
    def run(progress):
        progress.attach(ContentFile(b"rows"), "名簿.csv")

    with time_machine.travel("2026-11-01T12:00:00+09:00"):
        one = job()
        make_task("tests.file", run)(str(one.pk))
    one.refresh_from_db()
    storage, name = one.result_file.storage, one.result_file.name

    with time_machine.travel("2026-11-08T11:00:00+09:00"):
        assert (jobs.remove_old_job_files(), storage.exists(name)) == (0, True)
    with time_machine.travel("2026-11-08T13:00:00+09:00"):
        assert (jobs.remove_old_job_files(), storage.exists(name)) == (1, False)
        assert jobs.remove_old_job_files() == 0
    one.refresh_from_db()
    assert not one.result_file
