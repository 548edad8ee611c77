"""The officers' desk: their organization's activities, from the first draft to the end."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Count
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import acting_user, officer_required
from activities import services
from activities.enums import ActivityState
from activities.forms import ActivityDateFormSet, ActivityForm, check_dates
from activities.models import Activity
from activities.queries import prefetch_for_cards
from core.versions import ChangedMeanwhileError, version_of
from theme.submissions import submission_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

    from activities.models import ActivityDate
    from core.versions import Stamped

PAGE = 20


@officer_required
def activity_list(request: HttpRequest) -> HttpResponse:
    mine = Activity.objects.visible_to(request.user)
    counts = dict(mine.order_by().values_list("state").annotate(number=Count("pk")))
    state = request.GET.get("state", "")
    now = timezone.now()
    found = mine.filter(state=state) if state in ActivityState.values else mine
    listed = prefetch_for_cards(found, now).order_by("-updated_at", "-pk")
    return render(
        request,
        "activities/desk_activity_list.html",
        {
            "page": Paginator(listed, PAGE).get_page(request.GET.get("page")),
            "today": timezone.localdate(now),
            "state": state if state in ActivityState.values else "",
            "states": [
                (value, label, counts.get(value, 0)) for value, label in ActivityState.choices
            ],
            "total": sum(counts.values()),
        },
    )


@officer_required
def activity_create(request: HttpRequest) -> HttpResponse:
    return _form_page(request, Activity())


@login_required
def activity_edit(request: HttpRequest, pk: int) -> HttpResponse:
    activity = _own_activity(request, pk)
    if activity.state == ActivityState.ENDED:
        messages.warning(
            request, _("終了した活動は変更できません。もう一度公開すると変更できます。")
        )
        return _to_preview(activity)
    return _form_page(request, activity)


@login_required
def activity_publish(request: HttpRequest, pk: int) -> HttpResponse:
    return _confirmed(
        request,
        _own_activity(request, pk),
        page="activities/activity_publish.html",
        act=services.publish_activity,
        done=_("活動を公開しました。"),
        refused=_("この活動は公開できません。日にちが入力されているか、確かめてください。"),
    )


@login_required
def activity_end(request: HttpRequest, pk: int) -> HttpResponse:
    return _confirmed(
        request,
        _own_activity(request, pk),
        page="activities/activity_end.html",
        act=services.end_activity,
        done=_("活動を終了にしました。一覧には表示されません。"),
        refused=_("公開していない活動は終了にできません。"),
    )


@login_required
def activity_delete(request: HttpRequest, pk: int) -> HttpResponse:
    return _confirmed(
        request,
        _own_activity(request, pk),
        page="activities/activity_delete.html",
        act=services.delete_draft,
        done=_("下書きを削除しました。"),
        refused=_("一度公開した活動は削除できません。終了にしてください。"),
    )


def _own_activity(request: HttpRequest, pk: int) -> Activity:
    """The activity if the user looks after it; 404 to everyone else."""
    mine = Activity.objects.visible_to(request.user).select_related(
        "organization", "municipality__prefecture"
    )
    activity: Activity = get_object_or_404(mine, pk=pk)
    return activity


def _to_preview(activity: Activity) -> HttpResponse:
    return redirect("activities:activity_detail", activity.public_id)


def _confirmed(  # noqa: PLR0913 - the words of each step
    request: HttpRequest,
    activity: Activity,
    *,
    page: str,
    act: Callable[..., None],
    done: str,
    refused: str,
) -> HttpResponse:
    """GET asks whether to go on and says what will happen, POST does it."""
    if request.method != "POST":
        return render(request, page, {"activity": activity})
    try:
        act(activity=activity, actor=acting_user(request))
    except services.ActivityStateError:
        messages.error(request, refused)
    else:
        messages.success(request, done)
    if not Activity.objects.filter(pk=activity.pk).exists():
        return redirect("activities:desk_activity_list")
    return _to_preview(activity)


def _form_page(request: HttpRequest, activity: Activity) -> HttpResponse:
    user = acting_user(request)
    if request.method != "POST":
        form = ActivityForm(instance=activity, user=user)
        return _show_form(request, activity, form, ActivityDateFormSet.of(activity))
    if "add_date" in request.POST:
        # Shown as typed, not judged: the officer is still writing.
        typed = {
            **request.POST.dict(),
            "kinds": request.POST.getlist("kinds"),
            "municipality": request.POST.get("municipality-code", ""),
        }
        form = ActivityForm(instance=activity, initial=typed, user=user)
        formset = ActivityDateFormSet.grown(activity, request.POST)
        return _show_form(request, activity, form, formset)
    form = ActivityForm(request.POST, instance=activity, user=user)
    is_regular = request.POST.get("schedule") == "regular"
    formset = ActivityDateFormSet.of(activity, request.POST)
    is_valid = form.is_valid() and (is_regular or formset.is_valid())
    dates = check_dates(form, formset) if is_valid else None
    changed = None
    try:
        if dates is not None and (stored := _stored(request, form, dates)):
            messages.success(request, _("活動を保存しました。"))
            return _to_preview(stored)
    except ChangedMeanwhileError as error:
        changed = error.row
    if is_regular:
        formset = ActivityDateFormSet.of(activity)
    return _show_form(request, activity, form, formset, changed)


def _stored(request: HttpRequest, form: ActivityForm, dates: list[ActivityDate]) -> Activity | None:
    """Store it, or say on the form what stood in the way. Raises ChangedMeanwhileError."""
    activity, actor = form.save(commit=False), acting_user(request)
    kinds = form.cleaned_data["kinds"]
    try:
        if not activity.pk:
            return services.add_activity(
                activity=activity,
                kinds=kinds,
                dates=dates,
                actor=actor,
                submission=submission_of(request.POST),
            )
        services.save_activity(
            activity=activity,
            kinds=kinds,
            dates=dates,
            actor=actor,
            version=request.POST.get("version", ""),
        )
    except services.ActivityStateError:
        form.add_error(None, _("終了した活動は変更できません。"))
    except services.ActivityPlaceError:
        form.add_error(None, _("この団体が知らせられるのは、担当する地域の活動だけです。"))
    else:
        return activity
    return None


def _show_form(
    request: HttpRequest,
    activity: Activity,
    form: ActivityForm,
    formset: ActivityDateFormSet,
    changed: Stamped | None = None,
) -> HttpResponse:
    """`changed`: the activity as a colleague stored it meanwhile."""
    version = version_of(activity) if activity.pk else ""
    if changed is not None:
        version = version_of(changed)
    elif request.method == "POST":
        version = request.POST.get("version", "")
    return render(
        request,
        "activities/activity_form.html",
        {
            "activity": activity if activity.pk else None,
            "form": form,
            "formset": formset,
            "version": version,
            "changed_at": changed.updated_at if changed else None,
            "submission_key": request.POST.get("submission_key") or uuid4(),
            "title": _("活動を変更する") if activity.pk else _("活動を知らせる"),
        },
    )
