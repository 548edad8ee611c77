import factory

from certificates.services import issue_certificate
from learning.enums import Route
from tests.factories import learning
from tests.factories.courses import published_edition


class CompletionFactory(learning.CompletionFactory):
    """Completed online in a course of a title alone; `attended=True` for one of a training's."""

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

    edition = factory.LazyFunction(lambda: published_edition(chapters=0))
    printed_name = "髙﨑 葛󠄀子"
    printed_kana = "たかさき かつらこ"


def issued(**completion):
    """A certificate that was issued to a new completion."""
    return issue_certificate(completion=CompletionFactory(**completion))
