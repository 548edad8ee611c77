"""Mail that the demo wrote to files instead of sending (Django's filebased backend)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from email.message import EmailMessage
    from pathlib import Path

# The backend ends every message with a line of 79 dashes.
_END = b"\n" + b"-" * 79 + b"\n"


@dataclass(frozen=True, slots=True)
class Mail:
    subject: str
    to: str
    sent_at: datetime | None
    text: str


def newest_mail(folder: Path, *, limit: int) -> list[Mail]:
    """The mail in a folder, newest first. A file is one sender's mail, oldest first."""
    files = sorted(folder.glob("*.log"), key=lambda path: path.stat().st_mtime_ns, reverse=True)
    found: list[Mail] = []
    for path in files:
        raw = [part for part in path.read_bytes().split(_END) if part.strip()]
        found += [_mail(part.lstrip(b"\n")) for part in reversed(raw)]
        if len(found) >= limit:
            break
    return found[:limit]


def _mail(raw: bytes) -> Mail:
    message: EmailMessage = message_from_bytes(raw, policy=policy.default)
    body = message.get_body(preferencelist=("plain",))
    return Mail(
        subject=str(message["Subject"] or ""),
        to=str(message["To"] or ""),
        sent_at=_moment(message),
        text=body.get_content() if body else "",
    )


def _moment(message: EmailMessage) -> datetime | None:
    if not message["Date"]:
        return None
    moment = parsedate_to_datetime(str(message["Date"]))
    # "-0000" says UTC and nothing of the sender's zone: Python then leaves the zone out.
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment
