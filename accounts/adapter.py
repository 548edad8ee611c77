from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest

from accounts.learners import AFTER_SIGN_IN


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth carries no types
    """Allauth's hooks, as we use them."""

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        url: str = request.session.pop(AFTER_SIGN_IN, "") or super().get_login_redirect_url(request)
        return url

    def get_signup_redirect_url(self, request: HttpRequest) -> str:
        return self.get_login_redirect_url(request)
