from typing import Any

from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest

from accounts.learners import claim_session_learner
from accounts.models import User
from accounts.signals import learner_signed_in


@receiver(user_logged_in)
def keep_what_the_visitor_learned(
    sender: Any, request: HttpRequest, user: User, **kwargs: Any
) -> None:
    claim_session_learner(session=request.session, user=user)
    request.__dict__.pop("_learner", None)
    learner_signed_in.send(sender=User, request=request)
