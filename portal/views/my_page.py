from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.learners import learner_filter
from learning.models import Completion
from learning.surveys import asks_after
from portal import my_page as pages

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
    if not found[0].completion.printed_name:
        return redirect("learning:completion_details", pk)
    completion = found[0].completion
    return render(
        request,
        "portal/completion_done.html",
        {"card": found[0], "asks_after": asks_after(completion.enrolment_id)},
    )
