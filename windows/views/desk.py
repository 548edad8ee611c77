"""The officers' desk: the consultation windows of their own area, kept up to date."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING
from uuid import uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import acting_user
from core.versions import ChangedMeanwhileError, version_of
from theme.submissions import submission_of
from windows import services
from windows.forms.window import WindowForm
from windows.models import Window
from windows.permissions import can_keep_windows
from windows.queries import officers_facts, prefetch_for_cards, window_card
from windows.querysets import REMINDED

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.http import HttpRequest, HttpResponse

PAGE = 20
# From this many days before its expiry on, a window asks to be looked at.


@login_required
def window_list(request: HttpRequest) -> HttpResponse:
    _let_in(request)
    today = timezone.localdate()
    # What is next to be hidden comes first.
    found = prefetch_for_cards(Window.objects.editable_by(request.user)).order_by(
        "expires_on", "name", "pk"
    )
    return render(
        request,
        "windows/desk_window_list.html",
        {
            "page": Paginator(found, PAGE).get_page(request.GET.get("page")),
            "today": today,
            "soon": today + REMINDED,
        },
    )


@login_required
def window_create(request: HttpRequest) -> HttpResponse:
    _let_in(request)
    return _form_page(request, Window())


@login_required
def window_edit(request: HttpRequest, pk: int) -> HttpResponse:
    return _form_page(request, _own_window(request, pk))


@login_required
def window_check(request: HttpRequest, pk: int) -> HttpResponse:
    """GET shows all that is to be looked at, POST says that it still holds."""
    window = _own_window(request, pk)
    changed_at = None
    if request.method == "POST":
        version = request.POST.get("version", "")
        try:
            with _gone_is_404():
                services.confirm_window(window=window, actor=acting_user(request), version=version)
        except ChangedMeanwhileError:
            window = _own_window(request, pk)
            changed_at = window.updated_at
        else:
            messages.success(request, _("今日、確かめたことを記録しました。"))
            return redirect("windows:desk_window_list")
    context = {
        "window": window,
        "card": window_card(window, timezone.now()),
        "facts": officers_facts(window),
        "version": version_of(window),
        "changed_at": changed_at,
    }
    return render(request, "windows/window_check.html", context)


@login_required
def window_remove(request: HttpRequest, pk: int) -> HttpResponse:
    window = _own_window(request, pk)
    if request.method != "POST":
        return render(request, "windows/window_remove.html", {"window": window})
    with _gone_is_404():
        services.remove_window(window=window, actor=acting_user(request))
    messages.success(request, _("窓口を削除しました。"))
    return redirect("windows:desk_window_list")


def _let_in(request: HttpRequest) -> None:
    if not can_keep_windows(request.user):
        raise PermissionDenied


def _own_window(request: HttpRequest, pk: int) -> Window:
    """The window if the user keeps it; 404 to everyone else."""
    mine = prefetch_for_cards(Window.objects.editable_by(request.user)).select_related(
        "organization", "prefecture", "municipality"
    )
    window: Window = get_object_or_404(mine, pk=pk)
    return window


@contextmanager
def _gone_is_404() -> Iterator[None]:
    """For what a colleague removed at the same moment."""
    try:
        yield
    except Window.DoesNotExist as error:
        raise Http404 from error


def _form_page(request: HttpRequest, window: Window) -> HttpResponse:
    form = WindowForm(request.POST or None, instance=window, user=acting_user(request))
    version = version_of(window) if window.pk else ""
    changed_at = None
    if request.method == "POST":
        version = request.POST.get("version", "")
        if form.is_valid():
            try:
                return _store(request, form, version)
            except ChangedMeanwhileError as error:
                version, changed_at = version_of(error.row), error.row.updated_at
    return render(
        request,
        "windows/window_form.html",
        {
            "window": window if window.pk else None,
            "version": version,
            "changed_at": changed_at,
            "submission_key": request.POST.get("submission_key") or uuid4(),
            "form": form,
            "hours": form.hours_forms,
            "periods": form.period_forms,
            "title": _("窓口を編集する") if window.pk else _("窓口を加える"),
        },
    )


def _store(request: HttpRequest, form: WindowForm, version: str) -> HttpResponse:
    window, actor, texts = form.save(), acting_user(request), form.texts()
    if window.pk:
        with _gone_is_404():
            services.save_window(window=window, actor=actor, texts=texts, version=version)
    else:
        window = services.add_window(
            window=window, actor=actor, texts=texts, submission=submission_of(request.POST)
        )
    messages.success(request, _("窓口を保存しました。"))
    return redirect(window)
