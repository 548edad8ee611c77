from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import Learner
from core.jobs import Progress
from core.models import AuditEntry, Job
from learning.models import Completion
from tests.factories.accounts import LearnerFactory
from tests.factories.trainings import (
    AttendanceFactory,
    RegistrationFactory,
    SessionFactory,
    TrainingFactory,
)
from tests.trainings.conftest import AFTER, BEFORE, DURING
from trainings import tasks
from trainings.closing import services as closing
from trainings.closing.services import close_training, count_unfinished, resume_closing
from trainings.enums import TrainingState
from trainings.errors import TrainingLockedError

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def evening(now):
    now.move_to(AFTER)


def present(training, **fields):
    """Someone who was present in every session."""
    registration = RegistrationFactory(training=training, **fields)
    for session in training.sessions.all():
        AttendanceFactory(session=session, registration=registration)
    return registration


def close(training, officer):
    """Close, and run the job as the worker does. Returns the finished job."""
    job = close_training(training=training, actor=officer, next_url="/next/")
    return run(job)


def run(job):
    tasks.close_training(str(job.pk))
    job.refresh_from_db()
    return job


def test_closing_completes_those_present_and_nobody_else(training, officer):
    came = present(training, name="髙橋 花子", kana="たかはし はなこ", age_band="60")
    absent = RegistrationFactory(training=training)
    job = close(training, officer)
    completion = Completion.objects.get()
    came.refresh_from_db()
    absent.refresh_from_db()
    assert (came.completion, absent.completion) == (completion, None)
    organization, session = training.organization, training.sessions.get()
    assert {
        "learner": completion.learner,
        "edition": completion.edition,
        "route": completion.route,
        "at": completion.completed_at,
        "year": completion.fiscal_year,
        "organization": completion.organization,
        "municipality": completion.municipality,
        "prefecture": completion.prefecture_code,
        "age_band": completion.age_band,
        "name": completion.printed_name,
        "kana": completion.printed_kana,
        "issuer": completion.issuer_name,
        "evidence": completion.evidence,
    } == {
        "learner": came.learner,
        "edition": training.edition,
        "route": "attended",
        "at": session.ends_at,
        "year": 2026,
        "organization": organization,
        "municipality": organization.municipality,
        "prefecture": organization.prefecture_id,
        "age_band": "60",
        "name": "髙橋 花子",
        "kana": "たかはし はなこ",
        "issuer": "みどり市長",
        "evidence": {"training_id": training.pk, "session_ids": [session.pk]},
    }
    assert (job.state, job.result) == (
        "succeeded",
        {
            "summary": "1人の修了を記録しました。",
            "completed": 1,
            "known": 0,
            "failed": 0,
            "rows": [],
        },
    )
    training.refresh_from_db()
    assert (training.state, training.closed_at) == (TrainingState.CLOSED, timezone.now())


def test_organization_without_an_issuer_name_issues_under_its_own(training, officer):
    training.organization.certificate_issuer = ""
    training.organization.save()
    present(training)
    close(training, officer)
    assert Completion.objects.get().issuer_name == "みどり市福祉課"


def test_several_sessions_must_all_be_attended(training, session, officer):
    second = SessionFactory(training=training, starts_at=session.starts_at - timedelta(days=7))
    every, once = present(training), RegistrationFactory(training=training)
    AttendanceFactory(session=second, registration=once)
    close(training, officer)
    completion = Completion.objects.get()
    assert completion.learner == every.learner
    assert completion.completed_at == session.ends_at
    assert completion.evidence["session_ids"] == [second.pk, session.pk]


def test_training_closed_in_its_last_minutes_ends_then(training, session, officer, now):
    now.move_to(DURING)
    present(training)
    close(training, officer)
    assert Completion.objects.get().completed_at == timezone.now() < session.ends_at


