"""Groups of vectors with the answer by construction, for tests of what is built on a neighbour graph."""

import numpy as np
import scipy.sparse as sp

from kit.geometry import nearest_neighbours, neighbour_graph


def blobs(sizes: list[int], seed: int = 0, spread: float = 0.25) -> tuple[np.ndarray, np.ndarray]:
    """Unit rows around one axis a group, and the group of each."""
    rng = np.random.default_rng(seed)
    labels = np.repeat(np.arange(len(sizes)), sizes)
    rows = np.eye(24)[labels] + rng.normal(scale=spread / 3, size=(len(labels), 24))
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32), labels


def graph_of(rows: np.ndarray, count: int = 8) -> sp.csr_matrix:
    return neighbour_graph(*nearest_neighbours(rows, count))
