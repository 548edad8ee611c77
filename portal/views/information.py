"""Pages of words: help, accessibility, privacy."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def help_page(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/help.html", {"contact": settings.CONTACT})


def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/accessibility.html", {"contact": settings.CONTACT})


def privacy(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/privacy.html", {"contact": settings.CONTACT})
