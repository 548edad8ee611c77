from celery import shared_task

from accounts import memberships, sessions


@shared_task(name="accounts.suspend_unconfirmed_roles")
def suspend_unconfirmed_roles() -> None:
    memberships.suspend_unconfirmed_roles()


@shared_task(name="accounts.forget_ended_sessions")
def forget_ended_sessions() -> None:
    sessions.forget_ended_sessions()
