"""Mails to people who registered. Sent by tasks, which know ids alone."""

import re

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from trainings.models import Registration


def send_receipt(registration: Registration) -> None:
    """What was booked, the way in, and the way to cancel."""
    _send(registration, _("【申込受付】{title}"), "trainings/mail/receipt.txt")


def send_cancellation(registration: Registration) -> None:
    """The organizer called the training off."""
    _send(registration, _("【中止のお知らせ】{title}"), "trainings/mail/cancellation.txt")


def _send(registration: Registration, subject: str, template: str) -> None:
    if not registration.email:
        return
    training = registration.training
    body = render_to_string(
        template,
        {
            "registration": registration,
            "training": training,
            "sessions": training.sessions.all(),
            "contact": training.contact or training.organization.contact,
            "url": _address("trainings:registered", registration.public_id),
            "cancel_url": _address("trainings:withdraw", registration.public_id),
        },
    )
    # A line break in a header would be refused.
    title = " ".join(training.title.split())
    text = re.sub(r"\n{3,}", "\n\n", body.strip()) + "\n"
    EmailMessage(subject.format(title=title), text, to=[registration.email]).send()


def _address(name: str, public_id: object) -> str:
    return f"{settings.SITE_URL}{reverse(name, args=[public_id])}"
