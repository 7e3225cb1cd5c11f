"""Vectors of texts: one embedding model behind one call, each text embedded once."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from kit.dask_workers import spread
from kit.errors import SettingsError
from kit.geometry import BATCH, Embedder, unit_vectors
from kit.record.lock import writing_if_free
from kit.record.minilm import NAME as MINILM
from kit.record.minilm import minilm
from kit.record.plain_words import plain_words
from kit.record.store import Record

#: The model whose weights come with the kit, which embeds thousands of texts a second.
FAST = "wordllama"
#: Length of its vectors beside those of a slower model. On labelled sets 0.5 is the best mix (k-means and neighbours).
BESIDE = 0.5
#: Times that only the wanted vectors are read; whoever asks oftener is a run, and reads all the others at once.
FEW_READS = 2
#: Part of the others from which on all of them are read at once: the files are decoded whole for a part of their rows too.
LARGE_PART = 0.5
#: Vectors that are written in one step.
WRITTEN_AT_ONCE = 30_000


def _wordllama() -> Embedder:
    import wordllama

    folder = Path(wordllama.__file__).parent  # the loader looks elsewhere when offline
    model = wordllama.WordLlama.load(cache_dir=folder, disable_download=True)
    return lambda texts: model.embed(texts, norm=False)


def _sentence_transformers(name: str) -> Embedder:
    try:
        from sentence_transformers import SentenceTransformer
    except ImportError:
        raise SettingsError(
            f"embedding {name!r} needs sentence-transformers, which is not installed; "
            "`pip install sentence-transformers`, or set `embedding: wordllama`"
        ) from None
    model = SentenceTransformer(name)
    return lambda texts: model.encode(texts, convert_to_numpy=True)


def _onnx(folder: Path) -> Embedder:
    try:
        import onnxruntime
        from tokenizers import Tokenizer
    except ImportError:
        raise SettingsError(f"embedding {str(folder)!r} needs onnxruntime; `pip install onnxruntime`") from None
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.enable_padding()
    tokenizer.enable_truncation(256)
    session = onnxruntime.InferenceSession(str(folder / "model.onnx"), providers=["CPUExecutionProvider"])
    wanted = {entry.name for entry in session.get_inputs()}

    def embed(texts: list[str]) -> np.ndarray:
        rows = []
        for start in range(0, len(texts), 64):
            encoded = tokenizer.encode_batch(texts[start : start + 64])
            mask = np.array([encoding.attention_mask for encoding in encoded], dtype=np.int64)
            given = {"input_ids": np.array([encoding.ids for encoding in encoded], dtype=np.int64), "attention_mask": mask}
            given["token_type_ids"] = np.zeros_like(mask)
            hidden = session.run(None, {name: value for name, value in given.items() if name in wanted})[0]
            rows.append((hidden * mask[..., None]).sum(1) / mask.sum(1, keepdims=True))
        return np.concatenate(rows)

    return embed


def load_embedder(name: str) -> Embedder:
    """The model that `embedding:` in kit.yaml names.

    wordllama, minilm, both as minilm+wordllama, an ONNX folder, or a sentence-transformers name.
    """
    if name == FAST:
        return _wordllama()
    if name == MINILM:
        return minilm()
    if name == f"{MINILM}+{FAST}":
        return _joint(minilm(), _wordllama())
    if (Path(name) / "model.onnx").is_file():
        return _onnx(Path(name))
    return _sentence_transformers(name)


def _joint(slow: Embedder, fast: Embedder) -> Embedder:
    """Two models side by side; a cosine of joint vectors is a weighted mean of theirs."""
    return lambda texts: np.hstack([unit_vectors(slow, texts), BESIDE * unit_vectors(fast, texts)])


@lru_cache(maxsize=2)
def kept_embedder(name: str) -> Embedder:
    """The model of a name, loaded once a process."""
    return load_embedder(name)


def embedded_part(texts: list[str], name: str) -> np.ndarray:
    """Unit vectors of some texts by the model of a name."""
    return unit_vectors(kept_embedder(name), texts)


def text_sha(text: str) -> str:
    """Key of a text's plain words in the record's vectors."""
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def vector_keys(texts: Iterable[str], company: str) -> set[str]:
    """Keys under which vectors of texts may lie: of their plain words, and of the whole texts as older records have them."""
    return {text_sha(key) for text in texts for key in (plain_words(text, company), text)}


def _rows_of(chunk: pa.ListArray) -> np.ndarray:
    """The vectors of a column's chunk, a row each."""
    return chunk.flatten().to_numpy().reshape(len(chunk), -1)


