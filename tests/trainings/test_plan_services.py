from datetime import timedelta

import pytest

from core.models import AuditEntry
from tests.factories.trainings import (
    AttendanceFactory,
    RegistrationFactory,
    SessionFactory,
    TrainingFactory,
    supporter_edition,
)
from trainings import tasks
from trainings.enums import TrainingState
from trainings.errors import CapacityTooSmallError, SessionAttendedError, TrainingLockedError
from trainings.models import Session, Training
from trainings.plans.services import (
    cancel_training,
    create_training,
    publish_training,
    unpublish_training,
    update_training,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]

LOCKED = [TrainingState.CLOSED, TrainingState.CANCELLED]


def actions(training):
    found = AuditEntry.objects.filter(object_type="trainings.training", object_id=str(training.pk))
    return list(found.order_by("pk").values_list("action", flat=True))


def test_created_training_is_a_draft_with_its_sessions(organization, officer):
    plan = Training(
        organization=organization,
        edition=supporter_edition(),
        title="冬の講座",
        capacity=20,
        state=TrainingState.PUBLISHED,
    )
    training = create_training(
        training=plan, sessions=[SessionFactory.build(training=None)], actor=officer
    )
    training.refresh_from_db()
    assert (training.state, training.sessions.count()) == (TrainingState.DRAFT, 1)
    assert actions(training) == ["training.created"]


def test_updating_writes_the_plan_alone(training, session, officer):
    stale = Training.objects.get(pk=training.pk)
    RegistrationFactory(training=training)
    stale.title, stale.state, stale.seats_taken = "新しい名前", TrainingState.CLOSED, 0
    session.venue = "公民館"
    added = SessionFactory.build(training=None, starts_at=session.starts_at + timedelta(days=7))
    update_training(training=stale, sessions=[session, added], removed=[], actor=officer)
    training.refresh_from_db()
    assert (training.title, training.state, training.seats_taken) == (
        "新しい名前",
        TrainingState.PUBLISHED,
        1,
    )
    assert list(training.sessions.values_list("venue", flat=True)) == ["公民館", added.venue]


def test_capacity_never_goes_below_the_seats_taken(training, officer):
    stale = Training.objects.get(pk=training.pk)
    RegistrationFactory.create_batch(2, training=training)
    stale.capacity = 1
    with pytest.raises(CapacityTooSmallError) as refused:
        update_training(training=stale, sessions=[], removed=[], actor=officer)
    assert refused.value.seats_taken == 2
    stale.capacity = 2
    update_training(training=stale, sessions=[], removed=[], actor=officer)
    training.refresh_from_db()
    assert training.capacity == 2


def test_session_in_which_people_were_present_is_not_removed(training, session, officer):
    second = SessionFactory(training=training, starts_at=session.starts_at + timedelta(days=7))
    AttendanceFactory(session=session)
    with pytest.raises(SessionAttendedError):
        update_training(training=training, sessions=[], removed=[session], actor=officer)
    update_training(training=training, sessions=[], removed=[second], actor=officer)
    assert list(Session.objects.filter(training=training)) == [session]


def test_publishing_twice_is_once(organization, officer):
    training = TrainingFactory(organization=organization, state=TrainingState.DRAFT, session=True)
    for _ in range(2):
        publish_training(training=training, actor=officer)
    training.refresh_from_db()
    assert training.state == TrainingState.PUBLISHED
    assert actions(training) == ["training.published"]


def test_training_without_a_session_is_not_published(organization, officer):
    training = TrainingFactory(organization=organization, state=TrainingState.DRAFT)
    with pytest.raises(TrainingLockedError):
        publish_training(training=training, actor=officer)


def test_training_with_applications_is_not_unpublished(training, officer):
    registration = RegistrationFactory(training=training)
    with pytest.raises(TrainingLockedError):
        unpublish_training(training=training, actor=officer)
    training.registrations.filter(pk=registration.pk).update(state="cancelled")
    Training.objects.filter(pk=training.pk).update(seats_taken=0)
    unpublish_training(training=training, actor=officer)
    training.refresh_from_db()
    assert training.state == TrainingState.DRAFT


def test_cancelling_tells_everyone_with_an_email_once(
    training, officer, django_capture_on_commit_callbacks, monkeypatch
):
    told = RegistrationFactory(training=training)
    RegistrationFactory(training=training, email="")
    RegistrationFactory(training=training, state="cancelled")
    announced, sent = [], []
    monkeypatch.setattr(tasks.announce_cancellation, "delay", lambda *args: announced.append(args))
    monkeypatch.setattr(tasks.send_cancellation, "delay", lambda *args: sent.append(args))
    with django_capture_on_commit_callbacks(execute=True):
        cancel_training(training=training, actor=officer)
        cancel_training(training=training, actor=officer)
    assert announced == [(training.pk, "ja")]
    tasks.announce_cancellation(*announced[0])
    assert sent == [(told.pk, "ja")]
    assert actions(training) == ["training.cancelled"]


def test_cancellation_mail_says_what_was_planned(training, session, mailoutbox):
    tasks.send_cancellation(RegistrationFactory(training=training, name="﨑山 一郎").pk, "ja")
    assert mailoutbox[0].subject == "【中止のお知らせ】秋の養成講座"
    assert mailoutbox[0].body == (
        "﨑山 一郎 様\n\n"
        "お申込みいただいた次の研修は、主催者の都合により中止になりました。\n\n"
        "研修名：秋の養成講座\n主催：みどり市福祉課\n予定していた日時と会場：\n"
        "・令和8年11月21日（土） 13:30～15:00\n"
        "　会場：市民会館 大ホール（みどり市中央1-2-3）\n\n"
        "取消しの手続きは必要ありません。\n"
    )


@pytest.mark.parametrize("state", LOCKED)
def test_locked_training_changes_no_more(training, officer, state):
    training.state = state
    training.save()
    with pytest.raises(TrainingLockedError):
        update_training(training=training, sessions=[], removed=[], actor=officer)
    with pytest.raises(TrainingLockedError):
        publish_training(training=training, actor=officer)
    with pytest.raises(TrainingLockedError):
        unpublish_training(training=training, actor=officer)


def test_closed_training_is_not_cancelled(training, officer):
    training.state = TrainingState.CLOSED
    training.save()
    with pytest.raises(TrainingLockedError):
        cancel_training(training=training, actor=officer)
