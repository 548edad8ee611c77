"""Real concurrent connections: each thread has its own, released together by a barrier."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.utils import timezone

from accounts.models import Learner
from core.models import Job
from learning.models import Completion
from surveys.models import SurveyCount, SurveyRound
from tests.factories.accounts import MembershipFactory, OrganizationFactory
from tests.factories.courses import survey
from tests.factories.trainings import AttendanceFactory, RegistrationFactory, TrainingFactory
from trainings import tasks
from trainings.attendance.services import mark_attendance
from trainings.closing.services import close_training
from trainings.errors import TrainingFullError, TrainingLockedError
from trainings.models import Attendance, Registration, TrainingSurvey
from trainings.plans.services import update_training
from trainings.registrations.services import (
    Applicant,
    add_registration,
    apply_for_training,
    cancel_registration,
)
from trainings.surveys.services import answer_training_survey, start_survey

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]

CROWD = 200
CONNECTIONS = 50


@pytest.fixture(autouse=True)
def a_connection_each(transactional_db):
    """Real connections, one a thread, not those of the site's small pool."""
    options = connection.settings_dict["OPTIONS"]
    pool = options.pop("pool", None)
    connection.close()
    if pool:
        connection.close_pool()
    yield
    connection.close()
    if pool:
        options["pool"] = pool


@pytest.fixture
def officer():
    return MembershipFactory(organization=OrganizationFactory()).user


@pytest.fixture
def training(officer):
    """Its session began a while ago: people may be marked, and it may be closed."""
    return TrainingFactory(
        organization=officer.memberships.get().organization,
        capacity=1000,
        registration_ends_at=timezone.now() + timedelta(days=1),
        session__starts_at=timezone.now() - timedelta(hours=3),
    )


def at_once(call, arguments):
    """`call` with each of the arguments, in threads that start together; what came of each."""
    barrier = threading.Barrier(len(arguments))

    def run(argument):
        try:
            connection.ensure_connection()
            barrier.wait(timeout=60)
            return call(argument)
        except Exception as error:  # noqa: BLE001 - what came of it is what is tested
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(arguments)) as pool:
        return list(pool.map(run, arguments))


def kinds(results):
    counted = {}
    for result in results:
        name = type(result).__name__
        counted[name] = counted.get(name, 0) + 1
    return counted


def applicant(number):
    return Applicant(name=f"申込 {number}", email=f"person{number}@example.jp")


def test_last_seats_are_taken_200_times_at_once(training):
    training.capacity = 7
    training.save()

    def apply(number):
        return apply_for_training(
            training=training, applicant=applicant(number), submission_key=uuid4()
        )

    results = at_once(apply, range(CROWD))
    training.refresh_from_db()
    assert kinds(results) == {"Receipt": 7, "TrainingFullError": CROWD - 7}
    assert training.seats_taken == Registration.objects.active().count() == 7


def test_last_seat_by_the_form_and_by_hand_at_once(training, officer):
    training.capacity = 1
    training.save()

    def take(number):
        if number % 2:
            return add_registration(training=training, applicant=applicant(number), actor=officer)
        return apply_for_training(
            training=training, applicant=applicant(number), submission_key=uuid4()
        ).registration

    results = at_once(take, range(CONNECTIONS))
    assert kinds(results) == {"Registration": 1, "TrainingFullError": CONNECTIONS - 1}


def test_same_form_at_once_is_one_registration(training):
    key = uuid4()

    def apply(number):
        return apply_for_training(
            training=training, applicant=applicant(0), submission_key=key
        ).registration.pk

    results = at_once(apply, range(CONNECTIONS))
    training.refresh_from_db()
    assert results == [Registration.objects.get().pk] * CONNECTIONS
    assert training.seats_taken == 1


def test_same_person_at_once_is_one_registration(training):
    def apply(number):
        return apply_for_training(training=training, applicant=applicant(0), submission_key=uuid4())

    results = at_once(apply, range(CONNECTIONS))
    assert sum(result.is_new for result in results) == 1
    assert Registration.objects.count() == Learner.objects.count() == 1


def test_same_person_in_many_trainings_at_once_is_one_learner(training, officer):
    trainings = [training] + [
        TrainingFactory(
            organization=training.organization,
            registration_ends_at=training.registration_ends_at,
            session=True,
        )
        for _ in range(9)
    ]

    def apply(each):
        return apply_for_training(training=each, applicant=applicant(0), submission_key=uuid4())

    results = at_once(apply, trainings)
    assert kinds(results) == {"Receipt": 10}
    assert Learner.objects.count() == 1


def test_cancelling_at_once_frees_one_seat(training, officer):
    RegistrationFactory(training=training)
    leaving = RegistrationFactory(training=training)

    def cancel(_number):
        registration = Registration.objects.select_related("training").get(pk=leaving.pk)
        return cancel_registration(registration=registration, actor=officer)

    results = at_once(cancel, range(CONNECTIONS))
    training.refresh_from_db()
    assert sorted(results) == [False] * (CONNECTIONS - 1) + [True]
    assert training.seats_taken == 1


