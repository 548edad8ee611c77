from celery import shared_task

from accounts import memberships


@shared_task(name="accounts.suspend_unconfirmed_roles")
def suspend_unconfirmed_roles() -> None:
    memberships.suspend_unconfirmed_roles()
