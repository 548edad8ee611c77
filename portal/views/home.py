from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language

from courses.queries import load_outline, published_editions
from trainings.models import Training

SUPPORTER_COURSE = "supporter"
TRAININGS_SHOWN = 3


def home(request: HttpRequest) -> HttpResponse:
    """What a supporter is, on one screen, and the way into the course."""
    language = get_language() or "ja"
    course = next(
        (card for card in published_editions(language) if card.course_slug == SUPPORTER_COURSE),
        None,
    )
    trainings = (
        Training.objects.with_dates().upcoming(timezone.now()).select_related("organization")
    )
    return render(
        request,
        "portal/home.html",
        {
            "is_home": True,
            "course": course,
            "chapters": load_outline(course.edition_id, language).chapters if course else (),
            "trainings": trainings[:TRAININGS_SHOWN],
            "has_begun": request.user.is_authenticated or "learner_id" in request.session,
        },
    )
