"""Trainings of the demo, in every state: planned, open, full, today, over, cancelled."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from django.utils import timezone

from accounts.enums import AgeBand
from courses.models import CourseEdition
from demo.names import make_person
from demo.surveys import make_survey
from trainings.closing.services import record_completions
from trainings.enums import Reach, TrainingState
from trainings.models import Attendance, Session, Training
from trainings.plans.services import create_training
from trainings.registrations.services import Applicant, add_registration

if TYPE_CHECKING:
    from random import Random

    from accounts.models import Organization, User
    from demo.cast import Cast


NOTES = [""] * 17 + ["手話通訳を希望", "車いすで参加", "筆談を希望"]


@dataclass(frozen=True)
class Plan:
    """`day`: days from today; `people`: how many register; `present`: how many of them came."""

    organization: Organization
    title: str
    day: int
    state: TrainingState
    capacity: int
    people: int
    present: int = 0
    is_online: bool = False


def make_trainings(random: Random, cast: Cast, now: datetime) -> None:
    for plan in _plans(cast):
        _make(random, plan, cast.officers[plan.organization.pk], now)


def _plans(cast: Cast) -> list[Plan]:
    tottori, yonago, ichihara = cast.municipalities
    published, closed = TrainingState.PUBLISHED, TrainingState.CLOSED
    return [
        Plan(tottori, "つながりサポーター養成研修（昼の部）", -220, closed, 40, 36, 33),
        Plan(tottori, "つながりサポーター養成研修（市民活動センター）", -40, closed, 60, 58, 51),
        Plan(tottori, "民生委員・児童委員のための養成研修", 0, published, 40, 31, 9),
        Plan(tottori, "つながりサポーター養成研修（夜の部）", 12, published, 30, 30),
        Plan(tottori, "職員向け養成研修", 33, TrainingState.DRAFT, 80, 0),
        Plan(yonago, "はじめてのつながりサポーター", -95, closed, 30, 27, 24),
        Plan(yonago, "オンライン養成研修", 9, published, 100, 42, is_online=True),
        Plan(yonago, "公民館サポーター研修", -3, published, 25, 19, 16),
        Plan(ichihara, "地域で見守る人の養成研修", -300, closed, 50, 44, 40),
        Plan(ichihara, "企業と学ぶつながりサポーター研修", 21, published, 40, 17),
        Plan(ichihara, "夏の養成研修", -70, TrainingState.CANCELLED, 40, 6),
        Plan(cast.school_board, "教職員向けつながりサポーター研修", -55, closed, 40, 35, 34),
        Plan(cast.school_board, "PTAのための養成研修", 27, published, 60, 11),
        Plan(cast.prefecture, "講師をめざす方の養成研修", 40, published, 30, 8),
    ]


def _make(random: Random, plan: Plan, officer: User, now: datetime) -> None:
    session = _session(plan, now)
    training = create_training(
        training=Training(
            organization=plan.organization,
            edition=CourseEdition.objects.published().get(course__slug="supporter"),
            title=plan.title,
            description=(
                "孤独・孤立について学び、身近な人に関心を向け、できる範囲で支える人になる研修です。"
                "資格や経験は要りません。どなたでもご参加いただけます。"
            ),
            lecturer=make_person(random)[0],
            contact=plan.organization.contact,
            capacity=plan.capacity,
            registration_ends_at=session.starts_at - timedelta(days=1) if plan.day > 1 else None,
        ),
        sessions=[session],
        actor=officer,
    )
    for number in range(plan.people):
        add_registration(
            training=training, applicant=_applicant(random, plan, number), actor=officer
        )
    training.refresh_from_db()
    training.state = plan.state
    if plan.state == TrainingState.CLOSED:
        training.closed_at = session.ends_at + timedelta(hours=2)
    training.save(update_fields=["state", "closed_at"])
    registrations = list(training.registrations.active())
    Attendance.objects.bulk_create(
        Attendance(session=session, registration=registration, marked_by=officer)
        for registration in random.sample(registrations, min(plan.present, len(registrations)))
    )
    if plan.state == TrainingState.CLOSED:
        record_completions(training=training, actor=officer, report=lambda _done, _total: None)
        make_survey(training, plan.present, officer)


def _session(plan: Plan, now: datetime) -> Session:
    day = timezone.localdate(now) + timedelta(days=plan.day)
    # Today's training is under way, whenever the demo is made.
    starts_at = (
        timezone.localtime(now).replace(minute=0, second=0, microsecond=0)
        if plan.day == 0
        else timezone.make_aware(datetime.combine(day, time(13, 30)))
    )
    session = Session(starts_at=starts_at, ends_at=starts_at + timedelta(minutes=90))
    if plan.is_online:
        session.online_url = "https://meeting.example.jp/tsunagari"
    else:
        session.venue = "市民活動センター　2階 会議室"
        session.address = (
            f"{plan.organization.municipality or plan.organization.prefecture} 見本町1-2-3"
        )
    return session


def _applicant(random: Random, plan: Plan, number: int) -> Applicant:
    name, kana = make_person(random)
    is_inside = random.random() < 0.85
    return Applicant(
        name=name,
        kana=kana if random.random() < 0.9 else "",
        email=f"applicant{plan.organization.pk}-{abs(plan.day)}-{number}@example.jp"
        if random.random() < 0.8
        else "",
        phone=f"090-0000-{random.randrange(10000):04}" if random.random() < 0.5 else "",
        reach=Reach.INSIDE if is_inside else Reach.OUTSIDE,
        municipality=plan.organization.municipality if is_inside else None,
        age_band=random.choice(AgeBand.values),
        note=random.choice(NOTES),
    )
