"""Reads for the pages of trainings."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from django.db.models import Count, Exists, F, OuterRef, Q
from django.utils.translation import get_language

from core.japanese.calendar import local_date
from core.japanese.names import search_key
from courses.queries import load_outline
from trainings.enums import RegistrationState, TrainingState
from trainings.models import Attendance, Registration, Session, Training

if TYPE_CHECKING:
    from datetime import datetime

    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User


class Step(Enum):
    """What a training waits for; templates show the words for each."""

    PUBLISH = "publish"
    WAIT = "wait"  # published, the first session is still to come
    ATTEND = "attend"  # a session is held today
    CLOSE = "close"  # every session is over
    RESUME = "resume"  # closed, and some completions are missing
    DONE = "done"


@dataclass(frozen=True)
class SessionCount:
    session: Session
    present: int


@dataclass(frozen=True)
class Overview:
    """A training in numbers: active registrations, those cancelled, those who attended all."""

    registered: int
    cancelled: int
    attended: int
    partly: int
    completed: int
    sessions: list[SessionCount]

    @property
    def absent(self) -> int:
        return self.registered - self.attended - self.partly


@dataclass(frozen=True)
class HallRow:
    """A registered person in the attendance list. `key` is what the type-ahead looks in: words
    apart by spaces, the name's key first.
    """

    pk: int
    name: str
    kana: str
    name_key: str
    is_present: bool

    @classmethod
    def of(cls, registration: Registration, *, is_present: bool) -> HallRow:
        return cls(
            registration.pk,
            registration.name,
            registration.kana,
            registration.name_key,
            is_present=is_present,
        )

    @property
    def key(self) -> str:
        given = [search_key(part) for part in self.kana.split()[1:]]
        return " ".join([self.name_key, search_key(self.kana), *given, str(self.pk)])

    def matches(self, words: str) -> bool:
        """As the type-ahead does: a word that starts so, or a name that holds it."""
        wanted = search_key(words)
        return wanted in self.name_key or any(
            word.startswith(wanted) for word in self.key.split(" ")
        )


@dataclass(frozen=True)
class Desk:
    """What an officer's desk opens with. All trainings carry `first_starts_at`, `last_ends_at`."""

    today: list[Training]
    to_close: list[Training]
    drafts: list[Training]
    upcoming: list[Training]
    unfinished: list[Training]
    closed: list[Training]


def edition_title(edition_id: int) -> str:
    """The course's title and the edition's label in the reader's language."""
    edition = load_outline(edition_id, get_language() or "ja")
    return f"{edition.title}（{edition.label}）" if edition.label else edition.title


def next_step(training: Training, now: datetime, *, unfinished: int = 0) -> Step:
    """What comes next. Needs `first_starts_at` and `last_ends_at`."""
    if training.state == TrainingState.CLOSED:
        return Step.RESUME if unfinished else Step.DONE
    if training.state == TrainingState.CANCELLED:
        return Step.DONE
    starts, ends = training.first_starts_at, training.last_ends_at
    if ends is not None and ends <= now:
        return Step.CLOSE
    if starts is not None and local_date(starts) <= local_date(now):
        return Step.ATTEND
    return Step.PUBLISH if training.state == TrainingState.DRAFT else Step.WAIT


def count_registrations(training: Training) -> Overview:
    """Four queries, however many people."""
    states = dict(
        training.registrations.order_by().values_list("state").annotate(number=Count("pk"))
    )
    sessions = list(training.sessions.annotate(present=Count("attendances")))
    counts = list(
        training.registrations.active()
        .with_attended_count()
        .order_by()
        .values_list("attended_count", flat=True)
    )
    return Overview(
        registered=states.get(RegistrationState.ACTIVE, 0),
        cancelled=states.get(RegistrationState.CANCELLED, 0),
        attended=sum(1 for number in counts if number and number == len(sessions)),
        partly=sum(1 for number in counts if 0 < number < len(sessions)),
        completed=training.registrations.active().exclude(completion=None).count(),
        sessions=[SessionCount(session, session.present) for session in sessions],
    )


def attendance_rows(session: Session) -> list[HallRow]:
    """Everyone registered, in the order of furigana (names without it last). Two queries."""
    present = set(
        Attendance.objects.filter(session=session).values_list("registration_id", flat=True)
    )
    rows = (
        Registration.objects.active()
        .filter(training_id=session.training_id)
        .values_list("pk", "name", "kana", "name_key")
    )
    people = [
        HallRow(pk, name, kana, name_key, is_present=pk in present)
        for pk, name, kana, name_key in rows
    ]
    return sorted(people, key=lambda row: (not row.kana, row.kana, row.name_key, row.pk))


def load_officer_desk(user: User | AnonymousUser, now: datetime, *, limit: int = 20) -> Desk:
    """The officer's trainings by what they wait for: three queries. `closed` carry
    `completed_count` too.
    """
    mine = Training.objects.visible_to(user).with_dates().select_related("organization")
    open_ones = list(mine.unlocked().order_by("first_starts_at", "pk"))
    steps = {training.pk: next_step(training, now) for training in open_ones}
    closed = (
        mine.filter(state=TrainingState.CLOSED)
        .annotate(
            completed_count=Count(
                "registrations",
                filter=Q(registrations__completion__isnull=False),
                distinct=True,
            )
        )
        .order_by("-closed_at")
    )
    published = [t for t in open_ones if t.state == TrainingState.PUBLISHED]

    def waiting(trainings: list[Training], *wanted: Step) -> list[Training]:
        return [training for training in trainings if steps[training.pk] in wanted][:limit]

    return Desk(
        today=waiting(open_ones, Step.ATTEND),
        to_close=waiting(open_ones, Step.CLOSE),
        drafts=waiting(open_ones, Step.PUBLISH),
        upcoming=waiting(published, Step.WAIT, Step.ATTEND),
        unfinished=list(closed.filter(_has_unfinished())[:limit]),
        closed=list(closed[:limit]),
    )


def _has_unfinished() -> Exists:
    """Of a training: someone was present in every session and has no Completion."""
    was_there = Attendance.objects.filter(
        session=OuterRef("pk"), registration=OuterRef(OuterRef("pk"))
    )
    missed = Session.objects.filter(~Exists(was_there), training=OuterRef("training"))
    came = Attendance.objects.filter(registration=OuterRef("pk"))
    return Exists(
        Registration.objects.active()
        .filter(training=OuterRef("pk"), completion=None)
        .filter(Exists(came), ~Exists(missed))
    )


def default_session(sessions: list[Session], now: datetime) -> Session | None:
    """The session to mark attendance in: today's, else the next, else the last."""
    today = [s for s in sessions if local_date(s.starts_at) == local_date(now)]
    current = [s for s in today if s.ends_at > now] or today
    coming = [s for s in sessions if s.starts_at > now]
    return next(iter(current or coming or sessions[-1:]), None)


def other_open_trainings(training: Training, now: datetime, limit: int = 3) -> list[Training]:
    """What the same organization offers beside this one, with seats left."""
    coming = Training.objects.with_dates().upcoming(now).filter(seats_taken__lt=F("capacity"))
    others = coming.filter(organization=training.organization_id).exclude(pk=training.pk)
    return list(others[:limit])
