"""The right answers of the check quizzes, read from the authors' files."""

import yaml

from tests.live import ROOT


def right_answers(course="supporter"):
    """`{quiz folder: {question key: [choice key, …]}}`"""
    found = {}
    for path in sorted((ROOT / "content/curriculum" / course).glob("*/*.quiz.ja.yaml")):
        questions = yaml.safe_load(path.read_text(encoding="utf-8"))["questions"]
        found[path.parent.name.split("-", 1)[1]] = {
            question["key"]: [c["key"] for c in question["choices"] if c.get("correct")]
            for question in questions
        }
    return found