def test_person_of_two_trainings_in_a_year_completes_once(training, organization, officer):
    first = present(training)
    second_training = TrainingFactory(organization=organization, session=True)
    again = present(second_training, name=first.name, email=first.email, learner=first.learner)
    close(training, officer)
    job = close(second_training, officer)
    again.refresh_from_db()
    assert again.completion == Completion.objects.get()
    assert (job.result["completed"], job.result["known"]) == (0, 1)
    assert job.result["summary"] == (
        "0人の修了を記録しました。1人は、この年度にすでに修了しています（修了は1人1回と数えます）。"
    )


def test_learner_merged_since_completes_as_the_one_it_became(training, officer):
    registration = present(training)
    account = LearnerFactory()
    Learner.objects.filter(pk=registration.learner_id).update(merged_into=account)
    close(training, officer)
    assert Completion.objects.get().learner == account


def test_closing_before_the_last_session_begins_is_refused(training, officer, now):
    now.move_to(BEFORE)
    with pytest.raises(TrainingLockedError):
        close_training(training=training, actor=officer)


def test_closing_twice_starts_one_job(training, officer):
    close_training(training=training, actor=officer)
    with pytest.raises(TrainingLockedError):
        close_training(training=training, actor=officer)
    assert Job.objects.count() == 1


def test_message_delivered_twice_completes_once(training, officer):
    present(training)
    job = close(training, officer)
    run(job)
    Job.objects.update(state="queued")
    assert run(job).result["completed"] == 0
    assert Completion.objects.count() == 1


def test_failure_of_one_person_is_reported_and_the_others_complete(training, officer, monkeypatch):
    broken, fine = present(training), present(training)
    record = closing.record_completion

    def fail_for_one(*, learner, **fields):
        if learner == broken.learner:
            raise RuntimeError("髙橋 花子")
        return record(learner=learner, **fields)

    monkeypatch.setattr(closing, "record_completion", fail_for_one)
    job = close(training, officer)
    assert Completion.objects.get().learner == fine.learner
    assert (job.state, job.result["rows"]) == ("succeeded", [broken.pk])
    assert job.result["summary"] == (
        "1人の修了を記録しました。"
        f"1人の修了を記録できませんでした（受付番号 {broken.pk}）。"
        "研修のページから、もう一度試せます。"
    )
    training.refresh_from_db()
    assert count_unfinished(training) == 1
    monkeypatch.undo()
    again = run(resume_closing(training=training, actor=officer))
    assert again.result["completed"] == 1
    assert Completion.objects.count() == 2
    assert count_unfinished(training) == 0


def test_job_that_dies_half_way_is_resumed(training, officer, monkeypatch):
    present(training), present(training)
    calls = []
    report = Progress.report

    def die_on_the_second(self, done, total):
        calls.append(done)
        if done == 1:
            raise ConnectionError
        report(self, done, total)

    monkeypatch.setattr(Progress, "report", die_on_the_second)
    job = close(training, officer)
    assert (job.state, Completion.objects.count()) == ("failed", 1)
    assert job.error == (
        "修了の記録が途中で止まりました。記録できた方の分はそのまま残っています。"
        "研修のページの「修了の記録を再開する」から、残りの方を記録できます。"
    )
    monkeypatch.undo()
    training.refresh_from_db()
    assert run(resume_closing(training=training, actor=officer)).result["completed"] == 1
    assert Completion.objects.count() == 2


def test_only_a_closed_training_is_resumed(training, officer):
    with pytest.raises(TrainingLockedError):
        resume_closing(training=training, actor=officer)


def test_cancelled_person_does_not_complete(training, officer):
    registration = present(training)
    registration.state = "cancelled"
    registration.save()
    close(training, officer)
    assert Completion.objects.count() == 0


def test_closing_is_audited_with_counts(training, officer):
    present(training), RegistrationFactory(training=training)
    close(training, officer)
    entry = AuditEntry.objects.get(action="training.closed")
    assert (entry.actor, entry.organization_id, entry.detail) == (
        officer,
        training.organization_id,
        {"seats_taken": 2, "attended": 1},
    )


def test_job_leads_back_to_where_it_was_started(training, officer):
    assert close(training, officer).next_url == "/next/"
