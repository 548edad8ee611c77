"""The finder: four answers that go from page to page in hidden fields and are stored nowhere.

No answer stands in an address, so none is in the history, in a log or in a link that is passed on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.cache import cache_control
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from windows.enums import Audience
from windows.finder.answers import STEPS, Answers
from windows.finder.pdf import draw_result
from windows.finder.questions import is_answer, is_child, next_question
from windows.queries import find_window_cards, remaining_aims
from windows.validation import EASY

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import HttpRequest

    from windows.queries import WindowCard

# Nothing of it is kept by the browser either: the way back asks anew.
no_store = cache_control(no_store=True, private=True)


@no_store
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def finder(request: HttpRequest, *, under18: bool = False) -> HttpResponse:
    answers = _answers(request.POST, under18=under18)
    now = timezone.now()
    context = _context(answers, under18=under18)
    step = answers.next_step
    if step is None:
        found, cards = find_window_cards(answers, now, easy=context["easy"])
        return render(
            request,
            "windows/finder_result.html",
            {
                **context,
                "groups": _groups(cards),
                "widened": found.widened,
                "more_in": answers.prefecture if found.is_cut else "",
                "now": now,
            },
        )
    asked = next_question(step, windows=remaining_aims(answers, now), is_child=context["is_child"])
    return render(request, "windows/finder_question.html", {**context, "question": asked})


@no_store
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def finder_paper(request: HttpRequest, *, under18: bool = False) -> HttpResponse:
    """The result as a PDF to keep or to hand over; it names no answers, just where to ask again."""
    answers = _answers(request.POST, under18=under18)
    again = reverse("windows:finder_under18" if under18 else "windows:finder")
    if answers.next_step is not None:
        return redirect(again)
    now = timezone.now()
    context = _context(answers, under18=under18)
    found, cards = find_window_cards(answers, now, easy=context["easy"])
    pdf = draw_result(
        _groups(cards), now=now, easy=context["easy"], again=again, is_cut=found.is_cut
    )
    # Saved, not shown: a page of its own would be one more entry in the history.
    return HttpResponse(
        pdf,
        content_type="application/pdf",
        headers={"Content-Disposition": 'attachment; filename="madoguchi.pdf"'},
    )


def _answers(posted: Mapping[str, str], *, under18: bool) -> Answers:
    """What was chosen so far; `back` names the step to ask again, and all after it are dropped."""
    chosen: dict[str, str] = {"who": Audience.UNDER_18.value} if under18 else {}
    for step in STEPS:
        if posted.get("back") == step:
            break
        code = chosen.get(step) or posted.get(step, "")
        if not code or not is_answer(step, code):
            break
        chosen[step] = code
    return Answers(**chosen)


def _context(answers: Answers, *, under18: bool) -> dict[str, Any]:
    child = is_child(answers)
    given = [(step, getattr(answers, step)) for step in STEPS if getattr(answers, step)]
    asked = [step for step, _code in given if not (under18 and step == "who")]
    return {
        "is_child": child,
        "under18": under18,
        "easy": child or get_language() == EASY,
        "given": given,
        "back": asked[-1] if asked else "",
        "exit_url": settings.QUICK_EXIT_URL,
    }


def _groups(cards: list[WindowCard]) -> dict[str, list[WindowCard]]:
    """Open now, opening later, and those whose hours nobody here knows; each in its order."""
    return {
        "now": [card for card in cards if card.opening.is_open],
        "later": [card for card in cards if not card.opening.is_open and card.opening.opens],
        "unknown": [card for card in cards if card.opening.is_unknown],
        "closed": [
            card
            for card in cards
            if not (card.opening.is_open or card.opening.is_unknown or card.opening.opens)
        ],
    }
