"""Supporters of the demo who went further: one may be listed as a lecturer, two are."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from accounts.enums import LearnerKind
from accounts.models import Learner, Municipality, User
from courses.models import CourseEdition, Lesson
from demo.cast import ICHIHARA, TOTTORI, YONAGO
from demo.learners import DemoCourse, finish_course
from lecturers.services import Entry, list_lecturer

if TYPE_CHECKING:
    from random import Random

    from demo.cast import Cast


def make_lecturers(random: Random, cast: Cast, now: datetime) -> None:
    edition = CourseEdition.objects.published().get(course__slug="advanced")
    lessons = Lesson.objects.filter(chapter__edition=edition, chapter__is_reference=False)
    homes = list(Municipality.objects.filter(code__in=(TOTTORI, YONAGO, ICHIHARA)))
    course = DemoCourse(edition, list(lessons.order_by("chapter__position", "position")), homes)
    towns = {town.code: town for town in homes}
    finish_course(random, cast.completed, course, now - timedelta(days=9))
    for number, (introduction, places) in enumerate(
        (
            (
                "平日の夜と土曜日にうかがえます。町内会での研修を何度か手伝いました。",
                (TOTTORI, YONAGO),
            ),
            ("オンラインの研修もできます。聞くことを中心に話します。", (ICHIHARA,)),
        ),
        start=1,
    ):
        user = User.objects.create_user(f"lecturer{number}@example.jp")
        learner = Learner.objects.create(kind=LearnerKind.ACCOUNT, user=user)
        finish_course(random, learner, course, now - timedelta(days=30 * number))
        entry = Entry(
            name=f"{learner.name}（見本）",
            contact=user.email,
            introduction=introduction,
            areas=[(towns[place].prefecture_id, towns[place]) for place in places],
        )
        list_lecturer(learner=learner, entry=entry, actor=user)
