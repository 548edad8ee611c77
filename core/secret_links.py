"""Links that are a key: who has the address may do one thing with it.

The secret is random (256 bits), stands in the address alone and is stored as its digest, so that
who reads the database or a backup cannot use it.
"""

import hashlib
import secrets


def draw_secret() -> tuple[str, str]:
    """Return a new secret for an address, and the digest to store."""
    secret = secrets.token_urlsafe(32)
    return secret, digest_secret(secret)


def digest_secret(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
