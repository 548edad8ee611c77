from django.http import Http404, HttpRequest, HttpResponse


def registration_create(request: HttpRequest, **kwargs: object) -> HttpResponse:
    raise Http404


def registration_edit(request: HttpRequest, **kwargs: object) -> HttpResponse:
    raise Http404


def registration_cancel(request: HttpRequest, **kwargs: object) -> HttpResponse:
    raise Http404
