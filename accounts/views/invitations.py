"""The page that an invitation's link opens."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib import messages
from django.shortcuts import redirect, render, resolve_url
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from accounts.errors import InvitationClosedError
from accounts.invitations import accept_invitation, find_invitation, has_address
from accounts.learners import AFTER_SIGN_IN
from accounts.models import User
from core.errors import RefusedError

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@never_cache
def invitation(request: HttpRequest, secret: str) -> HttpResponse:
    """Says what is offered and to whom; accepting needs a sign-in with the invited address."""
    try:
        offer = find_invitation(secret)
    except InvitationClosedError as error:
        return render(request, "accounts/invitation_closed.html", {"error": error}, status=410)
    user = request.user
    if not isinstance(user, User):
        # Also by way of a new account: the address is confirmed by a code before it counts.
        request.session[AFTER_SIGN_IN] = request.path
        has_login = User.objects.filter(email__iexact=offer.email, is_active=True).exists()
        context = {"invitation": offer, "has_login": has_login}
        return render(request, "accounts/invitation_sign_in.html", context)
    if request.method == "POST":
        try:
            accept_invitation(invitation=offer, user=user)
        except RefusedError as error:
            messages.error(request, str(error))
            return redirect(request.path)
        user.__dict__.pop("_held_roles", None)
        messages.success(
            request,
            _("「%(organization)s」の%(role)sになりました。")
            % {"organization": offer.organization.name, "role": offer.get_role_display()},
        )
        return redirect(resolve_url(settings.DESK_URL))
    context = {"invitation": offer, "is_theirs": has_address(user, offer.email)}
    return render(request, "accounts/invitation.html", context)
