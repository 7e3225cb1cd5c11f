"""Erasure key: what the list of the forgotten is hashed with, random, the workspace's own, readable by its owner alone.

It is no setting: whatever changes in kit.yaml, whoever was forgotten stays known.
"""

from __future__ import annotations

import hashlib
import os
import secrets
from pathlib import Path

from kit.record.decided import KEY


class ErasureKey:
    """Hashes names and ids with a record's key, made with the first of them that is forgotten.

    Parameters
    ----------
    folder : the record's.
    is_new : whether to make the key where there is none; without it nothing can be hashed and :meth:`code` gives "".
    """

    def __init__(self, folder: Path, is_new: bool = False) -> None:
        path = folder / KEY
        if is_new and not path.exists():
            folder.mkdir(parents=True, exist_ok=True)
            with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
                file.write(secrets.token_hex(32) + "\n")
        self._key = bytes.fromhex(path.read_text(encoding="utf-8").strip()) if path.exists() else b""

    def code(self, text: str, size: int) -> str:
        """Keyed hash of a text in any case and spacing, as ``2 * size`` hexadecimal digits; "" without a key."""
        folded = " ".join(text.lower().split())
        return (
            hashlib.blake2b(folded.encode("utf-8", "replace"), key=self._key, digest_size=size).hexdigest() if self._key else ""
        )
