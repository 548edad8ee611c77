"""The form of a paper: one field a question, named `q-<question key>`."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from quizzes.enums import QuestionKind

if TYPE_CHECKING:
    from quizzes.queries import Paper, PaperQuestion

PREFIX = "q-"


class QuizForm(forms.Form):
    """Validates a submitted paper; the page is drawn by `quizzes/_questions.html`."""

    submission_key = forms.CharField(required=False)

    def __init__(self, paper: Paper, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.paper = paper
        for question in paper.questions:
            self.fields[f"{PREFIX}{question.key}"] = _field(question)

    @property
    def answers(self) -> dict[str, list[str]]:
        """`{question key: [choice key, …]}`, choices in the paper's order."""
        answers = {}
        for question in self.paper.questions:
            value = self.cleaned_data[f"{PREFIX}{question.key}"]
            chosen = {value} if isinstance(value, str) else set(value)
            answers[question.key] = [c.key for c in question.choices if c.key in chosen]
        return answers

    @property
    def submission(self) -> uuid.UUID:
        """The key drawn when the form was shown; a form without one is a submission of its own."""
        try:
            return uuid.UUID(self.cleaned_data.get("submission_key", ""))
        except ValueError:
            return uuid.uuid4()

    @property
    def chosen(self) -> dict[str, list[str]]:
        """What was chosen, valid or not, to show the form again."""
        return chosen_in(self.data)


def chosen_in(data: Any) -> dict[str, list[str]]:
    """The answers in posted data, as they came."""
    return {
        name.removeprefix(PREFIX): data.getlist(name) for name in data if name.startswith(PREFIX)
    }


def posted(chosen: dict[str, list[str]]) -> dict[str, list[str]]:
    """The reverse of `chosen_in`, for a QueryDict."""
    return {f"{PREFIX}{key}": values for key, values in chosen.items()}


def _field(question: PaperQuestion) -> forms.ChoiceField:
    choices = [(choice.key, choice.text) for choice in question.choices]
    if question.kind == QuestionKind.MULTIPLE:
        return forms.MultipleChoiceField(
            choices=choices,
            error_messages={
                "required": _("ひとつ以上選んでください。"),
                "invalid_choice": _("表示されている選択肢から選んでください。"),
            },
        )
    return forms.ChoiceField(
        choices=choices,
        error_messages={
            "required": _("ひとつ選んでください。"),
            "invalid_choice": _("表示されている選択肢から選んでください。"),
        },
    )
