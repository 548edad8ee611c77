"""The desk's addresses of a text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse

if TYPE_CHECKING:
    from courses.editing.places import Place


def text_url(place: Place, language: str) -> str:
    edition = place.edition.pk
    match place.kind:
        case "course":
            return reverse("courses:course_text", args=[edition, language])
        case "guide":
            return reverse("courses:guide_text", args=[edition, language])
        case "chapter":
            return reverse("courses:chapter_text", args=[edition, place.pk, language])
        case "lesson":
            return reverse("courses:lesson_text", args=[edition, place.pk, language])
        case _:
            return reverse("courses:quiz_text", args=[edition, place.pk, place.slug, language])
