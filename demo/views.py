from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from demo.mailbox import newest_mail

FILES = "django.core.mail.backends.filebased.EmailBackend"
MAILS_SHOWN = 30


@require_safe
@never_cache
def demo_mail(request: HttpRequest) -> HttpResponse:
    """The mail the demo would have sent. Anybody may read it, so it exists in a demo only."""
    if not settings.DEMO or settings.MAIL_TRANSPORT != FILES:
        raise Http404
    mails = newest_mail(settings.EMAIL_FILE_PATH, limit=MAILS_SHOWN)
    return render(request, "demo/mail.html", {"mails": mails})
