"""Signing up as people do: an address, then the code that was mailed to it."""

import re

from django.core import mail
from django.urls import reverse


def mailed_code():
    return re.search(r"^ +(\S+)$", mail.outbox[-1].body, re.MULTILINE)[1]


def sign_up(client, email, password="", post=None):
    """Gives the answer to the code. `post(client, path, data)` where the client's own won't do."""
    post = post or (lambda client, path, data: client.post(path, data))
    post(client, reverse("account_signup"), {"email": email, "password1": password})
    return post(client, reverse("account_email_verification_sent"), {"code": mailed_code()})
