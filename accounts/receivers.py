from typing import Any

from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest

from accounts.learners import claim_session_learner
from accounts.models import User


@receiver(user_logged_in)
def keep_what_the_visitor_learned(
    sender: Any, request: HttpRequest, user: User, **kwargs: Any
) -> None:
    claim_session_learner(session=request.session, user=user)
    request.__dict__.pop("_learner", None)
