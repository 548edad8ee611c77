from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import FileResponse, Http404, HttpResponseNotModified
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from content.models import MediaAsset
from content.pictures import EXTENSIONS

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponseBase

TYPES = {extension: content_type for content_type, extension in EXTENSIONS.items()}
# A picture opened by itself is a document, which may neither run scripts nor load anything.
POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox"


@require_safe
def media(request: HttpRequest, digest: str, extension: str) -> HttpResponseBase:
    """Stream a picture. Its address names its bytes, so that browsers may keep it for ever."""
    content_type = TYPES.get(extension)
    if content_type is None:
        raise Http404
    asset = get_object_or_404(MediaAsset, pk=digest, content_type=content_type)
    etag = f'"{digest}"'
    response: HttpResponseBase
    if request.headers.get("If-None-Match") == etag:
        response = HttpResponseNotModified()
    else:
        try:
            response = FileResponse(asset.file.open("rb"), content_type=content_type)
        except FileNotFoundError:
            raise Http404 from None
    response["Cache-Control"] = "public, max-age=31536000, immutable"
    response["ETag"] = etag
    response["Content-Security-Policy"] = POLICY
    response["X-Content-Type-Options"] = "nosniff"
    return response
