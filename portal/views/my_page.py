from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.learners import learner_filter
from learning.models import Completion
from learning.surveys import may_answer_after
from portal import my_page as pages
from windows.enums import Audience
from windows.queries import windows_for

if TYPE_CHECKING:
    import uuid

    from django.http import HttpRequest, HttpResponse


@never_cache
@require_safe
def my_page(request: HttpRequest) -> HttpResponse:
    """The learner's own page, with or without an account."""
    found = pages.my_page(learner_filter(request, "learner__"), get_language() or "ja")
    return render(request, "portal/my_page.html", {"page": found})


@never_cache
@require_safe
def completion_done(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Where completing a course leads: the certificate, as soon as it is there."""
    learner = learner_filter(request, "learner__")
    if learner is None:
        raise Http404
    found = pages.completion_cards(
        Completion.objects.filter(learner, pk=pk), get_language() or "ja"
    )
    if not found:
        raise Http404
    card = found[0]
    if card.needs_details:
        return redirect("learning:completion_details", pk)
    context = {"card": card, "asks_after": may_answer_after(card.completion.enrolment_id)}
    if card.is_childs:
        context["windows"] = windows_for(audience=Audience.UNDER_18, easy=True)
        return render(request, "portal/completion_children.html", context)
    return render(request, "portal/completion_done.html", context)
