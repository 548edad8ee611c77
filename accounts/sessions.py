"""The devices on which somebody is signed in (allauth.usersessions)."""

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session


def forget_ended_sessions() -> int:
    """Delete the device, address and browser of sessions that have ended; returns how many rows."""
    live = Session.objects.values("session_key")
    return int(UserSession.objects.exclude(session_key__in=live).delete()[0])
