import os
import re

import pytest
from django.core import mail
from django.core.mail.backends.filebased import EmailBackend
from django.urls import reverse

from demo.mailbox import newest_mail

FILES = "django.core.mail.backends.filebased.EmailBackend"


@pytest.fixture
def folder(tmp_path, settings):
    settings.EMAIL_FILE_PATH = tmp_path
    settings.EMAIL_BACKEND = FILES
    settings.DEMO = True
    return tmp_path


def send(folder, *subjects, at, to="髙橋 <hanako@example.jp>", body="本文です。"):
    """One sender's file, with a time of its own: the order does not hang on the disk's clock."""
    before = set(folder.glob("*.log"))
    backend = EmailBackend(file_path=folder)
    backend.send_messages([mail.EmailMessage(subject, body, to=[to]) for subject in subjects])
    (written,) = set(folder.glob("*.log")) - before
    # Django names a file by the second and the sender's address in memory: the next may be equal.
    kept = written.rename(folder / f"{written.stem}-{at}.log")
    os.utime(kept, (at, at))


def test_newest_mail_reads_across_files_newest_first(folder):
    send(folder, "一通目", "二通目", at=100)
    send(folder, "三通目", at=200)
    assert [each.subject for each in newest_mail(folder, limit=9)] == ["三通目", "二通目", "一通目"]


def test_newest_mail_stops_at_the_limit(folder):
    send(folder, "一", "二", "三", at=100)
    assert [each.subject for each in newest_mail(folder, limit=2)] == ["三", "二"]


def test_newest_mail_decodes_what_was_sent(folder):
    body = "𠮷田さん\n\n" + "-" * 20 + "\nhttps://example.jp/?a=1&b=2"
    send(folder, "件名", at=100, body=body)
    (found,) = newest_mail(folder, limit=9)
    assert (found.to, found.text.strip()) == ("髙橋 <hanako@example.jp>", body)
    assert found.sent_at.tzinfo is not None


def test_newest_mail_of_a_missing_folder_is_empty(tmp_path):
    assert newest_mail(tmp_path / "none", limit=9) == []


@pytest.mark.django_db
def test_page_shows_the_mail_and_its_links_safely(client, folder):
    send(folder, "<b>件名</b>", at=100, body="https://example.jp/key/ <script>")
    html = client.get(reverse("demo:mail")).content.decode()
    assert "&lt;b&gt;件名&lt;/b&gt;" in html
    assert re.search(r'<a href="https://example.jp/key/"[^>]*>', html)
    assert "<script>" not in html


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("demo", "backend"),
    [(False, FILES), (True, "django.core.mail.backends.smtp.EmailBackend")],
)
def test_page_exists_in_a_demo_that_sends_nothing_only(client, folder, settings, demo, backend):
    send(folder, "件名", at=100)
    settings.DEMO, settings.MAIL_TRANSPORT = demo, backend
    assert client.get(reverse("demo:mail")).status_code == 404
