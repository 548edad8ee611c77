from typing import Any

from django.dispatch import receiver

from certificates.glyphs import MissingGlyphError, face_for, visible_form
from certificates.services import request_certificate
from core.paper.fonts import FontsMissingError
from learning.models import Completion
from learning.signals import completion_ready, printed_name_checking


@receiver(completion_ready)
def certificate_on_completion(sender: object, completion: Completion, **kwargs: Any) -> None:
    request_certificate(completion=completion)


@receiver(printed_name_checking)
def characters_without_glyph(sender: object, name: str, **kwargs: Any) -> list[str]:
    try:
        face_for(name)
    except MissingGlyphError as error:
        return [visible_form(character) for character in error.characters]
    except FontsMissingError:  # not the reader's fault: issuing reports it
        return []
    return []
