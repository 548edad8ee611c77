"""Addresses of texts at the desk."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse

if TYPE_CHECKING:
    from authoring.drafts.text_sets import TextSet


def text_url(text_set: TextSet, language: str) -> str:
    edition_id = text_set.edition.pk
    match text_set.kind:
        case "course":
            return reverse("authoring:course_text", args=[edition_id, language])
        case "guide":
            return reverse("authoring:guide_text", args=[edition_id, language])
        case "chapter":
            return reverse("authoring:chapter_text", args=[edition_id, text_set.pk, language])
        case "lesson":
            return reverse("authoring:lesson_text", args=[edition_id, text_set.pk, language])
        case _:
            arguments = [edition_id, text_set.pk, text_set.slug, language]
            return reverse("authoring:quiz_text", args=arguments)
