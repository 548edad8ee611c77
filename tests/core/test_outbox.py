"""Mail in the database: stored with the caller's transaction, sent later, erased afterwards."""

import smtplib
from datetime import timedelta
from email import message_from_bytes, policy

import pytest
import time_machine
from celery import Celery
from django.core import mail
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.utils import timezone
from kombu.exceptions import OperationalError

from core import outbox
from core.enums import MailState
from core.models import OutboxMail

pytestmark = pytest.mark.django_db
TO = "hanako@example.jp"
BODY = "𠮷野町の髙橋さま\nコード：123456\n"


class Transport(BaseEmailBackend):
    """A mail server in this process: takes mails, or raises what a test tells it to."""

    taken = []
    error = None

    def send_messages(self, messages):
        if self.error:
            raise self.error
        self.taken.extend(messages)
        return len(messages)


@pytest.fixture(autouse=True)
def transport(settings, monkeypatch):
    settings.EMAIL_BACKEND = "core.outbox.OutboxBackend"
    settings.MAIL_TRANSPORT = f"{__name__}.Transport"
    settings.SITE_URL = "https://tsunagari.example.jp"
    monkeypatch.setattr(Transport, "taken", [])
    monkeypatch.setattr(Transport, "error", None)
    return Transport


@pytest.fixture
def woken(monkeypatch):
    tasks = []
    monkeypatch.setattr(Celery, "send_task", lambda app, name, **options: tasks.append(name))
    return tasks


def send(to=TO, **options):
    message = mail.EmailMultiAlternatives("【お知らせ】髙橋さま", BODY, to=[to], **options)
    message.attach_alternative("<p>コード：123456</p>", "text/html")
    message.attach("予定.ics", b"BEGIN:VCALENDAR", "text/calendar")
    message.send()
    return OutboxMail.objects.latest("pk")


def refused(*codes):
    return smtplib.SMTPRecipientsRefused(
        {f"{number}@example.jp": (code, b"no") for number, code in enumerate(codes)}
    )


def test_mail_is_sent_as_it_was_written(transport):
    stored = send(cc=["cc@example.jp"], bcc=["bcc@example.jp"], reply_to=["city@example.jp"])
    assert transport.taken == []

    assert outbox.send_outbox() == 1

    (sent,) = transport.taken
    message = message_from_bytes(sent.message().as_bytes(), policy=policy.default)
    assert sent.recipients() == [TO, "cc@example.jp", "bcc@example.jp"]
    assert "bcc@example.jp" not in message.as_string()
    assert message["Subject"] == "【お知らせ】髙橋さま"
    assert message["Reply-To"] == "city@example.jp"
    assert message["Message-ID"] == f"<{stored.public_id}@tsunagari.example.jp>"
    assert message.get_body(["plain"]).get_content().splitlines() == BODY.splitlines()
    assert message.get_body(["html"]).get_content().strip() == "<p>コード：123456</p>"
    assert [part.get_filename() for part in message.iter_attachments()] == ["予定.ics"]


def test_mail_leaves_nothing_personal_once_it_is_sent(transport):
    stored = send()
    outbox.send_outbox()

    stored.refresh_from_db()

    assert (stored.state, stored.recipients, bytes(stored.content)) == (MailState.SENT, [], b"")
    assert stored.finished_at is not None


def test_mail_of_a_transaction_that_failed_is_never_sent(transport, woken):
    def break_after_sending():
        with transaction.atomic():
            send()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        break_after_sending()

    assert outbox.send_outbox() == 0
    assert transport.taken == woken == []


