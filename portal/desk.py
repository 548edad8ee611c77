"""The officers' desk, where trainings, certificates and figures meet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from reporting.permissions import prefectures_visible_to
from trainings.links import TrainingLink, register_closed_link

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User
    from trainings.models import Training


def sees_figures(user: User | AnonymousUser) -> bool:
    return prefectures_visible_to(user) != frozenset()


def certificates_of(training: Training) -> str:
    """The desk's list of a training's certificates, from which they are printed."""
    return f"{reverse('certificates:certificate_list')}?training={training.pk}"


def connect_rooms() -> None:
    """Lead from a closed training to its certificates: neither room knows the other."""
    register_closed_link(TrainingLink(_("修了証を見る・印刷する"), certificates_of))
