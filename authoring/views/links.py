"""The desk's addresses of a text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse

if TYPE_CHECKING:
    from authoring.drafts.places import Place


def text_url(place: Place, language: str) -> str:
    edition = place.edition.pk
    match place.kind:
        case "course":
            return reverse("authoring:course_text", args=[edition, language])
        case "guide":
            return reverse("authoring:guide_text", args=[edition, language])
        case "chapter":
            return reverse("authoring:chapter_text", args=[edition, place.pk, language])
        case "lesson":
            return reverse("authoring:lesson_text", args=[edition, place.pk, language])
        case _:
            return reverse("authoring:quiz_text", args=[edition, place.pk, place.slug, language])
