"""Mail through a real mail server: STARTTLS with a certificate that is checked, and a login."""

import gc
import ssl
import subprocess
import sys
from dataclasses import dataclass, field
from email import message_from_bytes, policy

import pytest
import trustme
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

from core.enums import MailState
from core.models import OutboxMail
from core.outbox import send_outbox
from tests.factories.trainings import RegistrationFactory
from tests.live import ROOT, environment, free_port
from trainings.tasks import send_receipt

pytestmark = [
    pytest.mark.live,
    # Django leaves the socket of a refused login to the collector, asyncio the one below STARTTLS.
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]
LOGIN, PASSWORD = "mailer", "mailer-password"


@dataclass
class Server:
    """What a test needs to know of the server: its port, and the mails it took."""

    port: int = field(default_factory=free_port)
    taken: list = field(default_factory=list)

    async def handle_RCPT(self, server, session, envelope, address, rcpt_options):  # noqa: N802 - aiosmtpd's name
        if address == "nobody@example.jp":
            return "550 no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802 - aiosmtpd's name
        message = message_from_bytes(envelope.content, policy=policy.default)
        self.taken.append((envelope.rcpt_tos, message))
        return "250 OK"

    def use(self, settings, **wrong):
        settings.EMAIL_BACKEND = "core.outbox.OutboxBackend"
        settings.MAIL_TRANSPORT = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST = "localhost"
        settings.EMAIL_PORT = self.port
        settings.EMAIL_HOST_USER = LOGIN
        settings.EMAIL_HOST_PASSWORD = PASSWORD
        settings.EMAIL_USE_TLS = True
        for name, value in wrong.items():
            setattr(settings, name, value)


def authenticate(server, session, envelope, mechanism, given):
    right = (given.login, given.password) == (LOGIN.encode(), PASSWORD.encode())
    return AuthResult(success=right, handled=False)


@pytest.fixture
def server(tmp_path, monkeypatch):
    authority = trustme.CA()
    certificates = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("localhost").configure_cert(certificates)
    authority.cert_pem.write_to_path(tmp_path / "authority.pem")
    # As an operator has it whose mail server's certificate comes from an authority of their own.
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "authority.pem"))
    handler = Server()
    controller = Controller(
        handler,
        hostname="127.0.0.1",
        port=handler.port,
        tls_context=certificates,
        require_starttls=True,
        auth_required=True,
        authenticator=authenticate,
    )
    controller.start()
    yield handler
    controller.stop()
    gc.collect()


SEND = """
import django
django.setup()
from django.conf import settings
from django.core.mail import EmailMessage, get_connection
connection = get_connection(settings.MAIL_TRANSPORT)
EmailMessage("件名", "本文", to=["officer@example.jp"], connection=connection).send()
"""


def test_settings_of_the_environment_send_mail(server, tmp_path):
    (tmp_path / "password").write_text(PASSWORD + "\n")
    sent = subprocess.run(
        [sys.executable, "-c", SEND],
        cwd=ROOT,
        env=environment(
            DJANGO_SETTINGS_MODULE="tsunagari.settings",
            SMTP_HOST="localhost",
            SMTP_PORT=server.port,
            SMTP_USER=LOGIN,
            SMTP_PASSWORD_FILE=tmp_path / "password",
            MAIL_FROM="鳥取市 <city@example.jp>",
        ),
        check=False,
        capture_output=True,
        text=True,
    )

    assert sent.returncode == 0, sent.stderr
    ((recipients, message),) = server.taken
    assert recipients == ["officer@example.jp"]
    assert message["From"] == "鳥取市 <city@example.jp>"


@pytest.mark.django_db
def test_receipt_arrives_as_it_was_written(server, settings, mailoutbox):
    registration = RegistrationFactory(email="hanako@example.jp", training__title="𠮷野町の研修")
    send_receipt(registration.pk, "ja")
    (written,) = mailoutbox

    server.use(settings)
    send_receipt(registration.pk, "ja")
    assert send_outbox() == 1

    ((recipients, message),) = server.taken
    assert recipients == ["hanako@example.jp"]
    assert message["Subject"] == written.subject
    assert "𠮷野町の研修" in message["Subject"]
    assert message.get_content().splitlines() == written.body.splitlines()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("email", "wrong"),
    [
        ("hanako@example.jp", {"EMAIL_HOST_PASSWORD": "other"}),
        ("hanako@example.jp", {"EMAIL_HOST": "127.0.0.1"}),  # not the certificate's name
        ("hanako@example.jp", {"EMAIL_USE_TLS": False}),
    ],
)
def test_receipt_that_was_refused_is_tried_again(server, settings, email, wrong):
    registration = RegistrationFactory(email=email)
    server.use(settings, **wrong)

    send_receipt(registration.pk, "ja")

    assert send_outbox() == 0
    assert server.taken == []
    assert OutboxMail.objects.get().tries == 1


@pytest.mark.django_db
def test_receipt_to_an_unknown_mailbox_is_given_up(server, settings):
    registration = RegistrationFactory(email="nobody@example.jp")
    server.use(settings)
    send_receipt(registration.pk, "ja")

    assert send_outbox() == 0
    mail = OutboxMail.objects.get()
    assert (mail.state, mail.error) == (MailState.FAILED, "SMTPRecipientsRefused 550")


@pytest.mark.django_db
def test_receipt_waits_for_a_server_that_is_away(settings):
    registration = RegistrationFactory(email="hanako@example.jp")
    Server().use(settings)

    send_receipt(registration.pk, "ja")

    assert send_outbox() == 0
    assert OutboxMail.objects.get().error == "ConnectionRefusedError"
