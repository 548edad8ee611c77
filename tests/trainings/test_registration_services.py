from datetime import timedelta
from uuid import uuid4

import pytest
from django.core import mail
from django.utils import timezone

from accounts.models import Learner
from core.models import AuditEntry
from tests.factories.accounts import LearnerFactory
from tests.factories.trainings import AttendanceFactory, RegistrationFactory, TrainingFactory
from tests.trainings.conftest import AFTER
from trainings import tasks
from trainings.enums import RegistrationSource, RegistrationState, TrainingState
from trainings.errors import (
    AttendanceRecordedError,
    RegistrationClosedError,
    TrainingFullError,
    TrainingLockedError,
)
from trainings.models import Registration
from trainings.registrations.services import (
    Applicant,
    add_registration,
    apply_for_training,
    cancel_registration,
    update_registration,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]

HANAKO = Applicant(name="髙橋 花子", kana="たかはし はなこ", email="hanako@example.jp")


def apply(training, applicant=HANAKO, key=None, learner=None):
    return apply_for_training(
        training=training, applicant=applicant, submission_key=key or uuid4(), learner=learner
    )


def seats(training):
    training.refresh_from_db()
    return training.seats_taken


def test_application_takes_a_seat_and_makes_a_roster_learner(training):
    receipt = apply(training)
    registration = receipt.registration
    assert receipt.is_new
    assert seats(training) == 1
    assert (registration.name, registration.source) == ("髙橋 花子", RegistrationSource.FORM)
    assert registration.name_key == "高橋花子"
    learner = registration.learner
    assert (learner.kind, learner.organization_id, learner.name) == (
        "roster",
        training.organization_id,
        "髙橋 花子",
    )


@pytest.mark.parametrize(
    "name", ["髙橋 花子", "𠮷田 﨑", "葛󠄀城 太郎", "Ｊｏｈｎ　Smith", "ﾊﾝｶｸ カナ"]
)
def test_application_keeps_the_name_as_typed(training, name):
    registration = apply(training, Applicant(name=name)).registration
    registration.refresh_from_db()
    assert registration.name == name


def test_same_form_sent_again_gives_the_same_registration(training):
    key = uuid4()
    first, second = apply(training, key=key), apply(training, key=key)
    assert second.registration == first.registration
    assert (first.is_new, second.is_new) == (True, False)
    assert seats(training) == 1


def test_same_person_applying_again_takes_no_second_seat(training):
    first = apply(training)
    again = apply(training, Applicant(name="高橋　花子", email="Hanako@example.jp"))
    assert again.registration == first.registration
    assert not again.is_new
    assert seats(training) == 1


def test_family_sharing_an_email_are_two_people(training):
    apply(training)
    other = apply(training, Applicant(name="髙橋 太郎", email="hanako@example.jp"))
    assert other.is_new
    assert seats(training) == 2


def test_namesakes_without_email_are_two_people(training):
    first = apply(training, Applicant(name="髙橋 花子"))
    second = apply(training, Applicant(name="髙橋 花子"))
    assert first.registration.learner != second.registration.learner


def test_person_is_one_learner_in_all_trainings_of_an_organization(training, organization):
    next_one = TrainingFactory(organization=organization, session=True)
    elsewhere = TrainingFactory(session=True)
    learner = apply(training).registration.learner
    assert apply(next_one).registration.learner == learner
    assert apply(elsewhere).registration.learner != learner


def test_person_whose_roster_learner_was_merged_applies_as_the_one_it_became(
    training, organization
):
    learner = apply(training).registration.learner
    account = LearnerFactory()
    Learner.objects.filter(pk=learner.pk).update(merged_into=account)
    next_one = TrainingFactory(organization=organization, session=True)
    assert apply(next_one).registration.learner == account


