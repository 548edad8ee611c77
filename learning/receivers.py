from typing import Any

from django.dispatch import receiver
from django.http import HttpRequest
from django.utils import timezone

from accounts.learners import AFTER_SIGN_IN
from accounts.models import Learner
from accounts.signals import learner_merging, learner_signed_in
from learning.player.kept_answers import grade_kept_answers
from learning.services import merge_learning


@receiver(learner_merging)
def merge_learning_of(sender: Any, source: Learner, target: Learner, **kwargs: Any) -> None:
    merge_learning(source=source, target=target, at=timezone.now())


@receiver(learner_signed_in)
def lead_to_graded_answers(sender: Any, request: HttpRequest, **kwargs: Any) -> None:
    url = grade_kept_answers(request)
    if url:
        request.session[AFTER_SIGN_IN] = url
