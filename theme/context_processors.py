from django.conf import settings
from django.http import HttpRequest

TEXT_SIZES = ("standard", "large", "largest")


def theme(request: HttpRequest) -> dict[str, object]:
    """The reader's switches, kept in cookies so that they hold without an account or script."""
    size = request.COOKIES.get("text_size", "standard")
    return {
        "text_size": size if size in TEXT_SIZES else "standard",
        "shows_furigana": request.COOKIES.get("furigana") != "off",
        "is_demo": settings.DEMO,
    }
