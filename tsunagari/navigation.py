from django.http import HttpRequest


def navigation(request: HttpRequest) -> dict[str, object]:
    """What the header offers this reader."""
    return {}
