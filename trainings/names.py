from core.japanese.names import search_key

KEY_LENGTH = 200


def name_key(name: str) -> str:
    """The search key of a name, as long as its column: folding may lengthen a name (㍿)."""
    return search_key(name)[:KEY_LENGTH]
