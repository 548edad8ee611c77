"""Mail that waits in the database until the worker has sent it.

`OutboxBackend` is the site's EMAIL_BACKEND: sending a mail stores a row in the caller's
transaction, so no page waits for a mail server, a mail of a transaction that was rolled back is
never sent, and none is lost when the server is away. `deliver_mail` sends a row through
`settings.MAIL_TRANSPORT` (SMTP), with retries and back-off. At least once: a worker that dies
between the server's answer and its own commit leaves a mail that is sent again, under the same
Message-ID.
"""

from __future__ import annotations

import smtplib
from datetime import timedelta
from email import message_from_bytes
from email.message import Message
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import structlog
from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.message import MIMEMixin
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from kombu.exceptions import OperationalError

from core.enums import MailState
from core.models import OutboxMail

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from django.db.models import QuerySet

log = structlog.get_logger("outbox")

# Tried after 1, 2, 4 … minutes, then every 6 hours: for 4 days, as RFC 5321 (4.5.4.1) advises.
FIRST_WAIT = timedelta(minutes=1)
LONGEST_WAIT = timedelta(hours=6)
GIVEN_UP_AFTER = timedelta(days=4)
# A worker that died had taken the mail with it: it is taken again.
TAKEN_FOR = timedelta(minutes=10)
KEPT_FOR = timedelta(days=30)
BATCH = 100


class OutboxBackend(BaseEmailBackend):
    """Stores mails instead of sending them. The worker is woken when the transaction commits."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        mails = [_store_mail(message) for message in email_messages if message.recipients()]
        if mails:
            transaction.on_commit(wake_worker)
        return len(mails)


class StoredMessage(MIMEMixin, Message):  # type: ignore[misc]  # as Django's own messages are
    """A parsed mail that writes itself as Django's transports ask for it (`linesep`)."""


class StoredMail(EmailMessage):
    """A row as Django's transports take a mail: its text is not built anew."""

    def __init__(self, mail: OutboxMail) -> None:
        super().__init__(from_email=mail.sender, to=mail.recipients)
        self._content = bytes(mail.content)

    def message(self, **_options: Any) -> Any:
        return message_from_bytes(self._content, _class=StoredMessage)


def _store_mail(message: EmailMessage) -> OutboxMail:
    written = message.message()
    # Django's own names the machine that the process runs on, which no receiver can look up.
    del written["Message-ID"]
    mail = OutboxMail(sender=message.from_email, recipients=message.recipients())
    written["Message-ID"] = f"<{mail.public_id}@{urlsplit(settings.SITE_URL).hostname}>"
    mail.content = written.as_bytes()
    mail.next_try_at = timezone.now()
    mail.save()
    return mail


def wake_worker() -> None:
    """Ask a worker to send what waits. Without a broker the periodic task finds it."""
    from celery import current_app  # noqa: PLC0415 - the app of the process that calls

    try:
        current_app.send_task("core.send_outbox", retry=False)
    except (OperationalError, OSError):
        log.warning("worker not woken: the broker is away")


def send_outbox() -> int:
    """Try every mail that is due, oldest first; returns how many were sent."""
    due = list(_due_mails(timezone.now()).values_list("pk", flat=True)[:BATCH])
    return sum(deliver_mail(mail_id) for mail_id in due)


def _due_mails(now: datetime) -> QuerySet[OutboxMail]:
    waiting = Q(state=MailState.QUEUED, next_try_at__lte=now)
    abandoned = Q(state=MailState.SENDING, taken_at__lt=now - TAKEN_FOR)
    return OutboxMail.objects.filter(waiting | abandoned).order_by("next_try_at", "pk")


def deliver_mail(mail_id: int) -> bool:
    """Send one mail if it is due; returns whether the server took it.

    Idempotent, and safe in several workers at once: one takes the row, the others leave it.
    The content and the addresses are erased once it is sent or given up.
    """
    now = timezone.now()
    taken = (
        _due_mails(now)
        .filter(pk=mail_id)
        .update(state=MailState.SENDING, taken_at=now, tries=F("tries") + 1)
    )
    if not taken:
        return False
    mail = OutboxMail.objects.get(pk=mail_id)
    try:
        connection = get_connection(settings.MAIL_TRANSPORT)
        connection.send_messages([StoredMail(mail)])
    except Exception as error:  # noqa: BLE001 - whatever it is, the mail waits for its next try
        _note_failure(mail, error)
        return False
    mail.state = MailState.SENT
    mail.finished_at = timezone.now()
    mail.erase_content()
    mail.save()
    return True


def _note_failure(mail: OutboxMail, error: Exception) -> None:
    now = timezone.now()
    mail.error = type(error).__name__
    if code := _smtp_code(error):
        mail.error = f"{mail.error} {code}"
    if _is_final(error) or now - mail.created_at > GIVEN_UP_AFTER:
        mail.state = MailState.FAILED
        mail.finished_at = now
        mail.erase_content()
    else:
        mail.state = MailState.QUEUED
        mail.next_try_at = now + min(FIRST_WAIT * 2 ** (mail.tries - 1), LONGEST_WAIT)
    mail.save()
    log.warning(
        "mail not sent", mail_id=mail.pk, state=mail.state, tries=mail.tries, error=mail.error
    )


def _smtp_code(error: Exception) -> int | None:
    """The server's reply code (RFC 5321, 4.2.3), if there is one; its text may name an address."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return max((code for code, _text in error.recipients.values()), default=None)
    return error.smtp_code if isinstance(error, smtplib.SMTPResponseException) else None


def _is_final(error: Exception) -> bool:
    """Whether the server refused the receiver for good: every address with a 5xx."""
    return isinstance(error, smtplib.SMTPRecipientsRefused) and all(
        500 <= code < 600 for code, _text in error.recipients.values()
    )


def remove_old_mails() -> int:
    """Delete the rows of mails that were sent or given up long ago; returns how many."""
    old = OutboxMail.objects.filter(finished_at__lt=timezone.now() - KEPT_FOR)
    return old.delete()[0]
