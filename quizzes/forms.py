"""The form of a quiz: one field a question, `q-<question key>`.

An ordering or a matching posts `<choice key>:<number>` for each choice: the place it is given, or
the number of the match it is given among those offered.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from quizzes.enums import QuestionKind
from quizzes.grading import join_pair, split_pair
from theme.fields import SubmissionKeyField

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from quizzes.queries import ShownChoice, ShownQuestion, ShownQuiz

PREFIX = "q-"
NUMBERED = frozenset({QuestionKind.ORDERING, QuestionKind.MATCHING})
_FORGED = _("表示されている選択肢から選んでください。")
_UNFINISHED = {
    QuestionKind.ORDERING: _("すべてに順番を選んでください。"),
    QuestionKind.MATCHING: _("すべてに組み合わせを選んでください。"),
}
_TWICE = {
    QuestionKind.ORDERING: _("同じ順番を二度選んでいます。一つずつ、ちがう順番にしてください。"),
    QuestionKind.MATCHING: _("同じものを二度選んでいます。一つずつ、ちがうものにしてください。"),
}


class QuizForm(forms.Form):
    """Validates a submitted quiz; the page is drawn by `quizzes/_questions.html`."""

    submission_key = SubmissionKeyField()

    def __init__(self, quiz: ShownQuiz, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.quiz = quiz
        for question in quiz.questions:
            self.fields[f"{PREFIX}{question.key}"] = _build_field(question)

    @property
    def answers(self) -> dict[str, list[str]]:
        """As `quizzes.grading` takes them; choices in the author's order."""
        return {
            question.key: _read_answer(question, self.cleaned_data[f"{PREFIX}{question.key}"])
            for question in self.quiz.questions
        }

    @property
    def chosen(self) -> dict[str, list[str]]:
        """The chosen answers, valid or not, to show the form again."""
        return chosen_answers(self.data)

    @property
    def question_errors(self) -> dict[str, list[str]]:
        """The messages of invalid answers, by the key of the question."""
        return {
            name.removeprefix(PREFIX): [str(error) for error in errors]
            for name, errors in self.errors.items()
            if name.startswith(PREFIX)
        }


def chosen_answers(data: Any) -> dict[str, list[str]]:
    """The answers in posted data, as they came."""
    return {
        name.removeprefix(PREFIX): data.getlist(name) for name in data if name.startswith(PREFIX)
    }


def to_post_data(chosen: dict[str, list[str]]) -> dict[str, list[str]]:
    """The reverse of `chosen_answers`, for a QueryDict."""
    return {f"{PREFIX}{key}": values for key, values in chosen.items()}


@dataclass(frozen=True, slots=True)
class ItemRow:
    """A choice as it is shown: `number` was chosen for it ("" for none), and can't be right."""

    choice: ShownChoice
    is_chosen: bool
    number: str
    is_invalid: bool


@dataclass(frozen=True, slots=True)
class Offer:
    """What a choice may be given: a place, or the match that is listed under the letter."""

    number: str
    letter: str
    match: str


@dataclass(frozen=True, slots=True)
class QuestionRow:
    question: ShownQuestion
    errors: Sequence[str]
    items: tuple[ItemRow, ...]
    offers: tuple[Offer, ...]


def question_rows(
    quiz: ShownQuiz, chosen: Mapping[str, Sequence[str]], errors: Mapping[str, Sequence[str]]
) -> list[QuestionRow]:
    """The questions with what was chosen, and what is wrong with it."""
    letters = "アイウエオカキ" if quiz.language.startswith("ja") else "ABCDEFG"
    return [
        QuestionRow(
            question=question,
            errors=errors.get(question.key, ()),
            items=tuple(
                _item_rows(question, chosen.get(question.key, ()), is_wrong=question.key in errors)
            ),
            offers=tuple(
                Offer(number=str(number), letter=letter, match=choice.match)
                for number, (letter, choice) in enumerate(
                    zip(letters, question.offered_choices, strict=False), start=1
                )
            )
            if question.kind in NUMBERED
            else (),
        )
        for question in quiz.questions
    ]


def _item_rows(
    question: ShownQuestion, chosen: Sequence[str], *, is_wrong: bool
) -> Iterator[ItemRow]:
    is_numbered = question.kind in NUMBERED
    given = dict(split_pair(answer) for answer in chosen if answer) if is_numbered else {}
    times = Counter(given.values())
    is_ordering = question.kind == QuestionKind.ORDERING
    for choice in question.offered_choices if is_ordering else question.choices:
        number = given.get(choice.key, "")
        yield ItemRow(
            choice=choice,
            is_chosen=choice.key in chosen,
            number=number,
            is_invalid=is_wrong and times[number] != 1,
        )


def _read_answer(question: ShownQuestion, value: Any) -> list[str]:
    if question.kind == QuestionKind.ORDERING:
        return sorted(value, key=lambda key: int(value[key]))
    if question.kind == QuestionKind.MATCHING:
        return [
            join_pair(choice.key, question.offered[int(value[choice.key]) - 1])
            for choice in question.choices
        ]
    chosen = {value} if isinstance(value, str) else set(value)
    return [choice.key for choice in question.choices if choice.key in chosen]


class NumbersField(forms.Field):
    """A number for each choice, no number twice: `{choice key: number}`."""

    widget = forms.SelectMultiple  # as many values as selects of that name

    def __init__(self, question: ShownQuestion) -> None:
        super().__init__(required=False)  # what is missing is named in `clean`
        self.question = question

    def clean(self, value: Any) -> dict[str, str]:
        kind = QuestionKind(self.question.kind)
        pairs = [split_pair(answer) for answer in value or () if answer]
        keys = {choice.key for choice in self.question.choices}
        numbers = {str(number) for number in range(1, len(keys) + 1)}
        numbers_by_key = dict(pairs)
        if (
            len(numbers_by_key) != len(pairs)
            or not set(numbers_by_key) <= keys
            or not set(numbers_by_key.values()) <= numbers
        ):
            raise forms.ValidationError(_FORGED)
        if set(numbers_by_key) != keys:
            raise forms.ValidationError(_UNFINISHED[kind])
        if len(set(numbers_by_key.values())) != len(keys):
            raise forms.ValidationError(_TWICE[kind])
        return numbers_by_key


def _build_field(question: ShownQuestion) -> forms.Field:
    if question.kind in NUMBERED:
        return NumbersField(question)
    choices = [(choice.key, choice.text) for choice in question.choices]
    if question.kind == QuestionKind.MULTIPLE:
        return forms.MultipleChoiceField(
            choices=choices,
            error_messages={
                "required": _("ひとつ以上選んでください。"),
                "invalid_choice": _FORGED,
            },
        )
    return forms.ChoiceField(
        choices=choices,
        error_messages={"required": _("ひとつ選んでください。"), "invalid_choice": _FORGED},
    )
