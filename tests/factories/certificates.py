from datetime import UTC, datetime

import factory
from factory.django import DjangoModelFactory

from certificates.services import issue_certificate
from learning.enums import Route
from learning.models import Completion

# 令和8年11月21日（土）16:00 in Japan.
COMPLETED_AT = datetime(2026, 11, 21, 7, 0, tzinfo=UTC)


class CompletionFactory(DjangoModelFactory):
    """Completed online, with the name given; `attended=True` for one of a training's."""

    class Meta:
        model = Completion

    class Params:
        attended = factory.Trait(
            route=Route.ATTENDED,
            organization=factory.SubFactory("tests.factories.accounts.OrganizationFactory"),
            learner=factory.SubFactory(
                "tests.factories.accounts.LearnerFactory",
                roster=True,
                organization=factory.SelfAttribute("..organization"),
            ),
            evidence={"training_id": 7},
        )

    learner = factory.SubFactory("tests.factories.accounts.LearnerFactory")
    edition = factory.LazyAttribute(lambda completion: completion.text.edition)
    course = factory.LazyAttribute(lambda completion: completion.edition.course)
    route = Route.ONLINE
    completed_at = COMPLETED_AT
    fiscal_year = 2026
    printed_name = "髙﨑 葛󠄀子"
    printed_kana = "たかさき かつらこ"

    @classmethod
    def _create(cls, model_class, *args, text=None, **kwargs):
        return super()._create(model_class, *args, **kwargs)

    text = factory.SubFactory("tests.factories.courses.EditionTextFactory")


def issued(**completion):
    """A certificate that was issued to a new completion."""
    return issue_certificate(completion=CompletionFactory(**completion))
