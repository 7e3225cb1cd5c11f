"""MiniLM's vectors of the stance examples: ``python -m tests.minilm_vectors`` makes kit/record/minilm_vectors.npz."""

from __future__ import annotations

import numpy as np

from kit.matching.stance_classifier import stance_examples
from kit.record.minilm import SHIPPED, minilm, text_key
from kit.record.plain_words import plain_words


def example_texts() -> list[str]:
    """The examples as they are embedded in a workspace whose company none of them names."""
    return sorted({plain_words(text, "") for _, text in stance_examples()})


def main() -> None:
    texts = example_texts()
    SHIPPED.unlink(missing_ok=True)
    np.savez(SHIPPED, keys=np.zeros(0, dtype=np.uint64), rows=np.zeros((0, 384), dtype=np.float16))  # else it would answer itself
    rows = minilm()(texts)
    keys = np.array([text_key(text) for text in texts], dtype=np.uint64)
    np.savez_compressed(SHIPPED, keys=keys, rows=rows.astype(np.float16))


if __name__ == "__main__":
    main()
