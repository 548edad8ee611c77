from datetime import UTC, datetime, timedelta

import factory
from factory.django import DjangoModelFactory

from accounts.names import search_key
from courses.models import CourseEdition
from tests.factories.courses import published_edition
from trainings.enums import RegistrationSource, TrainingState
from trainings.models import Attendance, Registration, Session, Training

# 令和8年11月21日（土）13:30 in Japan.
STARTS_AT = datetime(2026, 11, 21, 4, 30, tzinfo=UTC)


def supporter_edition():
    """The one published edition that trainings hold, made when first asked for."""
    found = CourseEdition.objects.published().filter(course__slug="supporter").first()
    return found or published_edition(chapters=1, with_quiz=False, course__slug="supporter")


class TrainingFactory(DjangoModelFactory):
    """A published training without sessions; `TrainingFactory(session=True)` gives it one."""

    class Meta:
        model = Training
        skip_postgeneration_save = True

    organization = factory.SubFactory("tests.factories.accounts.OrganizationFactory")
    edition = factory.LazyFunction(supporter_edition)
    title = factory.Sequence(lambda n: f"つながりサポーター養成講座 第{n + 1}回")
    capacity = 30
    state = TrainingState.PUBLISHED

    @factory.post_generation
    def session(self, create, wanted, **fields):
        if create and (wanted or fields):
            SessionFactory(training=self, **fields)


class SessionFactory(DjangoModelFactory):
    class Meta:
        model = Session

    training = factory.SubFactory(TrainingFactory)
    starts_at = STARTS_AT
    ends_at = factory.LazyAttribute(lambda session: session.starts_at + timedelta(minutes=90))
    venue = "市民会館 大ホール"
    address = "みどり市中央1-2-3"


class RegistrationFactory(DjangoModelFactory):
    """An active registration of a roster learner; takes its seat in the training."""

    class Meta:
        model = Registration
        skip_postgeneration_save = True

    training = factory.SubFactory(TrainingFactory)
    learner = factory.SubFactory(
        "tests.factories.accounts.LearnerFactory",
        roster=True,
        organization=factory.SelfAttribute("..training.organization"),
        name=factory.SelfAttribute("..name"),
        kana=factory.SelfAttribute("..kana"),
    )
    source = RegistrationSource.FORM
    name = factory.Sequence(lambda n: f"髙橋 花子{n + 1}")
    kana = "たかはし はなこ"
    name_key = factory.LazyAttribute(lambda registration: search_key(registration.name))
    email = factory.Sequence(lambda n: f"person{n + 1}@example.jp")

    @factory.post_generation
    def seat(self, create, taken, **fields):
        if create and taken is not False and self.state == "active":
            Training.objects.filter(pk=self.training_id).update(
                seats_taken=self.training.registrations.active().count()
            )
            self.training.refresh_from_db(fields=["seats_taken"])


class AttendanceFactory(DjangoModelFactory):
    class Meta:
        model = Attendance

    session = factory.SubFactory(SessionFactory)
    registration = factory.SubFactory(
        RegistrationFactory, training=factory.SelfAttribute("..session.training")
    )
    marked_by = factory.SubFactory("tests.factories.accounts.UserFactory")
