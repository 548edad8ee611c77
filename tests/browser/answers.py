"""The right answers of the check quizzes, read from the authors' files."""

import yaml

from quizzes.shuffling import shuffle_keys
from tests.live import ROOT


def right_answers(course="supporter"):
    """`{quiz folder: [(id of the control, value to select or None to check it), …]}`"""
    found = {}
    for path in sorted((ROOT / "curriculum/courses" / course).glob("*/*.quiz.ja.yaml")):
        questions = yaml.safe_load(path.read_text(encoding="utf-8"))["questions"]
        folder = path.parent.name.split("-", 1)[1]
        quiz = f"{course}/{folder}/{path.name.split('.')[0]}"
        found[folder] = [
            (f"q-{question['key']}-{choice}", value)
            for question in questions
            for choice, value in _controls(question, quiz)
        ]
    return found


def answer_all(page, answers):
    for control, value in answers:
        if value is None:
            page.locator(f"#{control}").check()
        else:
            page.locator(f"#{control}").select_option(value)


def _controls(question, quiz):
    if question["kind"] == "truefalse":
        return [(str(question["answer"]).lower(), None)]
    keys = [choice["key"] for choice in question["choices"]]
    if question["kind"] == "ordering":
        return [(key, f"{key}:{place}") for place, key in enumerate(keys, start=1)]
    if question["kind"] == "matching":
        offered = shuffle_keys(keys, seed=f"{quiz}:{question['key']}")
        return [(key, f"{key}:{offered.index(key) + 1}") for key in keys]
    return [(choice["key"], None) for choice in question["choices"] if choice.get("correct")]
