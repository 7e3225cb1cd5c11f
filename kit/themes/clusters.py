"""The cluster model that BERTopic is given: several seeded fits, and what they agree on."""

from __future__ import annotations

import warnings
from dataclasses import dataclass, field

import numpy as np
import scipy.sparse as sp

from kit.config.settings import Themes
from kit.geometry import nearest_neighbours, neighbour_graph, neighbours_within
from kit.record.kept import Arrays, kept
from kit.themes.communities import communities, consensus, halves_agree, numbered_by_size, pairwise_agreement

#: Neighbours each passage is joined to, where there are many; in small corpora an eighth of the passages.
NEIGHBOURS, FEWEST_NEIGHBOURS = 15, 4
#: Resolutions tried in turn, until the number of topics can be read by people. Louvain's communities are much of one size: a
#: subject that many raise is cut, and joined again below where its parts are close. See the theme bench for what else was tried.
RESOLUTIONS, CHOICE_FITS, CHOICE_SEED = (0.7, 0.85, 0.55, 1.0, 0.4, 1.3, 0.3, 1.7, 2.2, 3.0), 5, 7919
#: Topics wanted, as multiples of the square root of the number of passages: 4 to 12 for 500, 20 to 55 for 10,000.
FEWEST_TOPICS, MOST_TOPICS = 0.2, 0.55
#: What a user's granularity makes of these two.
TIMES = {"coarse": 0.4, "normal": 1.0, "fine": 2.5}
#: A group that is raised in more than this part of the conversations, and has so many texts, is cut into its own communities at
#: this resolution, and its parts again, up to so often: no found theme is a catch-all. Of complaint narratives the largest was
#: raised in 40 to 46 %.
MOST_HELD, FEWEST_CUT, CUT_RESOLUTION, CUT_FITS, MOST_CUTS = 0.25, 100, 0.7, 10, 3
#: Part of the vote that the themes of the run before have. It goes to old and new passages alike, by nearest centre, so that
#: it makes themes last without making last month's passages differ from this month's.
EARLIER_VOTE = 0.6
#: Seeded fits before it is looked whether they are enough, and the adjusted Rand index between what two halves of them agree on
#: from which they are. Of 20, 40 and 100 fits the consensus agreed with that of as many others to .97, .99 and .99 on banking
#: questions, .93, .93 and .94 on dialogues, .88, .90 and .90 on complaints, with the same AMI to the labels (within .003).
BATCH_OF_FITS, HALVES_AGREE = 20, 0.9
#: A smaller group is no topic: its members go to the topic of their nearest neighbours.
MIN_TOPIC = 5
#: Cosine of two groups' centres from which they are one topic: of what a subject was cut into half lies above, of pairs of
#: different subjects one in a hundred. 0.5 loses what banking questions tell apart, 0.6 leaves more subjects cut.
CLOSE = 0.55
#: Mean cosine within a group under which its centre points nowhere and is close to none.
LEAST_LIKENESS = 0.01
#: UMAP and HDBSCAN: at most this many seeded fits, since each takes seconds; dimensions of the reduction.
UMAP_FITS, UMAP_DIMENSIONS = 5, 5