def test_person_whose_email_was_corrected_here_takes_no_second_seat(
    training, organization, officer
):
    earlier = TrainingFactory(organization=organization, session=True)
    apply(earlier)
    seat = apply(training).registration
    corrected = Applicant(name=HANAKO.name, email="new@example.jp")
    update_registration(registration=seat, applicant=corrected, actor=officer)
    again = apply(training)
    assert (again.registration, again.is_new) == (seat, False)
    assert add_registration(training=training, applicant=HANAKO, actor=officer) == seat
    assert seats(training) == 1
    other = add_registration(
        training=training, applicant=HANAKO, actor=officer, is_another_person=True
    )
    assert other.learner != seat.learner


def test_signed_in_learner_applies_as_themselves(training):
    learner = LearnerFactory()
    assert apply(training, learner=learner).registration.learner == learner
    assert not apply(training, Applicant(name="別名"), learner=learner).is_new
    assert seats(training) == 1


def test_full_training_refuses(organization):
    training = TrainingFactory(organization=organization, capacity=1, session=True)
    apply(training)
    with pytest.raises(TrainingFullError):
        apply(training, Applicant(name="別の人", email="other@example.jp"))
    assert seats(training) == 1


@pytest.mark.parametrize(
    "state", [TrainingState.DRAFT, TrainingState.CLOSED, TrainingState.CANCELLED]
)
def test_application_needs_a_published_training(organization, state):
    training = TrainingFactory(organization=organization, state=state, session=True)
    with pytest.raises(RegistrationClosedError):
        apply(training)


def test_application_past_the_deadline_is_refused(training):
    training.registration_ends_at = timezone.now()
    training.save()
    with pytest.raises(RegistrationClosedError):
        apply(training)
    training.registration_ends_at = timezone.now() + timedelta(seconds=1)
    training.save()
    assert apply(training).is_new


def test_application_without_a_deadline_ends_when_the_first_session_starts(training, now, session):
    now.move_to(session.starts_at - timedelta(seconds=1))
    assert apply(training).is_new
    now.move_to(session.starts_at)
    with pytest.raises(RegistrationClosedError):
        apply(training, Applicant(name="遅れた人", email="late@example.jp"))


def test_cancelling_frees_the_seat_once(training, registration, officer):
    assert cancel_registration(registration=registration, actor=officer)
    assert seats(training) == 0
    assert not cancel_registration(registration=registration, actor=officer)
    assert seats(training) == 0
    assert Registration.objects.get().state == RegistrationState.CANCELLED


def test_cancelled_person_may_apply_again(training, registration):
    cancel_registration(registration=registration, actor=None)
    again = apply(training)
    assert again.is_new
    assert again.registration.learner == registration.learner


def test_cancelling_someone_present_is_refused(registration, session, officer):
    AttendanceFactory(session=session, registration=registration, marked_by=officer)
    with pytest.raises(AttendanceRecordedError):
        cancel_registration(registration=registration, actor=officer)


@pytest.mark.parametrize("state", [TrainingState.CLOSED, TrainingState.CANCELLED])
def test_locked_training_changes_no_registration(training, registration, officer, state):
    training.state = state
    training.save()
    registration.refresh_from_db()
    with pytest.raises(TrainingLockedError):
        add_registration(training=training, applicant=Applicant(name="追加"), actor=officer)
    with pytest.raises(TrainingLockedError):
        update_registration(registration=registration, applicant=HANAKO, actor=officer)
    with pytest.raises(TrainingLockedError):
        cancel_registration(registration=registration, actor=officer)
    assert seats(training) == 1


def test_officer_adds_after_the_deadline_and_to_a_draft(training, organization, officer, now):
    now.move_to(AFTER)
    draft = TrainingFactory(organization=organization, state=TrainingState.DRAFT)
    for each in (training, draft):
        registration = add_registration(training=each, applicant=HANAKO, actor=officer)
        assert registration.source == RegistrationSource.HAND
        assert seats(each) == 1


def test_officer_cannot_add_beyond_capacity(organization, officer):
    training = TrainingFactory(organization=organization, capacity=0, session=True)
    with pytest.raises(TrainingFullError):
        add_registration(training=training, applicant=HANAKO, actor=officer)


