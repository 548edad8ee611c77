from django.http import Http404, HttpRequest, HttpResponse


def training_close(request: HttpRequest, **kwargs: object) -> HttpResponse:
    raise Http404


def training_close_resume(request: HttpRequest, **kwargs: object) -> HttpResponse:
    raise Http404
