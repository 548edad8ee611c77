from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Q

from accounts.models import Learner, Organization
from certificates.enums import CertificateState
from certificates.numbers import clean_number
from core.japanese.names import search_key

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User


class CertificateQuerySet(models.QuerySet[Any]):
    def valid(self) -> CertificateQuerySet:
        return self.filter(state=CertificateState.VALID)

    def visible_to(
        self, user: User | AnonymousUser, learner: Learner | None
    ) -> CertificateQuerySet:
        """The learner's own (by login or by session), and those an officer answers for."""
        return self.filter(_of_learner(learner) | _run_by(user))

    def run_by(self, user: User | AnonymousUser) -> CertificateQuerySet:
        """Those of the organizations whose trainings the user may hold."""
        return self.filter(_run_by(user))

    def of_training(self, training_id: int) -> CertificateQuerySet:
        return self.filter(completion__evidence__training_id=training_id)

    def matching(self, words: str) -> CertificateQuerySet:
        """By number, or by name with variants, width and case folded."""
        key = search_key(words)
        if not key:
            return self
        return self.filter(Q(number__contains=clean_number(words)) | Q(name_key__contains=key))


class PendingCertificateQuerySet(models.QuerySet[Any]):
    def run_by(self, user: User | AnonymousUser) -> PendingCertificateQuerySet:
        return self.filter(_run_by(user))

    def blocked(self) -> PendingCertificateQuerySet:
        """Those whose name can't be printed: trying again changes nothing."""
        return self.exclude(characters=[])

    def due(self) -> PendingCertificateQuerySet:
        """Those worth trying, the least tried first, so that one that fails holds up no other."""
        return self.filter(characters=[]).order_by("attempts", "pk")


def _of_learner(learner: Learner | None) -> Q:
    return Q(completion__learner__in=Learner.objects.of_person(learner))


def _run_by(user: User | AnonymousUser) -> Q:
    return Q(completion__organization__in=Organization.objects.run_by(user))
