"""The officers' desk: the list of trainings, a training, and its plan."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Count
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.access import acting_user, officer_required
from core.query_params import query_text
from trainings.access import own_training
from trainings.closing.services import count_unfinished, may_close
from trainings.enums import TrainingState
from trainings.errors import CapacityTooSmallError, SessionAttendedError, TrainingLockedError
from trainings.links import closed_links
from trainings.models import Training
from trainings.permissions import accepts_applications, is_unlocked
from trainings.plans import services as plans
from trainings.plans.forms import SessionFormSet, TrainingForm, capacity_too_small, check_deadline
from trainings.queries import count_registrations, edition_title, next_step

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

    from accounts.models import User

PAGE = 20
PEOPLE_PAGE = 50


@officer_required
def training_list(request: HttpRequest) -> HttpResponse:
    mine = Training.objects.visible_to(request.user)
    counts = dict(mine.order_by().values_list("state").annotate(number=Count("pk")))
    state, words = query_text(request, "state"), query_text(request)
    found = mine.matching(words).with_dates().select_related("organization")
    if state in TrainingState.values:
        found = found.filter(state=state)
    page = Paginator(found.order_by("-first_starts_at", "-pk"), PAGE).get_page(
        request.GET.get("page")
    )
    return render(
        request,
        "trainings/training_list.html",
        {
            "page": page,
            "words": words,
            "state": state,
            "states": [
                (value, label, counts.get(value, 0)) for value, label in TrainingState.choices
            ],
            "total": sum(counts.values()),
        },
    )


@officer_required
def training_create(request: HttpRequest) -> HttpResponse:
    return _plan_page(request, Training())


@login_required
def training_edit(request: HttpRequest, pk: int) -> HttpResponse:
    training = own_training(request, pk)
    if not is_unlocked(training):
        messages.warning(request, _("終了または中止した研修は変更できません。"))
        return redirect("trainings:training_detail", pk)
    return _plan_page(request, training)


@login_required
def training_detail(request: HttpRequest, pk: int) -> HttpResponse:
    training = get_object_or_404(
        Training.objects.visible_to(request.user).with_dates().select_related("organization"),
        pk=pk,
    )
    now = timezone.now()
    words = query_text(request)
    people = training.registrations.matching(words).with_attended_count().order_by("pk")
    missing = count_unfinished(training)
    return render(
        request,
        "trainings/training_detail.html",
        {
            "training": training,
            "course": edition_title(training.edition_id),
            "overview": count_registrations(training),
            "step": next_step(training, now, unfinished=missing).value,
            "unfinished": missing,
            "is_unlocked": is_unlocked(training),
            "may_close": may_close(training, now),
            "accepts_applications": accepts_applications(training, now),
            "page": Paginator(people, PEOPLE_PAGE).get_page(request.GET.get("page")),
            "words": words,
            "closed_links": closed_links(training),
        },
    )


@login_required
def training_publish(request: HttpRequest, pk: int) -> HttpResponse:
    training = own_training(request, pk)
    return _confirmed(
        request,
        training,
        page="trainings/training_publish.html",
        act=plans.publish_training,
        done=_("研修を公開しました。申込みの受付を始めています。"),
        refused=_("この研修は公開できません。開催日時が入力されているか、確かめてください。"),
    )


@login_required
def training_unpublish(request: HttpRequest, pk: int) -> HttpResponse:
    training = own_training(request, pk)
    return _confirmed(
        request,
        training,
        page="trainings/training_unpublish.html",
        act=plans.unpublish_training,
        done=_("研修を準備中に戻しました。申込みページは表示されません。"),
        refused=_("申込みのある研修は、準備中に戻せません。"),
    )


@login_required
def training_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    training = own_training(request, pk)
    return _confirmed(
        request,
        training,
        page="trainings/training_cancel.html",
        act=partial(plans.cancel_training, language=get_language() or "ja"),
        done=_("研修を中止しました。"),
        refused=_("終了した研修は中止できません。"),
        mailed=training.registrations.active().exclude(email="").count(),
    )


def _confirmed(  # noqa: PLR0913 - the words of each step
    request: HttpRequest,
    training: Training,
    *,
    page: str,
    act: Callable[..., None],
    done: str,
    refused: str,
    **context: object,
) -> HttpResponse:
    """GET asks whether to go on and says what will happen, POST does it."""
    if request.method != "POST":
        if not is_unlocked(training):
            return redirect("trainings:training_detail", training.pk)
        return render(request, page, {"training": training, **context})
    try:
        act(training=training, actor=acting_user(request))
    except TrainingLockedError:
        messages.error(request, refused)
    else:
        messages.success(request, done)
    return redirect("trainings:training_detail", training.pk)


def _plan_page(request: HttpRequest, training: Training) -> HttpResponse:
    user = acting_user(request)
    if request.method != "POST":
        form = TrainingForm(instance=training, user=user)
        return _show_plan(request, training, form, SessionFormSet.of(training))
    if "add_session" in request.POST:
        # Shown as typed, not judged: the officer is still writing.
        form = TrainingForm(instance=training, initial=request.POST.dict(), user=user)
        formset = SessionFormSet.grown(training, request.POST)
        return _show_plan(request, training, form, formset)
    form = TrainingForm(request.POST, instance=training, user=user)
    formset = SessionFormSet.of(training, request.POST)
    is_valid = all([form.is_valid(), formset.is_valid()])
    if is_valid and check_deadline(form, formset) and _stored(form, formset, user):
        messages.success(request, _("研修を保存しました。"))
        return redirect("trainings:training_detail", training.pk)
    return _show_plan(request, training, form, formset)


def _stored(form: TrainingForm, formset: SessionFormSet, user: User) -> bool:
    """Store the plan; what stood in the way meanwhile is said on the form."""
    training = form.save(commit=False)
    sessions = formset.save(commit=False)
    try:
        if not training.pk:
            plans.create_training(training=training, sessions=sessions, actor=user)
        else:
            plans.update_training(
                training=training, sessions=sessions, removed=formset.deleted_objects, actor=user
            )
    except CapacityTooSmallError as error:
        form.add_error("capacity", capacity_too_small(error.seats_taken))
    except SessionAttendedError:
        form.add_error(None, _("出席を記録した回は取り消せません。"))
    except TrainingLockedError:
        form.add_error(None, _("終了または中止した研修は変更できません。"))
    else:
        return True
    return False


def _show_plan(
    request: HttpRequest, training: Training, form: TrainingForm, formset: SessionFormSet
) -> HttpResponse:
    return render(
        request,
        "trainings/training_form.html",
        {
            "training": training if training.pk else None,
            "form": form,
            "formset": formset,
            "title": _("研修を変更する") if training.pk else _("研修をつくる"),
        },
    )
