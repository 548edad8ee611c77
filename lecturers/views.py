"""A supporter's own entry in the list of lecturers, and the list for those who hold trainings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.http import Http404
from django.shortcuts import redirect, render, resolve_url
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.access import acting_user, officer_required
from accounts.learners import current_learner, learner_filter
from accounts.models import Prefecture
from core.query_params import query_text
from lecturers.forms import LecturerForm
from lecturers.models import Lecturer, LecturerArea
from lecturers.queries import Standing, lecturer_areas, lecturer_status
from lecturers.services import NotEntitledError, list_lecturer, withdraw_lecturer

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from accounts.models import Learner

PAGE = 30
HERE = "lecturers:lecturer_entry"


@never_cache
@login_required
def lecturer_entry(request: HttpRequest) -> HttpResponse:
    """One's own entry: asked for, changed. To those whom the list is not open to, nothing."""
    learner, stands = _own(request)
    user = acting_user(request)
    lecturer = Lecturer.objects.filter(learner=learner).first()
    data = request.POST if request.method == "POST" else None
    form = LecturerForm(data, lecturer=lecturer, name=learner.name, user=user)
    if data is not None and form.is_valid():
        try:
            list_lecturer(learner=learner, entry=form.entry(), actor=user)
        except NotEntitledError:
            raise Http404 from None
        messages.success(request, _("講師の名簿にのせました。いつでも取り下げられます。"))
        return redirect(HERE)
    return render(
        request,
        "lecturers/lecturer_entry.html",
        {"form": form, "lecturer": lecturer, "may_list": stands.may_list},
    )


@never_cache
@login_required
def lecturer_withdraw(request: HttpRequest) -> HttpResponse:
    learner, stands = _own(request)
    if not stands.is_listed:
        return redirect(HERE)
    if request.method != "POST":
        return render(request, "lecturers/lecturer_withdraw.html")
    withdraw_lecturer(learner=learner, actor=acting_user(request))
    messages.success(request, _("講師の名簿から取り下げました。内容は消しました。"))
    return redirect(HERE if stands.may_list else resolve_url(settings.LOGIN_REDIRECT_URL))


@never_cache
@officer_required
@require_safe
def lecturer_list(request: HttpRequest) -> HttpResponse:
    """For officers alone: who may come to lecture, by prefecture."""
    visible = Lecturer.objects.visible_to(request.user)
    prefecture = query_text(request, "prefecture")
    rows = LecturerArea.objects.select_related("prefecture", "municipality").order_by("pk")
    found = visible.coming_to(prefecture).prefetch_related(Prefetch("areas", queryset=rows))
    page = Paginator(found.order_by("-updated_at", "-pk"), PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "lecturers/lecturer_list.html",
        {
            "page": page,
            "rows": [
                {"lecturer": each, "areas": lecturer_areas(each.areas.all())} for each in page
            ],
            "prefecture": prefecture,
            "prefectures": Prefecture.objects.filter(
                pk__in=LecturerArea.objects.filter(lecturer__in=visible).values("prefecture")
            ),
        },
    )


def _own(request: HttpRequest) -> tuple[Learner, Standing]:
    """The signed-in learner, if the list is open to them or holds them; else 404."""
    learner = current_learner(request)
    mine = learner_filter(request, "learner__")
    stands = lecturer_status(mine) if learner and mine is not None else None
    if learner is None or not stands:
        raise Http404
    return learner, stands
