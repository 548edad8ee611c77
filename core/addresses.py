"""Names that authors choose for parts of addresses and files, and addresses that they link to."""

import re

SLUG_PATTERN = r"[a-z0-9]+(?:-[a-z0-9]+)*"
SLUG = re.compile(SLUG_PATTERN)
"""Lower-case Latin letters and digits, in parts with one hyphen between two of them."""

WEB_ADDRESS_PATTERN = r"https?://[^\s/]+(?:/\S*)?"
WEB_ADDRESS = re.compile(WEB_ADDRESS_PATTERN)
