"""The person behind a registration."""

from accounts.enums import LearnerKind
from accounts.models import Learner, Municipality, Organization
from trainings.models import Registration


def lock_organization(organization_id: int) -> None:
    """Hold the organization's roster until the transaction ends.

    Two applications of one new person at the same moment would otherwise make two learners.
    """
    Organization.objects.select_for_update(no_key=True).get(pk=organization_id)


def known_roster_learner(*, organization_id: int, name: str, email: str) -> Learner | None:
    """The organization's learner of this name and e-mail, in whichever of its trainings."""
    known = (
        Registration.objects.filter(training__organization=organization_id)
        .of_person(name=name, email=email)
        .filter(learner__kind=LearnerKind.ROSTER)
        .select_related("learner__merged_into")
        .order_by("pk")
        .first()
    )
    return known.learner.current if known else None


def roster_learner(  # noqa: PLR0913 - what is known of a person
    *,
    organization: Organization,
    name: str,
    kana: str = "",
    email: str = "",
    municipality: Municipality | None = None,
    age_band: str = "",
) -> Learner:
    """The organization's learner of this name and e-mail, or a new one.

    Equal name key and e-mail within the organization are one person, who is then counted once;
    without an e-mail namesakes can't be told apart and each is a person of their own.
    Needs `lock_organization`.
    """
    known = known_roster_learner(organization_id=organization.pk, name=name, email=email)
    return known or new_roster_learner(
        organization=organization,
        name=name,
        kana=kana,
        municipality=municipality,
        age_band=age_band,
    )


def new_roster_learner(
    *,
    organization: Organization,
    name: str,
    kana: str = "",
    municipality: Municipality | None = None,
    age_band: str = "",
) -> Learner:
    """Another person on the organization's roster."""
    return Learner.objects.create(
        kind=LearnerKind.ROSTER,
        organization=organization,
        name=name,
        kana=kana,
        municipality=municipality,
        age_band=age_band,
    )
