"""Quizzes for tests: `tests.factories.courses.check_quiz` makes the paper, this what was answered."""

import uuid

from factory import LazyFunction, SubFactory
from factory.django import DjangoModelFactory

from quizzes.models import Attempt
from tests.factories.accounts import LearnerFactory

# The right answers to `check_quiz`, and answers of which one of two is right.
RIGHT = {"one": ["a"], "many": ["a", "b"]}
HALF_RIGHT = {"one": ["a"], "many": ["a", "c"]}


def quiz_data(answers=RIGHT, submission_key=None):
    """What the form of a quiz posts."""
    return {
        "submission_key": str(submission_key or uuid.uuid4()),
        **{f"q-{key}": chosen for key, chosen in answers.items()},
    }


class AttemptFactory(DjangoModelFactory):
    """A passed attempt; give it `version`."""

    class Meta:
        model = Attempt

    learner = SubFactory(LearnerFactory)
    submission_key = LazyFunction(uuid.uuid4)
    answers = LazyFunction(lambda: dict(RIGHT))
    correct_count = 2
    question_count = 2
    is_passed = True
