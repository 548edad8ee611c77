from typing import Any

from django.dispatch import receiver
from django.http import HttpRequest
from django.utils import timezone

from accounts.learners import AFTER_SIGN_IN
from accounts.models import Learner
from accounts.signals import learner_merging, learner_signed_in
from learning.player.kept_answers import settle_answers
from learning.services import merge_learning


@receiver(learner_merging)
def merge(sender: Any, source: Learner, target: Learner, **kwargs: Any) -> None:
    merge_learning(source=source, target=target, at=timezone.now())


@receiver(learner_signed_in)
def grade_what_was_kept(sender: Any, request: HttpRequest, **kwargs: Any) -> None:
    url = settle_answers(request)
    if url:
        request.session[AFTER_SIGN_IN] = url
