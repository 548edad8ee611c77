"""Mail that the demo wrote to files instead of sending (Django's filebased backend)."""

from __future__ import annotations

from dataclasses import dataclass
from email import message_from_bytes, policy
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime
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
    date = message["Date"]
    return Mail(
        subject=str(message["Subject"] or ""),
        to=str(message["To"] or ""),
        sent_at=parsedate_to_datetime(str(date)) if date else None,
        text=body.get_content() if body else "",
    )
