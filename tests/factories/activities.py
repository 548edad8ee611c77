from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import factory
from factory.django import DjangoModelFactory

from activities.enums import ActivityKind, ActivityState, Schedule, Weekday
from activities.models import (
    Activity,
    ActivityDate,
    ActivityExample,
    ActivityExampleText,
    ActivityKindMark,
)

# 令和9年5月8日（土）13:30 in Japan: in the strengthening month.
STARTS_AT = datetime(2027, 5, 8, 4, 30, tzinfo=UTC)


class ExampleFactory(DjangoModelFactory):
    class Meta:
        model = ActivityExample

    key = factory.Sequence(lambda n: f"example-{n}")
    position = factory.Sequence(lambda n: n)
    title = "畑サロン"
    place = "奈良県生駒市"
    kind = ActivityKind.GENERATIONS
    year = "令和4年度"
    summary = "市民農園をサロンにした例です。"
    source = "調査研究報告書（令和4年度）"


class ExampleTextFactory(DjangoModelFactory):
    class Meta:
        model = ActivityExampleText

    example = factory.SubFactory(ExampleFactory)
    language = "en"
    title = "A salon in the allotments"
    place = "Ikoma, Nara"
    year = "FY2022"
    summary = "An example of allotments used as a salon."
    source = "Research report (FY2022)"


class ActivityDateFactory(DjangoModelFactory):
    class Meta:
        model = ActivityDate

    activity = factory.SubFactory("tests.factories.activities.ActivityFactory")
    starts_at = STARTS_AT
    ends_at = factory.LazyAttribute(lambda date: date.starts_at + timedelta(minutes=90))


class ActivityFactory(DjangoModelFactory):
    """A published activity of a municipality, with one date (`date=False` for none).

    `regular=True` is open every Wednesday instead.
    """

    class Meta:
        model = Activity
        skip_postgeneration_save = True

    class Params:
        regular = factory.Trait(
            schedule=Schedule.REGULAR,
            regular_text="毎週水曜日の10時〜12時",
            weekday=Weekday.WEDNESDAY,
            regular_starts=time(10),
            regular_ends=time(12),
        )

    organization = factory.SubFactory("tests.factories.accounts.OrganizationFactory")
    municipality = factory.SelfAttribute("organization.municipality")
    title = factory.Sequence(lambda n: f"みんなの食堂 {n + 1}")
    summary = "ごはんを食べながら、ゆっくり話せる場所です。"
    place = "みどり公民館"
    address = "中央1-2-3"
    organiser = "みどりの会"
    contact = "みどりの会 0000-00-0000"
    who_may_come = "どなたでも"
    cost = "無料"
    listed_from_on = date(2026, 11, 1)
    listed_until_on = date(2027, 6, 30)
    state = ActivityState.PUBLISHED
    updated_at = datetime(2026, 11, 1, tzinfo=UTC)

    @factory.post_generation
    def date(self, create, wanted, **fields):
        if create and wanted is not False and not self.is_regular:
            ActivityDateFactory(activity=self, **fields)

    @factory.post_generation
    def kinds(self, create, wanted, **fields):
        if create:
            for kind in wanted or [ActivityKind.LOOSE]:
                ActivityKindMark.objects.create(activity=self, kind=kind)
