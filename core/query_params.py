from django.http import HttpRequest

LONGEST = 100


def query_text(request: HttpRequest, name: str = "q") -> str:
    """What the address asks for; without NUL, which PostgreSQL takes in no text."""
    return request.GET.get(name, "").replace("\x00", "").strip()[:LONGEST]