def test_capacity_lowered_while_people_apply_never_oversells(training, officer):
    training.capacity = 30
    training.save()

    def step(number):
        if number % 5:
            return apply_for_training(
                training=training, applicant=applicant(number), submission_key=uuid4()
            )
        mine = type(training).objects.get(pk=training.pk)
        mine.capacity = 20
        return update_training(training=mine, sessions=[], removed=[], actor=officer)

    results = at_once(step, range(CONNECTIONS))
    training.refresh_from_db()
    assert set(kinds(results)) <= {
        "Receipt",
        "Training",
        "TrainingFullError",
        "CapacityTooSmallError",
    }
    assert training.seats_taken == Registration.objects.active().count() <= training.capacity


def test_marking_the_same_person_at_once_is_one_attendance(training, officer):
    session, registration = training.sessions.get(), RegistrationFactory(training=training)

    def mark(_number):
        return mark_attendance(
            session=session, registration=registration, is_present=True, actor=officer
        )

    assert kinds(at_once(mark, range(CONNECTIONS))) == {"NoneType": CONNECTIONS}
    assert Attendance.objects.count() == 1


def test_many_markers_at_once_mark_everyone(training, officer):
    session = training.sessions.get()
    people = RegistrationFactory.create_batch(CONNECTIONS, training=training)

    def mark(registration):
        return mark_attendance(
            session=session, registration=registration, is_present=True, actor=officer
        )

    assert kinds(at_once(mark, people)) == {"NoneType": CONNECTIONS}
    assert Attendance.objects.count() == CONNECTIONS


def test_closing_twice_at_once_completes_each_once(training, officer):
    session = training.sessions.get()
    for registration in RegistrationFactory.create_batch(5, training=training):
        AttendanceFactory(session=session, registration=registration)

    def close(_number):
        return close_training(training=training, actor=officer)

    results = at_once(close, range(10))
    assert kinds(results) == {"Job": 1, "TrainingLockedError": 9}
    # And were the message delivered to several workers, or resumed beside a running job:
    more = [
        Job.objects.create(
            kind="trainings.close", created_by=officer, parameters={"training_id": training.pk}
        )
        for _ in range(4)
    ]
    jobs = [job for job in results if isinstance(job, Job)] + more
    assert kinds(at_once(lambda job: tasks.close_training(str(job.pk)), jobs)) == {"NoneType": 5}
    assert Completion.objects.count() == 5
    finished = Job.objects.all()
    assert {job.state for job in finished} == {"succeeded"}
    assert sum(job.result["completed"] for job in finished) == 5
    assert Registration.objects.filter(completion=None).count() == 0


def test_marks_and_closing_at_once_agree(training, officer):
    """Whoever was acknowledged as present before the closing completes, and nobody else."""
    session = training.sessions.get()
    people = RegistrationFactory.create_batch(CONNECTIONS - 1, training=training)

    def step(registration):
        if registration is None:
            return close_training(training=training, actor=officer)
        return mark_attendance(
            session=session, registration=registration, is_present=True, actor=officer
        )

    results = at_once(step, [*people[:25], None, *people[25:]])
    acknowledged = sum(1 for result in results if result is None)
    refused = sum(1 for result in results if isinstance(result, TrainingLockedError))
    assert acknowledged + refused == len(people)
    tasks.close_training(str(Job.objects.get().pk))
    assert Attendance.objects.count() == Completion.objects.count() == acknowledged


def test_full_is_answered_to_everyone(training):
    training.capacity = 0
    training.save()
    results = at_once(
        lambda number: apply_for_training(
            training=training, applicant=applicant(number), submission_key=uuid4()
        ),
        range(CONNECTIONS),
    )
    assert all(isinstance(result, TrainingFullError) for result in results)


def test_answers_of_a_hall_at_once_are_all_counted_and_doubles_once(training, officer):
    now = training.sessions.get().starts_at
    survey()
    asked = start_survey(training=training, actor=officer).pk
    keys = [uuid4() for _ in range(CONNECTIONS // 2)]

    def send(number):
        found = TrainingSurvey.objects.select_related("training", "round__survey").get(pk=asked)
        return answer_training_survey(
            training_survey=found,
            moment="before",
            answers={"speak": "1234"[number // 2 % 4], "four": "abc"[number // 2 % 3]},
            submission_key=keys[number // 2],
            now=now,
        )

    sent = at_once(send, range(CONNECTIONS))
    assert [sent.count(True), sent.count(False)] == [len(keys), len(keys)]
    for question in ("four", "speak"):
        rows = SurveyCount.objects.filter(question=question)
        assert sum(rows.values_list("number", flat=True)) == len(keys)


def test_questions_started_many_times_at_once_are_one(training, officer):
    survey()
    found = at_once(lambda _number: start_survey(training=training, actor=officer).pk, range(6))
    assert len(set(found)) == 1
    assert (TrainingSurvey.objects.count(), SurveyRound.objects.count()) == (1, 1)
