from datetime import timedelta

from allauth.account.models import EmailAddress
from django.utils import timezone
from factory import (
    LazyAttribute,
    LazyFunction,
    RelatedFactory,
    SelfAttribute,
    Sequence,
    SubFactory,
    Trait,
)
from factory.django import DjangoModelFactory, Password

from accounts.enums import LearnerKind, OrganizationKind, Role
from accounts.models import (
    Delegation,
    Invitation,
    Learner,
    Membership,
    Municipality,
    Organization,
    Prefecture,
    User,
)
from accounts.municipalities import code_with_check_digit

PASSWORD = "correct horse battery"


class EmailAddressFactory(DjangoModelFactory):
    class Meta:
        model = EmailAddress

    email = SelfAttribute("user.email")
    primary = True
    verified = True


class UserFactory(DjangoModelFactory):
    class Meta:
        model = User
        skip_postgeneration_save = True

    email = Sequence(lambda n: f"user{n}@example.jp")
    password = Password(PASSWORD)
    address = RelatedFactory(EmailAddressFactory, factory_related_name="user")


class PrefectureFactory(DjangoModelFactory):
    """Made-up prefectures, 50 to 98 (99 stays unknown); pass `code` to get a real one."""

    class Meta:
        model = Prefecture
        django_get_or_create = ("code",)

    code = Sequence(lambda n: f"{50 + n % 49:02}")
    name = LazyAttribute(lambda prefecture: f"架空{prefecture.code}県")
    kana = LazyAttribute(lambda prefecture: "かくうけん")


class MunicipalityFactory(DjangoModelFactory):
    class Meta:
        model = Municipality
        django_get_or_create = ("code",)
        exclude = ("number",)

    number = Sequence(lambda n: 201 + n % 700)
    prefecture = SubFactory(PrefectureFactory)
    code = LazyAttribute(lambda m: code_with_check_digit(f"{m.prefecture.code}{m.number:03}"))
    name = LazyAttribute(lambda municipality: f"架空{municipality.code}市")
    kana = "かくうし"


class OrganizationFactory(DjangoModelFactory):
    """A municipality's organization; `prefectural=True`, `national=True` for the others."""

    class Meta:
        model = Organization
        django_get_or_create = ("name", "kind")
        exclude = ("number",)

    class Params:
        prefectural = Trait(
            kind=OrganizationKind.PREFECTURE,
            municipality=None,
            prefecture=SubFactory(PrefectureFactory),
        )
        national = Trait(kind=OrganizationKind.NATIONAL, municipality=None, prefecture=None)

    number = Sequence(int)
    # A site has one national office.
    name = LazyAttribute(
        lambda o: "全国事務局" if o.kind == OrganizationKind.NATIONAL else f"架空市福祉課{o.number}"
    )
    kind = OrganizationKind.MUNICIPALITY
    municipality = SubFactory(MunicipalityFactory)
    prefecture = LazyAttribute(lambda o: o.municipality.prefecture if o.municipality else None)


class MembershipFactory(DjangoModelFactory):
    """An officer; `role=` for the other roles."""

    class Meta:
        model = Membership

    user = SubFactory(UserFactory)
    organization = SubFactory(OrganizationFactory)
    role = Role.OFFICER


class DelegationFactory(DjangoModelFactory):
    """Of this year and the next."""

    class Meta:
        model = Delegation

    principal = SubFactory(OrganizationFactory)
    agent = SubFactory(OrganizationFactory, kind=OrganizationKind.OTHER)
    starts_on = LazyFunction(timezone.localdate)
    ends_on = LazyFunction(lambda: timezone.localdate() + timedelta(days=365))


class InvitationFactory(DjangoModelFactory):
    class Meta:
        model = Invitation

    organization = SubFactory(OrganizationFactory)
    role = Role.OFFICER
    email = Sequence(lambda n: f"invited{n}@example.jp")
    digest = Sequence(lambda n: f"{n:064}")
    invited_by = SubFactory(UserFactory)
    expires_at = LazyFunction(lambda: timezone.now() + timedelta(days=7))


class LearnerFactory(DjangoModelFactory):
    """A learner with a login; `visitor=True` for one without, `roster=True` for a roster's."""

    class Meta:
        model = Learner

    class Params:
        visitor = Trait(kind=LearnerKind.VISITOR, user=None)
        roster = Trait(
            kind=LearnerKind.ROSTER, user=None, organization=SubFactory(OrganizationFactory)
        )

    kind = LearnerKind.ACCOUNT
    user = SubFactory(UserFactory)