class Vectors:
    """Unit vectors of texts, kept in the record: a text is embedded once and read back ever after.

    What is embedded are a text's words (:func:`kit.record.plain_words.plain_words`), and these are its key: texts that differ
    in a mask or a number share a vector. ``company`` is the name that is no word of a subject. ``address`` is where many new
    texts are embedded: see :func:`kit.dask_workers.spread`.

    What is read is kept in memory: 100 MB for 100,000 texts.
    """

    #: Whether what is worked out may be written to the record.
    writes = True

    def __init__(self, record: Record, model: str, address: str = "", company: str = "") -> None:
        self.record, self.model, self.address, self.company = record, model, address, company
        self._stored: set[str] | None = None
        self._state: tuple[int, int, int] | None = None
        self._n_reads = 0
        self._rows = np.zeros((0, 0), dtype=np.float32)
        self._row_of: dict[str, int] = {}

    def of(self, texts: list[str]) -> np.ndarray:
        """Unit vectors of texts, in their order; new ones are embedded and stored.

        Returns
        -------
        ndarray of shape (n_texts, n_dimensions), float32.
        """
        if not texts:
            return np.zeros((0, 1), dtype=np.float32)
        texts = self._plain(texts)
        keys = [text_sha(text) for text in texts]
        self._read({key for key in keys if key not in self._row_of})
        new = {key: text for key, text in zip(keys, texts, strict=True) if key not in self._row_of}
        if new:
            self._keep(new)
        if (
            len(texts) > WRITTEN_AT_ONCE
        ):  # what tables and files took before goes back to the system, for a copy of these to fit in
            pa.default_memory_pool().release_unused()
        return self._rows[[self._row_of[key] for key in keys]]

    def once(self, texts: list[str]) -> np.ndarray:
        """Unit vectors of texts that nobody said, such as questions: made anew and not stored, shape (n_texts, n_dimensions)."""
        return self._embedded(self._plain(texts))

    def _plain(self, texts: list[str]) -> list[str]:
        return [plain_words(text, self.company) for text in texts]

    def _read(self, wanted: set[str]) -> None:
        """Take those of the wanted vectors that the record has; which it has is looked up once, at the first use."""
        if self._stored is None and wanted:
            self._state = self.record.state_of("vectors")
            self._stored = set(self.record.arrow("vectors", ["text_sha"], model=self.model)["text_sha"].to_pylist())
        if not (there := wanted & (self._stored or set())):
            return
        self._n_reads += 1
        rest = (self._stored or set()) - set(self._row_of)
        if self._n_reads > FEW_READS or len(there) > LARGE_PART * len(rest):
            there = rest
        among = pa.array(sorted(there), pa.string())
        keep = None if there == self._stored else lambda rows: pc.is_in(rows["text_sha"], value_set=among)
        known = self.record.arrow("vectors", ["text_sha", "vector"], keep, model=self.model)
        keys, chunks = known["text_sha"].to_pylist(), [chunk for chunk in known["vector"].chunks if len(chunk)][::-1]
        del known  # each chunk is let go when its rows have been taken, so that all are there once and not twice
        self._add(keys, (_rows_of(chunks.pop()) for _ in range(len(chunks))))

    def _keep(self, new: dict[str, str]) -> None:
        made = self._embedded(list(new.values()))
        with writing_if_free(self.record.folder, "storing vectors") as is_free:
            if is_free:  # a question asked during a run is answered without waiting; its vectors are made again next time
                before = self._state if self._state == self.record.state_of("vectors") else None
                n_writes = self._store(list(new), made)
                after = self.record.state_of("vectors")
                # of several kernels of a run any may have written in between; to a table that was not there two versions are one
                is_ours = before is not None and after[0] == max(before[0], 0) + n_writes
                self._state = after if is_ours else None
            else:
                self._state = None  # what is here is not all in the record: nobody else may go by it
        self._add(list(new), [made])

    def _store(self, keys: list[str], made: np.ndarray) -> int:
        """Write vectors to the record; returns in how many steps: all at once would take six times their memory."""
        starts = range(0, len(keys), WRITTEN_AT_ONCE)
        for part in (slice(start, start + WRITTEN_AT_ONCE) for start in starts):
            rows = {"model": self.model, "text_sha": keys[part], "vector": list(made[part])}
            self.record.append("vectors", pd.DataFrame(rows))
        return len(starts)

    def is_current(self) -> bool:
        """Whether the record's vectors are as they were read, and all that was made here is among them."""
        return self._state is not None and self._state[0] >= 0 and self._state == self.record.state_of("vectors")

    def _add(self, keys: list[str], parts: Iterable[np.ndarray]) -> None:
        """Take more vectors in: as many rows as keys, part by part."""
        first = place = len(self._rows)
        for part in parts:
            if place == first:
                more = np.empty((first + len(keys), part.shape[1]), dtype=np.float32)
                more[:first] = self._rows if first else 0
                self._rows = more
            self._rows[place : place + len(part)] = part
            place += len(part)
        self._row_of |= {key: first + row for row, key in enumerate(keys)}

    def _embedded(self, texts: list[str]) -> np.ndarray:
        parts = [texts[start : start + BATCH] for start in range(0, len(texts), BATCH)]
        address = self.address if len(parts) > 1 else ""
        rows, done = np.zeros((0, 0), dtype=np.float32), 0
        for part in spread(embedded_part, parts, self.model, address):  # one after the other, so that all are there once
            if not done:
                rows = np.empty((len(texts), part.shape[1]), dtype=part.dtype)
            rows[done : done + len(part)] = part
            done += len(part)
        return rows


#: The vectors that a process read last: notebooks of a run follow each other in one kernel, each with a workspace of its own.
_last: list[Vectors] = []


def vectors_of_record(record: Record, model: str, address: str = "", company: str = "") -> Vectors:
    """The vectors of a record, with what this process has read of them before where nobody has changed them since."""
    asked = (record.folder.resolve(), model, address, company)
    for known in _last:
        if asked == (known.record.folder.resolve(), known.model, known.address, known.company) and known.is_current():
            return known
    _last[:] = [Vectors(record, model, address, company)]
    return _last[0]


class VectorsUnkept(Vectors):
    """The same without ever writing to the record: what exploring embeds anew is forgotten with it."""

    writes = False

    def _keep(self, new: dict[str, str]) -> None:
        self._add(list(new), [self._embedded(list(new.values()))])
