"""Pages rendered once for all who would see the same, and cached in the process.

Nothing personal can get in: the template is rendered without the request and its user, and whatever
the context processors give (the header's links, text size, …) is part of the key. What differs each
time (the CSRF token, a form's submission key) replaces placeholders when the page is sent.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.contrib.messages import get_messages
from django.core.cache import caches
from django.http import HttpResponse
from django.middleware.csrf import get_token
from django.template import engines
from django.template.loader import get_template
from django.utils.translation import get_language

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Mapping

    from django.http import HttpRequest

# What context processors give of one person; a cached page goes without.
PERSONAL = frozenset({"request", "user", "perms", "messages", "DEFAULT_MESSAGE_LEVELS"})
# Drawn for this process, as its pages are: no author can write one.
_PLACEHOLDER = f"〓{secrets.token_hex(8)}:{{}}〓"
_PLACEHOLDERS = re.compile(_PLACEHOLDER.format("([^〓]+)"))


@dataclass(frozen=True, slots=True)
class _Address:
    """All that a cached page may know of the request."""

    path: str

    def get_full_path(self) -> str:
        return self.path


def make_placeholder(name: str) -> str:
    """The placeholder in a cached page for the value `name` of `fresh`."""
    return _PLACEHOLDER.format(name)


def can_cache(request: HttpRequest) -> bool:
    """Not with a message to show, and not under every query that someone may invent."""
    return not request.META.get("QUERY_STRING") and not len(get_messages(request))


def render_cached(  # noqa: PLR0913 - what a page is made of, and what tells it from others
    request: HttpRequest,
    template: str,
    *,
    key: Hashable,
    context: Callable[[], Mapping[str, Any]],
    fresh: Mapping[str, str],
    seconds: int,
) -> HttpResponse:
    """Render `template`, or take the page from the cache; `context` is called only to render.

    `key` must tell apart all that `context` may give. `fresh` are the values of this very page,
    by their names in the template; each must be safe in HTML as it is.
    """
    frame: dict[str, Any] = {}
    for processor in engines["django"].engine.template_context_processors:  # type: ignore[attr-defined]
        frame.update(processor(request))
    frame = {name: value for name, value in frame.items() if name not in PERSONAL}
    fresh = {**fresh, "csrf_token": str(frame.pop("csrf_token", get_token(request)))}
    identity = repr((template, key, get_language(), request.path, sorted(frame.items())))
    cache_key = f"learning:page:{hashlib.sha256(identity.encode()).hexdigest()}"
    page: str | None = caches["immutable"].get(cache_key)
    if page is None:
        placeholders = {name: make_placeholder(name) for name in fresh}
        address = _Address(request.path)
        values = {**frame, **context(), **placeholders, "request": address}
        page = get_template(template).render(values)
        caches["immutable"].set(cache_key, page, seconds)
    # In one pass: a placeholder within a value is what a person wrote.
    return HttpResponse(_PLACEHOLDERS.sub(lambda match: fresh.get(match[1], match[0]), page))