def test_worker_is_woken_on_commit(woken, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        send()
        assert woken == []
    assert woken == ["core.send_outbox"]


@pytest.mark.parametrize("error", [OperationalError("away"), OSError("away")])
def test_page_answers_while_the_broker_is_away(
    monkeypatch, error, transport, django_capture_on_commit_callbacks
):
    def fail(*arguments, **options):
        raise error

    monkeypatch.setattr(Celery, "send_task", fail)
    with django_capture_on_commit_callbacks(execute=True):
        send()

    assert outbox.send_outbox() == 1  # by the periodic task
    assert len(transport.taken) == 1


@pytest.mark.parametrize(
    ("error", "noted"),
    [
        (ConnectionRefusedError(), "ConnectionRefusedError"),
        (TimeoutError(), "TimeoutError"),
        (smtplib.SMTPAuthenticationError(535, b"hanako@example.jp"), "SMTPAuthenticationError 535"),
        (refused(450), "SMTPRecipientsRefused 450"),
        (refused(550, 450), "SMTPRecipientsRefused 550"),
        (smtplib.SMTPDataError(554, b"spam"), "SMTPDataError 554"),
    ],
)
def test_failure_is_tried_again_later_and_noted_without_its_text(transport, error, noted):
    transport.error = error
    with time_machine.travel("2026-11-01T09:00+09:00", tick=False):
        stored = send()
        assert outbox.send_outbox() == 0
        assert outbox.send_outbox() == 0  # not due yet
    stored.refresh_from_db()
    assert (stored.state, stored.tries, stored.error) == (MailState.QUEUED, 1, noted)

    transport.error = None
    with time_machine.travel("2026-11-01T09:01:01+09:00", tick=False):
        assert outbox.send_outbox() == 1
    assert len(transport.taken) == 1


def test_waits_double_up_to_six_hours_and_end_after_four_days(transport):
    transport.error = ConnectionRefusedError()
    waits = []
    with time_machine.travel("2026-11-01T09:00+09:00", tick=False) as clock:
        stored = send()
        while stored.state == MailState.QUEUED:
            clock.move_to(stored.next_try_at)
            outbox.send_outbox()
            stored.refresh_from_db()
            waits.append(round((stored.next_try_at - timezone.now()).total_seconds() / 60))

    assert waits[:10] == [1, 2, 4, 8, 16, 32, 64, 128, 256, 360]
    assert set(waits[9:-1]) == {360}
    assert stored.state == MailState.FAILED
    assert timedelta(days=4) < stored.finished_at - stored.created_at < timedelta(days=4, hours=7)
    assert (stored.recipients, bytes(stored.content)) == ([], b"")


def test_address_that_is_refused_for_good_is_given_up_at_once(transport):
    transport.error = refused(550, 553)
    stored = send()

    outbox.send_outbox()

    stored.refresh_from_db()
    assert (stored.state, stored.error, stored.recipients) == (
        MailState.FAILED,
        "SMTPRecipientsRefused 553",
        [],
    )


def test_one_bad_mail_does_not_stop_the_next(transport, monkeypatch):
    first, second = send(), send("jiro@example.jp")
    deliver = Transport.send_messages

    def refuse_first(self, messages):
        if messages[0].recipients() == [TO]:
            raise ConnectionResetError
        return deliver(self, messages)

    monkeypatch.setattr(Transport, "send_messages", refuse_first)

    assert outbox.send_outbox() == 1
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, second.state) == (MailState.QUEUED, MailState.SENT)


def test_mail_of_a_worker_that_died_is_taken_again_after_a_while(transport):
    with time_machine.travel("2026-11-01T09:00+09:00", tick=False) as clock:
        stored = send()
        OutboxMail.objects.update(state=MailState.SENDING, taken_at=timezone.now())
        clock.shift(timedelta(minutes=9))
        assert outbox.deliver_mail(stored.pk) is False
        clock.shift(timedelta(minutes=2))
        assert outbox.deliver_mail(stored.pk) is True
        assert outbox.deliver_mail(stored.pk) is False
    assert len(transport.taken) == 1


def test_rows_go_thirty_days_after_their_mail(transport):
    with time_machine.travel("2026-11-01T09:00+09:00", tick=False) as clock:
        send()
        outbox.send_outbox()
        waiting = send()
        clock.shift(timedelta(days=31))
        assert outbox.remove_old_mails() == 1
    assert list(OutboxMail.objects.all()) == [waiting]


def test_message_without_receivers_is_not_stored():
    mail.EmailMessage("件名", "本文", to=[]).send()
    assert OutboxMail.objects.count() == 0