@dataclass
class SeededClusters:
    """Cluster model with ``fit``, ``predict`` and ``labels_``, as BERTopic takes any.

    Attributes
    ----------
    how : reduction, clustering and number of fits. seed : of the first fit.
    resolution : of the run before, to be kept where it still serves; None at first.
    earlier : ndarray of shape (n_themes, n_dimensions): centres of the themes of the run before, which have a vote.
    most : conversations that a group is raised in at the most, where it can be cut.
    said_in : csr_matrix of shape (n, n_conversations): in which each row is said; None where each is said in its own.
    among : ndarrays of shape (n_all, n_dimensions) and (n_all,), bool: all texts, and which of them are clustered here; None
        where that is not known. The products that find neighbours serve both.
    labels_ : ndarray of shape (n,): the consensus, -1 unassigned.
    labelings_ : the single fits' labels.
    parameters_ : what was used, for the record.
    """

    how: Themes
    seed: int
    resolution: float | None = None
    earlier: np.ndarray = field(default_factory=lambda: np.zeros((0, 1)))
    most: float = np.inf
    said_in: sp.csr_matrix | None = None
    among: tuple[np.ndarray, np.ndarray] | None = None
    labels_: np.ndarray = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    labelings_: list[np.ndarray] = field(default_factory=list)
    parameters_: dict[str, object] = field(default_factory=dict)

    def fit(self, X: np.ndarray, y: np.ndarray | None = None) -> SeededClusters:
        said_in = (
            () if self.said_in is None else (self.said_in.data, self.said_in.indices, self.said_in.indptr, self.said_in.shape)
        )
        asked = (X, self.earlier, said_in, float(self.most), self.how.model_dump_json(), self.seed, self.resolution)
        fit = kept("groups", asked, lambda: self._fitted(X))
        self.labelings_, self.labels_ = list(fit["labelings"]), fit["labels"]
        resolution = None if self.how.clustering == "hdbscan" else float(fit["resolution"])
        self.parameters_ = {
            "reduction": self.how.reduction,
            "clustering": self.how.clustering,
            "granularity": self.how.granularity,
            "neighbours": _neighbours(X),
            "resolution": resolution,
            "fits": len(self.labelings_),
            "earlier_themes": len(self.earlier),
            "agreement_of_single_fits": float(fit["agreement"]),
        }
        self._vectors = X
        return self

    def _fitted(self, X: np.ndarray) -> Arrays:
        indices, similarities = self._nearest(X)
        resolution = np.nan
        if self.how.clustering == "hdbscan":  # its own answer: that of the first seed; the others only tell how stable it is
            self.labelings_ = self._density_labelings(X, indices, similarities)
            self.labels_, agreement = numbered_by_size(self.labelings_[0]), round(pairwise_agreement(self.labelings_), 4)
        else:
            graph = neighbour_graph(indices, similarities)
            resolution, agreement = chosen_resolution(graph, self.resolution, TIMES[self.how.granularity])
            self.labelings_ = self._labelings(X, graph, indices, similarities, resolution)
            self.labels_ = self._joined_and_cut(X, graph, with_small_ones_joined(graph, self._consensus(X, graph, resolution)))
        parts = {"labels": self.labels_, "resolution": resolution, "agreement": agreement, "labelings": self.labelings_}
        return {name: np.asarray(part) for name, part in parts.items()}

    def _nearest(self, vectors: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Each text's neighbours, with those that all texts will be asked for where as many of either are wanted."""
        count = _neighbours(vectors)
        if (
            self.among is not None
            and count == _neighbours(self.among[0])
            and np.array_equal(self.among[0][self.among[1]], vectors)
        ):
            return neighbours_within(*self.among, count)
        return nearest_neighbours(vectors, count)

    def predict(self, X: np.ndarray) -> np.ndarray:
        """Topic of the nearest passage of the fit."""
        return self.labels_[(X @ self._vectors.T).argmax(axis=1)]

    def _consensus(self, vectors: np.ndarray, graph: sp.csr_matrix, resolution: float) -> np.ndarray:
        count = len(self.labelings_)
        if not len(self.earlier):
            return consensus(graph, self.labelings_, np.full(count, 1 / count), resolution, self.seed)
        nearest = (vectors @ self.earlier.T).argmax(axis=1)
        votes = np.append(np.full(count, (1 - EARLIER_VOTE) / count), EARLIER_VOTE)
        return consensus(graph, [*self.labelings_, nearest], votes, resolution, self.seed)

    def _joined_and_cut(self, vectors: np.ndarray, graph: sp.csr_matrix, labels: np.ndarray) -> np.ndarray:
        """Groups none of which is a catch-all, and no two of which are one subject; who asks for few gets larger ones."""
        times = TIMES[self.how.granularity]
        fewest, most = times * FEWEST_TOPICS * len(vectors) ** 0.5, self.most / min(1.0, times)
        said_in = sp.eye(len(vectors), format="csr") if self.said_in is None else self.said_in
        labels = with_large_ones_cut(graph, labels, said_in, most, self.seed)
        return with_close_ones_joined(vectors, labels, fewest, bound=(said_in, most))

    def _density_labelings(self, vectors: np.ndarray, indices: np.ndarray, similarities: np.ndarray) -> list[np.ndarray]:
        """HDBSCAN on each seeded reduction; without one, nothing is drawn by chance and one fit is all there is."""
        if self.how.reduction == "none":
            return [hdbscan_labels(vectors)]
        seeds = [self.seed + 101 * fit for fit in range(min(self.how.fits, UMAP_FITS))]
        return [hdbscan_labels(umap_reduced(vectors, indices, similarities, seed)) for seed in seeds]

    def _labelings(
        self, vectors: np.ndarray, graph: sp.csr_matrix, indices: np.ndarray, similarities: np.ndarray, resolution: float
    ) -> list[np.ndarray]:
        seeds = [self.seed + 101 * fit for fit in range(self.how.fits)]
        if self.how.reduction == "umap":
            reduced = [umap_reduced(vectors, indices, similarities, seed) for seed in seeds[:UMAP_FITS]]
            graphs = [_distance_graph(points, indices.shape[1]) for points in reduced]
            return [communities(near, resolution, seed) for near, seed in zip(graphs, seeds, strict=False)]
        return self._enough(graph, resolution, seeds)

    def _enough(self, graph: sp.csr_matrix, resolution: float, seeds: list[int]) -> list[np.ndarray]:
        """Seeded fits until more of them would say the same: two halves of them agree; all of the seeds at the most."""
        labelings: list[np.ndarray] = []
        for start in range(0, len(seeds), BATCH_OF_FITS):
            labelings += [communities(graph, resolution, seed) for seed in seeds[start : start + BATCH_OF_FITS]]
            is_last = len(labelings) == len(seeds)
            if is_last or halves_agree(graph, labelings, resolution, self.seed) >= HALVES_AGREE:
                break
        return labelings


def _neighbours(vectors: np.ndarray) -> int:
    """How many neighbours each of these passages is joined to."""
    return int(np.clip(len(vectors) // 8, FEWEST_NEIGHBOURS, NEIGHBOURS))


def chosen_resolution(graph: sp.csr_matrix, before: float | None, times: float = 1.0) -> tuple[float, float]:
    """The first of RESOLUTIONS that gives a number of topics people can read.

    Parameters
    ----------
    before : of the run before; tried first, so that themes do not change because the resolution did.
    times : how many times as many topics are wanted.

    Returns
    -------
    resolution, agreement
        Agreement between single fits at it, as mean adjusted Rand index. The fits' seeds are fixed: the
        resolution is read from the data, not from the user's seed.
    """
    low, high = (times * part * graph.shape[0] ** 0.5 for part in (FEWEST_TOPICS, MOST_TOPICS))
    tried: list[tuple[float, float, float]] = []
    for resolution in ([before] if before else []) + list(RESOLUTIONS):
        fits = [communities(graph, resolution, CHOICE_SEED + fit) for fit in range(CHOICE_FITS)]
        count = float(np.median([(np.bincount(labels) >= MIN_TOPIC).sum() for labels in fits]))
        tried.append((max(low - count, count - high, 0.0), resolution, round(pairwise_agreement(fits), 4)))
        if not tried[-1][0]:
            break
    _, resolution, agreement = min(tried, key=lambda attempt: attempt[0])
    return resolution, agreement


def with_small_ones_joined(graph: sp.csr_matrix, labels: np.ndarray) -> np.ndarray:
    """Groups under MIN_TOPIC dissolved into the groups their members are most linked to; unlinked ones stay out."""
    sizes = np.bincount(labels[labels >= 0], minlength=1)
    large = np.flatnonzero(sizes >= MIN_TOPIC)
    small = np.flatnonzero((labels >= 0) & ~np.isin(labels, large))
    joined = labels.copy()
    if not len(large):
        return np.full(len(labels), -1)
    cells = (np.arange(len(labels)), np.maximum(labels, 0))
    member = sp.csr_matrix((np.ones(len(labels)), cells), shape=(len(labels), len(sizes)))
    links = (graph[small] @ member)[:, large].toarray() if len(small) else np.zeros((0, len(large)))
    joined[small] = np.where(links.max(axis=1, initial=0) > 0, large[links.argmax(axis=1)], -1)
    return numbered_by_size(joined)


def raised_by(labels: np.ndarray, said_in: sp.csr_matrix) -> sp.csr_matrix:
    """Which conversations raise each group, 0 or 1; shape (n_groups, n_conversations).

    Parameters
    ----------
    labels : ndarray of shape (n,), int; -1 is in no group. said_in : csr_matrix of shape (n, n_conversations).
    """
    rows = np.flatnonzero(labels >= 0)
    member = sp.csr_matrix((np.ones(len(rows)), (labels[rows], rows)), shape=(int(labels.max(initial=-1)) + 1, len(labels)))
    return (member @ said_in).sign()


def with_large_ones_cut(graph: sp.csr_matrix, labels: np.ndarray, said_in: sp.csr_matrix, most: float, seed: int) -> np.ndarray:
    """Groups that more than ``most`` conversations raise cut into their own communities, where they are large enough."""
    cut = numbered_by_size(labels)
    for _ in range(MOST_CUTS):
        raised = np.asarray(raised_by(cut, said_in).sum(axis=1)).ravel()
        large = np.flatnonzero((raised > most) & (np.bincount(cut[cut >= 0], minlength=len(raised)) > FEWEST_CUT))
        for group in large:
            rows = np.flatnonzero(cut == group)
            parts = _parts(graph[rows][:, rows], seed)
            cut[rows] = np.where(parts > 0, cut.max() + parts, group)
        if not len(large):
            break
    return numbered_by_size(cut)


def _parts(inside: sp.csr_matrix, seed: int) -> np.ndarray:
    """The communities of one group's own graph, numbered by size."""
    fits = [communities(inside, CUT_RESOLUTION, seed + 101 * fit) for fit in range(CUT_FITS)]
    parts = consensus(inside, fits, np.full(CUT_FITS, 1 / CUT_FITS), CUT_RESOLUTION, seed)
    return with_small_ones_joined(inside, parts)


def with_close_ones_joined(
    vectors: np.ndarray,
    labels: np.ndarray,
    fewest: float = 1,
    close: float = CLOSE,
    bound: tuple[sp.csr_matrix, float] | None = None,
) -> np.ndarray:
    """Groups put together, the closest two first, until no two centres are so close.

    Parameters
    ----------
    vectors : ndarray of shape (n, n_dimensions), unit rows about their mean.
    labels : ndarray of shape (n,), int; -1 is in no group and stays so.
    fewest : groups that are left at least: in long texts, which talk of many things, all centres are close.
    close : cosine of centres from which two groups are one.
    bound : in which conversations each row is said, and how many may raise a joined group; None is no bound.

    Notes
    -----
    Looks at words alone, never at when or by whom they were said: themes that were formed by how they move
    would seem to move.
    """
    joined, count = labels.copy(), int(labels.max(initial=-1)) + 1
    while count - 1 >= max(fewest, 1):
        sums = np.array([vectors[joined == group].sum(axis=0, dtype=np.float64) for group in range(count)])
        sizes = np.bincount(joined[joined >= 0])
        near = np.tril(centre_cosines(sums, sizes), -1)
        if bound is not None:
            near[_raised_together(joined, bound[0]) > bound[1]] = 0.0
        later, first = np.unravel_index(near.argmax(), near.shape)
        if near[later, first] < close:
            break
        joined[joined == later] = first
        joined[joined == count - 1] = later
        count -= 1
    return numbered_by_size(joined)


def _raised_together(labels: np.ndarray, said_in: sp.csr_matrix) -> np.ndarray:
    """Conversations that raise either of two groups; shape (n_groups, n_groups)."""
    raised = raised_by(labels, said_in)
    both = (raised @ raised.T).toarray()
    return np.add.outer(np.diag(both), np.diag(both)) - both


def centre_cosines(sums: np.ndarray, counts: np.ndarray) -> np.ndarray:
    """Cosines of groups' centres as they would be if each group had endless passages.

    Parameters
    ----------
    sums : ndarray of shape (n_groups, n_dimensions): of each group's unit vectors.
    counts : ndarray of shape (n_groups,), from 2.

    Returns
    -------
    ndarray of shape (n_groups, n_groups), rounded to 9 digits
        Mean cosine between the passages of two groups over the geometric mean of that within each, no passage
        with itself. The plain cosine of two means is lower the fewer passages they are made of.
    """
    products = sums @ sums.T
    within = np.maximum((np.diag(products) - counts) / (counts * (counts - 1)), LEAST_LIKENESS)
    return (products / np.outer(counts, counts) / np.sqrt(np.outer(within, within))).round(9)


def umap_reduced(vectors: np.ndarray, indices: np.ndarray, similarities: np.ndarray, seed: int) -> np.ndarray:
    """UMAP to five dimensions on exact neighbours; ndarray of shape (n, 5).

    The neighbours are given, since finding them is what UMAP compiles longest for.
    """
    own = np.arange(len(vectors))[:, None]
    known = (np.hstack([own, indices]), np.hstack([np.zeros((len(own), 1)), 1 - similarities]).clip(0, 2).astype(np.float32))
    with warnings.catch_warnings():  # that a seed means one thread, and that such a model cannot transform: both are wanted
        warnings.simplefilter("ignore", UserWarning)
        warnings.simplefilter("ignore", ImportWarning)
        from umap import UMAP

        model = UMAP(
            n_neighbors=known[0].shape[1],
            n_components=UMAP_DIMENSIONS,
            min_dist=0.0,
            metric="cosine",
            precomputed_knn=known,
            random_state=seed,
            init="random" if len(vectors) < 50 else "spectral",
            n_jobs=1,
        )
        return model.fit_transform(vectors)


def hdbscan_labels(points: np.ndarray) -> np.ndarray:
    """HDBSCAN's groups of points, -1 for those in none."""
    from hdbscan import HDBSCAN

    smallest = int(np.clip(len(points) // 100, MIN_TOPIC, 50))
    return HDBSCAN(min_cluster_size=smallest, core_dist_n_jobs=1).fit_predict(points.astype(np.float64)).astype(np.int64)


def _distance_graph(points: np.ndarray, count: int) -> sp.csr_matrix:
    """Neighbour graph of reduced points; a nearer neighbour weighs more."""
    from sklearn.neighbors import NearestNeighbors

    distances, indices = NearestNeighbors(n_neighbors=min(count + 1, len(points))).fit(points).kneighbors(points)
    return neighbour_graph(indices[:, 1:], (1 / (1 + distances[:, 1:])).astype(np.float32))
