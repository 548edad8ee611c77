"""The question bank as it is written: enough questions, of every kind, each with its lesson."""

from collections import Counter

import pytest
import yaml

from quizzes.shuffling import shuffle_keys
from tests.live import ROOT

CURRICULUM = ROOT / "curriculum/courses"
BANKS = sorted(
    path.relative_to(CURRICULUM).as_posix()
    for course in ("supporter", "advanced")
    for path in (CURRICULUM / course).glob("*/*.quiz.ja.yaml")
)


def questions(name):
    return yaml.safe_load((CURRICULUM / name).read_text(encoding="utf-8"))["questions"]


def test_every_chapter_of_the_long_courses_has_a_bank():
    assert Counter(name.split("/")[0] for name in BANKS) == {"supporter": 8, "advanced": 6}


@pytest.mark.parametrize("name", BANKS)
def test_bank_has_ten_questions_or_more_of_mixed_kinds(name):
    bank = questions(name)
    kinds = Counter(question["kind"] for question in bank)
    assert len(bank) >= 10
    assert {"single", "multiple", "truefalse", "matching"} <= kinds.keys()
    assert max(kinds.values()) < len(bank) / 2


@pytest.mark.parametrize("name", BANKS)
def test_every_question_names_the_lesson_that_teaches_it(name):
    folder = (CURRICULUM / name).parent
    lessons = {path.name.split(".")[0].split("-", 1)[1] for path in folder.glob("*-*.ja.md")}
    assert {question.get("lesson") for question in questions(name)} <= lessons


@pytest.mark.parametrize("name", BANKS)
def test_true_false_statements_are_now_true_and_now_false(name):
    answers = {q["answer"] for q in questions(name) if q["kind"] == "truefalse"}
    assert answers == {True, False}


def test_right_answers_stand_in_every_place():
    """Who always takes the same place learns nothing from it."""
    places = Counter(
        next(place for place, choice in enumerate(question["choices"]) if choice.get("correct"))
        for name in BANKS
        for question in questions(name)
        if question["kind"] == "single"
    )
    assert set(places) == {0, 1, 2}
    assert max(places.values()) < sum(places.values()) * 0.6


def test_the_longest_choice_is_seldom_the_right_one():
    def lengths(question, *, correct):
        return [len(c["text"]) for c in question["choices"] if c.get("correct", False) is correct]

    singles = [q for name in BANKS for q in questions(name) if q["kind"] == "single"]
    longest = [
        q["key"] for q in singles if max(lengths(q, correct=True)) > max(lengths(q, correct=False))
    ]
    assert len(longest) < len(singles) / 3


@pytest.mark.parametrize("name", BANKS)
def test_what_is_shuffled_is_not_simply_turned_round(name):
    """A long list in exactly the reverse order would be read off backwards."""
    stem = name.removesuffix(".quiz.ja.yaml").split("/")
    key = f"{stem[0]}/{stem[1].split('-', 1)[1]}/{stem[2]}"
    for question in questions(name):
        if question["kind"] in {"ordering", "matching"} and len(question["choices"]) > 3:
            keys = [choice["key"] for choice in question["choices"]]
            assert shuffle_keys(keys, seed=f"{key}:{question['key']}") != tuple(reversed(keys))
