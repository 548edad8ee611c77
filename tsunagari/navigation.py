"""What the header and the footer offer this reader. Lower layers never name these addresses."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from accounts.permissions import works_at_desk

if TYPE_CHECKING:
    from django.http import HttpRequest

DESK_ROOMS = {"portal", "trainings", "reporting"}
DESK_ROUTE = "desk/"
DESK_FLAG = "works_at_desk"


@dataclass(frozen=True)
class Link:
    label: str
    url: str
    is_here: bool = False
    is_strong: bool = False


@dataclass(frozen=True)
class Navigation:
    home_url: str
    my_page_url: str
    links: list[Link]
    account_links: list[Link]
    footer_links: list[Link]
    desk_url: str
    is_at_desk: bool
    help_url: str
    login_url: str
    demo_mail_url: str


def navigation(request: HttpRequest) -> dict[str, object]:
    """The `navigation` of `theme/base.html`, without a query on learners' pages."""
    here = request.path

    def link(label: str, name: str, *, is_strong: bool = False) -> Link:
        url = reverse(name)
        return Link(label, url, is_here=here == url, is_strong=is_strong)

    # A request that an early middleware turned away has no user.
    user = getattr(request, "user", None)
    is_signed_in = user is not None and user.is_authenticated
    if is_signed_in:
        account_links = [
            link(_("マイページ"), "portal:my_page"),
            link(_("ログアウト"), "account_logout"),
        ]
    else:
        account_links = [
            link(_("ログイン"), "account_login"),
            link(_("登録する"), "account_signup", is_strong=True),
        ]
    help_link = link(_("ヘルプ"), "portal:help")
    windows_link = link(_("相談窓口"), "windows:finder")
    verify_link = link(_("修了証の確認"), "certificates:verify_form")
    return {
        "navigation": Navigation(
            home_url=reverse("portal:home"),
            my_page_url=reverse("portal:my_page"),
            links=[
                link(pgettext("一覧", "講座"), "learning:course_list"),
                link(_("研修をさがす"), "trainings:public_list"),
                windows_link,
                verify_link,
                help_link,
            ],
            account_links=account_links,
            footer_links=[
                windows_link,
                help_link,
                link(_("地域の活動をさがす"), "activities:activity_list"),
                verify_link,
                link(_("アクセシビリティ方針"), "portal:accessibility"),
                link(_("プライバシーポリシー"), "portal:privacy"),
            ],
            desk_url=reverse("portal:desk") if is_signed_in and shows_desk(request) else "",
            is_at_desk=here.startswith(reverse("portal:desk")),
            help_url=help_link.url,
            login_url=reverse("account_login"),
            demo_mail_url=reverse("demo:mail") if settings.DEMO else "",
        )
    }


def shows_desk(request: HttpRequest) -> bool:
    """Whether to show the way to the officers' desk; the desk itself checks what one may see.

    Kept in the session so that a learner's page asks nothing; asked anew on the desk's own pages
    and on my page, so that a new membership shows as soon as its holder goes there.
    """
    match = request.resolver_match
    asks_anew = match is not None and (
        match.app_name in DESK_ROOMS or match.route.startswith(DESK_ROUTE)
    )
    known = request.session.get(DESK_FLAG)
    if known is None or asks_anew:
        works = works_at_desk(request.user)
        if works != known:
            request.session[DESK_FLAG] = works
        return works
    return bool(known)
