from django.http import Http404, HttpRequest, HttpResponse


def attendance(request: HttpRequest, **kwargs: object) -> HttpResponse:
    raise Http404


def attendance_mark(request: HttpRequest, **kwargs: object) -> HttpResponse:
    raise Http404


def attendance_walk_in(request: HttpRequest, **kwargs: object) -> HttpResponse:
    raise Http404
