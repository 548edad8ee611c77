from datetime import UTC, datetime, timedelta

import factory
from factory.django import DjangoModelFactory

from core.japanese.names import search_key
from courses.models import CourseEdition
from lecturers.models import Lecturer, LecturerArea
from lecturers.querysets import CHAPTER, TRACK
from tests.factories.courses import TrackFactory, published_edition
from tests.factories.learning import CompletionFactory
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


def opening_completion(learner, chapter=CHAPTER):
    """The learner's completion of an advanced course with the chapter for lecturers."""
    edition = published_edition(
        chapters=1,
        slugs=(chapter,),
        with_quiz=False,
        course__track=TrackFactory(slug=TRACK, position=3),
    )
    return CompletionFactory(learner=learner, edition=edition)


class LecturerFactory(DjangoModelFactory):
    """A listed lecturer who comes to the whole of `prefecture`, with the completion for it."""

    class Meta:
        model = Lecturer
        skip_postgeneration_save = True

    class Params:
        prefecture = factory.SubFactory("tests.factories.accounts.PrefectureFactory")

    learner = factory.SubFactory("tests.factories.accounts.LearnerFactory")
    name = "髙橋 花子"
    contact = "hanako@example.jp"
    introduction = "土曜日にうかがえます。"
    consented_at = STARTS_AT
    area = factory.RelatedFactory(
        "tests.factories.trainings.LecturerAreaFactory",
        factory_related_name="lecturer",
        prefecture=factory.SelfAttribute("..prefecture"),
    )

    @factory.post_generation
    def completion(self, create, wanted, **fields):
        if create and wanted is not False:
            opening_completion(self.learner)


class LecturerAreaFactory(DjangoModelFactory):
    class Meta:
        model = LecturerArea

    lecturer = factory.SubFactory(LecturerFactory, area=None)
    prefecture = factory.SubFactory("tests.factories.accounts.PrefectureFactory")
