"""Quizzes for tests: `tests.factories.courses.check_quiz` makes the paper, this what was answered."""

import uuid

from factory import LazyFunction, SubFactory
from factory.django import DjangoModelFactory

from quizzes.models import Attempt
from quizzes.services import save_quiz_version
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


# The right answers to `mixed_quiz`, as they are stored and as its form posts them.
MIXED_RIGHT = {
    "one": ["a"],
    "many": ["a", "b"],
    "fact": ["true"],
    "steps": ["notice", "speak", "listen"],
    "words": ["lonely:lonely", "isolated:isolated"],
}
MIXED_POSTED = {
    "one": ["a"],
    "many": ["a", "b"],
    "fact": ["true"],
    "steps": ["notice:1", "speak:2", "listen:3"],
    "words": ["lonely:2", "isolated:1"],
}
_MIXED = {
    "one": ("single", "a", "abc"),
    "many": ("multiple", "ab", "abc"),
    "fact": ("truefalse", ["true"], ["true", "false"]),
    "steps": ("ordering", MIXED_RIGHT["steps"], MIXED_RIGHT["steps"]),
    "words": ("matching", ["lonely", "isolated"], ["lonely", "isolated"]),
}


def mixed_questions(lesson=""):
    """Structure and Japanese words of a quiz with a question of every kind."""
    structure, words = [], {}
    for key, (kind, correct, choices) in _MIXED.items():
        structure.append(
            {
                "key": key,
                "kind": kind,
                "lesson": lesson,
                "choices": [{"key": each, "correct": each in correct} for each in choices],
            }
        )
        words[key] = {
            "prompt": f"設問 {key} {{孤独|こどく}}",
            "choices": {
                each: {
                    "text": "" if kind == "truefalse" else f"選択肢 {each}",
                    "explanation": f"説明 {key} {each}",
                    **({"match": f"相手 {each}"} if kind == "matching" else {}),
                }
                for each in choices
            },
        }
    return structure, {"title": "確認", "questions": words}


def mixed_quiz(key="c/c/mixed", *, lesson="", pass_mark=80):
    """A quiz of five questions, one of every kind; see `MIXED_RIGHT`."""
    structure, words = mixed_questions(lesson)
    return save_quiz_version(key=key, pass_mark=pass_mark, questions=structure, texts={"ja": words})
