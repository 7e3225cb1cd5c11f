"""Links: an address is one only where it leads to a web page and is whole; a masked or odd one is text."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

_MASK = re.compile(r"\[[a-z-]+(?:-[0-9a-f]{4})?\]")


def web_address(url: str) -> str:
    """The address as it may stand in a link; "" for what is none.

    Parameters
    ----------
    url : as the export gave it, masked: "https://[token]@host/" or "https:[email]" lead nowhere and are no links.
    """
    stripped = url.strip()
    try:
        parts = urlsplit(stripped)
        host = parts.hostname
    except ValueError:  # e.g. a mask where a host should be
        return ""
    is_whole = parts.scheme in ("http", "https") and bool(host) and not _MASK.search(stripped.partition("?")[0])
    return stripped if is_whole and not re.search(r"[\s<>\\]", stripped) else ""