def test_officer_adds_another_person_of_the_same_name_and_email(training, registration, officer):
    same = add_registration(training=training, applicant=HANAKO, actor=officer)
    assert same == registration
    other = add_registration(
        training=training, applicant=HANAKO, actor=officer, is_another_person=True
    )
    assert other.learner != registration.learner
    assert seats(training) == 2


def test_correcting_a_name_corrects_the_roster_learner(registration, officer):
    corrected = Applicant(name="𠮷田 花子", kana="よしだ はなこ", email="hanako@example.jp")
    update_registration(registration=registration, applicant=corrected, actor=officer)
    registration.refresh_from_db()
    assert (registration.name, registration.name_key) == ("𠮷田 花子", "吉田花子")
    assert (registration.learner.name, registration.learner.kana) == ("𠮷田 花子", "よしだ はなこ")


def test_correcting_leaves_a_learner_with_a_login_alone(training, officer):
    own = LearnerFactory(name="本人")
    registration = RegistrationFactory(training=training, learner=own, name="本人")
    update_registration(registration=registration, applicant=HANAKO, actor=officer)
    own.refresh_from_db()
    assert own.name == "本人"


def test_officers_changes_are_audited_with_ids_alone(training, officer):
    registration = add_registration(training=training, applicant=HANAKO, actor=officer)
    update_registration(registration=registration, applicant=HANAKO, actor=officer)
    cancel_registration(registration=registration, actor=officer)
    entries = AuditEntry.objects.filter(object_type="trainings.registration").order_by("pk")
    assert [(e.action, e.actor_id, e.object_id) for e in entries] == [
        (action, officer.pk, str(registration.pk))
        for action in ("registration.added", "registration.updated", "registration.cancelled")
    ]
    assert {tuple(entry.detail.items()) for entry in entries} == {(("training_id", training.pk),)}


def test_receipt_is_queued_on_commit_with_ids_alone(
    training, django_capture_on_commit_callbacks, monkeypatch
):
    sent = []
    monkeypatch.setattr(tasks.send_receipt, "delay", lambda *args: sent.append(args))
    with django_capture_on_commit_callbacks(execute=True):
        registration = apply(training).registration
        assert sent == []
        apply(training)
    assert sent == [(registration.pk, "ja")]


def test_receipt_tells_when_where_and_how_to_cancel(training, session, settings):
    settings.SITE_URL = "https://example.jp"
    session.online_url = "https://meet.example.jp/a"
    session.save()
    registration = RegistrationFactory(
        training=training, name="𠮷田 <b>", email="yoshida@example.jp"
    )
    tasks.send_receipt(registration.pk, "ja")
    (message,) = mail.outbox
    assert message.to == ["yoshida@example.jp"]
    assert message.subject == "【申込受付】秋の養成講座"
    assert message.body == (
        "𠮷田 <b> 様\n\n研修のお申込みを受け付けました。\n\n"
        "研修名：秋の養成講座\n主催：みどり市福祉課\n日時と会場：\n"
        "・令和8年11月21日（土） 13:30～15:00\n"
        "　会場：市民会館 大ホール（みどり市中央1-2-3）\n"
        "　オンライン参加：https://meet.example.jp/a\n\n"
        "申込みの内容は、次のページで確認できます。\n"
        f"https://example.jp/trainings/registered/{registration.public_id}/\n\n"
        "ご都合が悪くなったときは、次のページから取り消せます。\n"
        f"https://example.jp/trainings/registered/{registration.public_id}/cancel/\n\n"
        "このメールに心当たりがない場合は、お手数ですが削除してください。\n"
    )


def test_title_with_a_line_break_is_mailed_on_one_line(training):
    training.title = "秋の\r\nBcc: everyone@example.jp"
    training.save()
    tasks.send_receipt(RegistrationFactory(training=training).pk, "ja")
    assert mail.outbox[0].subject == "【申込受付】秋の Bcc: everyone@example.jp"


def test_person_without_email_gets_no_mail(training):
    tasks.send_receipt(RegistrationFactory(training=training, email="").pk, "ja")
    assert mail.outbox == []
