"""Forms of a survey: one for who answers it, one for who counts paper sheets."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _

from theme.fields import SubmissionKeyField

if TYPE_CHECKING:
    from collections.abc import Mapping

    from surveys.queries import ShownSurvey

PREFIX = "s-"
MOST_SHEETS = 9999


class SurveyForm(forms.Form):
    """Answers: every question may be left out."""

    submission_key = SubmissionKeyField()

    def __init__(self, survey: ShownSurvey, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.survey = survey
        for question in survey.questions:
            choices = [(choice.key, choice.plain) for choice in question.choices]
            self.fields[f"{PREFIX}{question.key}"] = forms.ChoiceField(
                choices=choices, required=False
            )

    @property
    def answers(self) -> dict[str, str]:
        """`{question key: choice key}`, in the authors' order; what was left out is missing."""
        chosen = {
            question.key: self.cleaned_data[f"{PREFIX}{question.key}"]
            for question in self.survey.questions
        }
        return {key: choice for key, choice in chosen.items() if choice}


class TallyForm(forms.Form):
    """How often each choice was ticked on paper: whole numbers, nothing is a nought."""

    def __init__(self, survey: ShownSurvey, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.survey = survey
        for question in survey.questions:
            for choice in question.choices:
                self.fields[self.field_name(question.key, choice.key)] = forms.IntegerField(
                    label=choice.plain,
                    required=False,
                    min_value=0,
                    max_value=MOST_SHEETS,
                    error_messages={
                        "invalid": _("整数で入力してください。"),
                        "min_value": _("0以上の数を入力してください。"),
                        "max_value": _("%(limit_value)d以下の数を入力してください。"),
                    },
                )

    @staticmethod
    def field_name(question: str, choice: str) -> str:
        return f"{PREFIX}{question}.{choice}"

    @classmethod
    def initial_of(cls, numbers: Mapping[tuple[str, str], int]) -> dict[str, int]:
        return {cls.field_name(*answer): number for answer, number in numbers.items() if number}

    @property
    def numbers(self) -> dict[tuple[str, str], int]:
        """By question and choice."""
        return {
            (question.key, choice.key): self.cleaned_data[self.field_name(question.key, choice.key)]
            or 0
            for question in self.survey.questions
            for choice in question.choices
        }

    def question_rows(self) -> list[dict[str, Any]]:
        """Each question with its fields, for the page."""
        return [
            {
                "question": question,
                "fields": [
                    {"choice": choice, "field": self[self.field_name(question.key, choice.key)]}
                    for choice in question.choices
                ],
            }
            for question in self.survey.questions
        ]
