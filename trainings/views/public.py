from django.http import Http404, HttpRequest, HttpResponse


def public_list(request: HttpRequest, **kwargs: object) -> HttpResponse:
    raise Http404


def public_detail(request: HttpRequest, **kwargs: object) -> HttpResponse:
    raise Http404


def register(request: HttpRequest, **kwargs: object) -> HttpResponse:
    raise Http404


def registered(request: HttpRequest, **kwargs: object) -> HttpResponse:
    raise Http404


def withdraw(request: HttpRequest, **kwargs: object) -> HttpResponse:
    raise Http404
