"""Who may do what with a certificate.

`can_view_certificate(u, l, c)` exactly when `c in Certificate.objects.visible_to(u, l)`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from accounts.models import Organization

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import Learner, User
    from certificates.models import Certificate


def owns_certificate(learner: Learner | None, certificate: Certificate) -> bool:
    return learner is not None and certificate.completion.learner.current == learner


def answers_for_certificate(user: User | AnonymousUser, certificate: Certificate) -> bool:
    """An officer of the organization that held the training."""
    organization_id = certificate.completion.organization_id
    return organization_id is not None and (
        Organization.objects.run_by(user).filter(pk=organization_id).exists()
    )


def can_view_certificate(
    user: User | AnonymousUser, learner: Learner | None, certificate: Certificate
) -> bool:
    return owns_certificate(learner, certificate) or answers_for_certificate(user, certificate)


def can_reissue_certificate(
    user: User | AnonymousUser, learner: Learner | None, certificate: Certificate
) -> bool:
    """The organization's officer. Online nobody else knows the name: its owner corrects it."""
    if certificate.completion.organization_id is None:
        return owns_certificate(learner, certificate)
    return answers_for_certificate(user, certificate)


def can_revoke_certificate(user: User | AnonymousUser, certificate: Certificate) -> bool:
    return answers_for_certificate(user, certificate)
