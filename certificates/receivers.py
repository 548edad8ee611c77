from typing import Any

from django.dispatch import receiver

from certificates.services import request_certificate
from learning.models import Completion
from learning.signals import completion_ready


@receiver(completion_ready)
def certificate_on_completion(sender: object, completion: Completion, **kwargs: Any) -> None:
    request_certificate(completion=completion)
