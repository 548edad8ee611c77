"""The teacher's guide as a PDF, from the text that its page shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.template.loader import render_to_string
from django.utils.translation import override

from accounts.queries import site_issuer
from content.rendering.parsing import parse_text
from core.japanese.calendar import local_date
from courses.models import GuideText
from courses.queries import load_outline
from handbooks.book import Figures, chapter_figures
from handbooks.printing import Printer
from handbooks.textbook import paper, style, tag, with_readings

if TYPE_CHECKING:
    from courses.models import CourseEdition


def render_guide(edition: CourseEdition, language: str) -> bytes:
    """The guide in a language that it has. Raises GuideText.DoesNotExist."""
    return paper().draw(guide_html(edition, language))


def guide_html(edition: CourseEdition, language: str) -> str:
    guide = GuideText.objects.get(edition=edition, language=language)
    figures: Figures = {}
    for each in chapter_figures(edition).values():
        figures |= each
    course = load_outline(edition.pk, language)
    with override(language):
        html = render_to_string(
            "handbooks/guide.html",
            {
                "language": tag(language),
                "style": style(language),
                "title": guide.written("title"),
                "course_title": course.title_ruby,
                "label": course.label_ruby,
                "issuer": site_issuer(),
                "published_on": local_date(edition.published_at) if edition.published_at else None,
                "body": Printer(figures).html(parse_text(guide.source, file=str(guide)).pieces),
            },
        )
    return with_readings(html, language)
