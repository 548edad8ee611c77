from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render

from accounts.learners import learner_filter
from core.languages import reader_language
from courses.queries import load_outline
from learning.forms import CompletionDetailsForm
from learning.models import Completion
from learning.page_urls import completion_url
from learning.queries import needs_details
from learning.services import save_completion_details

if TYPE_CHECKING:
    import uuid

    from django.http import HttpRequest, HttpResponse


def completion_details(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Ask once for what the certificate needs; the certificate is issued when it is saved."""
    learner = learner_filter(request, "learner__")
    if learner is None:
        raise Http404
    completion = get_object_or_404(
        Completion.objects.filter(learner).select_related("learner__municipality", "course"), pk=pk
    )
    if not needs_details(completion):
        return redirect(completion_url(completion))
    form = CompletionDetailsForm(request.POST or None, learner=completion.learner)
    if request.method == "POST" and form.is_valid():
        completion = save_completion_details(completion=completion, **form.cleaned_data)
        return redirect(completion_url(completion))
    return render(
        request,
        "learning/completion_details.html",
        {
            "form": form,
            "completion": completion,
            "outline": load_outline(completion.edition_id, reader_language()),
        },
    )
