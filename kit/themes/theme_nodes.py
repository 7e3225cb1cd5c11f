"""Nodes: the finer groups of a fit and the wider ones they join to, which are tested beside the themes.

A theme that is right for reading may hold two subjects of which one moves, or be one of three into which a subject was cut. The
leaves are a finer fit of the same texts; the inner nodes of their tree are unions of them. Most nodes never leave the
record: one is shown where the comparison reports it (:mod:`kit.shifts.surest_nodes`), and keeps its id from then on.
"""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass, replace
from itertools import zip_longest

import numpy as np
import pandas as pd
from threadpoolctl import threadpool_limits

from kit.config.settings import Settings
from kit.geometry import nearest_neighbours, neighbour_graph, topic_centres, unit
from kit.record.kept import Arrays, kept
from kit.record.store import Record
from kit.themes.anchors import without_outsiders
from kit.themes.clusters import FEWEST_NEIGHBOURS, MIN_TOPIC, NEIGHBOURS, with_close_ones_joined, with_small_ones_joined
from kit.themes.communities import communities, consensus
from kit.themes.depth.lay_out import is_made
from kit.themes.edits import Edits
from kit.themes.identify_themes import FitView
from kit.themes.labels import GroupWords, NamingVectors, group_label
from kit.themes.register import Mint, nearest_runs
from kit.themes.snapshot import first_raised, held_codes
from kit.themes.theme_identity import best_ties, tie_scores
from kit.themes.topics import MAX_FITTED, topic_terms

#: Resolution of the leaves' communities, their seeded fits, and the cosine of centres from which two leaves are one. On banking
#: questions leaves and tree find 17 of 24 subjects that rise by 25 points, where the themes alone find 12.
LEAF_RESOLUTION, LEAF_FITS, LEAF_CLOSE = 2.2, 20, 0.9
#: Fewer texts than this have no leaves, and more than one fit takes neither: the themes alone are tested then.
FEWEST_TEXTS, MOST_TEXTS = 60, MAX_FITTED
#: Columns of a fit's nodes.
COLUMNS = ["theme_id", "label", "terms", "state", "born", "leaves", "parent", "stability", "n_passages", "centre", "holds"]
#: Terms kept of a node.
N_TERMS = 8
#: A node that holds more of the texts than this says nothing in particular.
MOST_PART = 0.5
#: Part that two groups share from which they are the same group; of two nodes so alike the wider is tested. Every test makes the
#: others less sure: of 64 nodes of complaint narratives 47 are left.
SAME_GROUP, SAME_NODE = 0.9, 0.7
#: Cosine of centres from which a node is the one that a person decided about.
SAME_DECIDED = 0.9
#: Part of a node that lies in a wider group from which that is its parent.
INSIDE = 0.9


@dataclass(frozen=True)
class Leaves:
    """The finer fit.

    Attributes
    ----------
    ids : ndarray of shape (n_texts,), int; -1 where a text is in no leaf.
    labelings : the single fits' labels, for the nodes' stability.
    """

    ids: np.ndarray
    labelings: tuple[np.ndarray, ...] = ()


def fitted_leaves(vectors: np.ndarray, n_fits: int, seed: int) -> Leaves:
    """Leaves of all texts, those that a claim holds among them: what is worded like a claim may be on a subject of its own.

    Parameters
    ----------
    vectors : ndarray of shape (n_texts, n_dimensions), unit rows.
    """
    if not FEWEST_TEXTS <= len(vectors) <= MOST_TEXTS:
        return Leaves(np.full(len(vectors), -1))
    fit = kept("leaves", (vectors, n_fits, seed), lambda: _fitted_leaves(vectors, n_fits, seed))
    return Leaves(fit["ids"], tuple(fit["labelings"]))


def _fitted_leaves(vectors: np.ndarray, n_fits: int, seed: int) -> Arrays:
    centred = unit(vectors - vectors.mean(axis=0)).astype(np.float32)
    count = int(np.clip(len(vectors) // 8, FEWEST_NEIGHBOURS, NEIGHBOURS))
    graph = neighbour_graph(*nearest_neighbours(centred, count))
    fits = [communities(graph, LEAF_RESOLUTION, seed + 101 * fit) for fit in range(min(n_fits, LEAF_FITS))]
    groups = consensus(graph, fits, np.full(len(fits), 1 / len(fits)), LEAF_RESOLUTION, seed)
    groups = with_close_ones_joined(centred, with_small_ones_joined(graph, groups), close=LEAF_CLOSE)
    return {"ids": without_outsiders(centred, groups), "labelings": np.asarray(fits)}


def tree_of(centres: np.ndarray) -> list[frozenset[int]]:
    """Every leaf, then every inner node of the average-linkage tree over the leaves' centres but its root."""
    from scipy.cluster.hierarchy import linkage

    sets = [frozenset({leaf}) for leaf in range(len(centres))]
    if len(centres) < 3:
        return sets
    for first, second, _, _ in linkage(centres.round(9), "average", metric="cosine"):
        sets.append(sets[int(first)] | sets[int(second)])
    return sets[:-1]


def candidate_nodes(vectors: np.ndarray, leaves: Leaves, theme_ids: np.ndarray) -> list[frozenset[int]]:
    """The nodes worth a test of their own: no theme in other words, and not most of what there is.

    Parameters
    ----------
    theme_ids : ndarray of shape (n_texts,), object: the theme of each text, "" none.
    """
    if leaves.ids.max(initial=-1) < 0:
        return []
    themes = [theme_ids == name for name in sorted(set(theme_ids) - {""})]
    candidates: dict[frozenset[int], np.ndarray] = {}
    nodes = tree_of(topic_centres(vectors - vectors.mean(axis=0), leaves.ids))
    for node in sorted(nodes, key=lambda node: (-np.isin(leaves.ids, list(node)).sum(), sorted(node))):
        ours = np.isin(leaves.ids, list(node))
        if not MIN_TOPIC <= ours.sum() <= MOST_PART * len(ours):
            continue
        is_known = any(_in_common(ours, theme) >= SAME_GROUP for theme in themes)
        if not is_known and all(_in_common(ours, other) < SAME_NODE for other in candidates.values()):
            candidates[node] = ours
    return [node for node in nodes if node in candidates]


def _in_common(ours: np.ndarray, theirs: np.ndarray) -> float:
    """Part of what either of two groups of texts holds that both hold."""
    return float(np.count_nonzero(ours & theirs) / max(np.count_nonzero(ours | theirs), 1))


def stability_of_nodes(nodes: list[frozenset[int]], leaves: Leaves) -> list[float]:
    """How well each node is found again by single fits, as a group against all the rest; 0 to 1.

    Notes
    -----
    What :func:`kit.themes.communities.group_agreement` says of the two groups, for all nodes at once: how many texts of a leaf
    a community holds is counted once, and a node holds what its leaves hold.
    """
    if not nodes:
        return []
    held = leaves.ids >= 0
    joins = np.array([[leaf in node for leaf in range(int(leaves.ids.max(initial=-1)) + 1)] for node in nodes]).astype(int)
    sizes = joins @ np.bincount(leaves.ids[held])
    total = np.zeros(len(nodes))
    for labels in leaves.labelings:
        is_free = held & (labels >= 0)
        shape = (joins.shape[1], int(labels.max()) + 1)
        of_leaf = np.bincount(leaves.ids[is_free] * shape[1] + labels[is_free], minlength=shape[0] * shape[1]).reshape(shape)
        inside, whole = joins @ of_leaf, of_leaf.sum(axis=0)
        speaks = inside > whole - inside
        hits, claimed = (inside * speaks).sum(axis=1), (whole * speaks).sum(axis=1)
        total += hits / np.maximum(sizes + claimed - hits, 1)
    return [round(float(value / len(leaves.labelings)), 4) for value in total]


@dataclass(frozen=True)
class KnownNodes:
    """Nodes that keep their ids.

    Attributes
    ----------
    rows : rows of the record's ``theme_nodes``, each node as the nearest run left it.
    leaf_of : passage id to leaf in the nearest run of all; its rows alone can be told by their passages.
    nearest : that run's cycle, "" where there is none.
    earlier : ids of those that a brief of an earlier cycle has shown.
    """

    rows: pd.DataFrame
    leaf_of: dict[str, str]
    nearest: str
    earlier: frozenset[str]

    def about(self, mean: np.ndarray) -> KnownNodes:
        """The same with centres about a mean; none where they are of another model."""
        centres = [unit(np.asarray(centre) - mean) if len(centre) == len(mean) else [] for centre in self.rows["centre"]]
        return replace(self, rows=self.rows.assign(centre=pd.Series(centres, dtype=object, index=self.rows.index)))


def known_nodes(record: Record, persona_id: str, run_cycle: str, edits: Edits) -> KnownNodes:
    """The nodes of a persona that keep their ids, as a run of a cycle finds them.

    Those that briefs have shown, and those that a person has decided about; but for those that are themes by now.
    """
    rows = record.read("theme_nodes", persona_id=persona_id)
    briefs = record.read("briefs", persona_id=persona_id)
    shown = {
        (cycle, theme["id"])
        for cycle, facts in zip(briefs["cycle"], briefs["facts"], strict=True)
        for theme in json.loads(facts).get("themes") or []
    }
    is_shown = np.array([pair in shown for pair in zip(rows["run_cycle"], rows["theme_id"], strict=True)], dtype=bool)
    themes = record.read("themes", ["theme_id", "origin", "claim", "label", "born", "centre"], persona_id=persona_id)
    themes = themes.drop_duplicates("theme_id", keep="last")
    is_ended = is_made(themes) & ~themes["theme_id"].isin(edits.depth.made)
    taken = {*themes.loc[~is_ended, "theme_id"], *edits.depth.made}
    decided = [_was_decided(row, edits) for row in rows.itertuples()]
    rows = rows[(is_shown | np.array(decided, dtype=bool)) & ~rows["theme_id"].isin(taken)]
    order = nearest_runs(sorted(set(rows["run_cycle"])), run_cycle)
    ended = themes[is_ended & ~themes["theme_id"].isin(rows["theme_id"])].assign(leaves="[]", run_cycle="")
    ranked = rows.assign(rank=rows["run_cycle"].map({run: rank for rank, run in enumerate(order)}).astype(int))
    first = ranked.sort_values(["rank", "theme_id"], kind="stable").drop_duplicates("theme_id", ignore_index=True)
    first = pd.concat([first, ended.reindex(columns=first.columns)], ignore_index=True) if len(ended) else first
    held = record.read("assignments", ["passage_id", "leaf"], persona_id=persona_id, run_cycle=order[:1])
    return KnownNodes(
        first.drop(columns="rank"),
        dict(zip(held["passage_id"], held["leaf"], strict=True)),
        next(iter(order), ""),
        frozenset(rows.loc[is_shown[rows.index] & (rows["run_cycle"] < run_cycle), "theme_id"]),
    )


def _was_decided(row: object, edits: Edits) -> bool:
    """Whether a person decided about this very node: before it has a lasting id, another run's node may have the same number."""
    centre, was = row.centre, edits.centres.get(row.theme_id)
    return was is not None and len(was) == len(centre) and float(np.asarray(centre) @ was) >= SAME_DECIDED


def node_ids(
    nodes: list[frozenset[int]], centres: np.ndarray, leaf_of: dict[str, int], known: KnownNodes, mint: Mint
) -> list[str]:
    """The id of each node: that of a node shown before which it is most like, else a new one.

    Parameters
    ----------
    centres : ndarray of shape (n_nodes, n_dimensions), unit rows; ``known.rows.centre`` on the same footing.
    leaf_of : passage id to leaf in this fit, -1 none.
    """
    seen = [name for name in leaf_of if name in known.leaf_of]
    now = np.array([[leaf_of[name] in node for node in nodes] for name in seen], dtype=float).reshape(len(seen), len(nodes))
    held = [set(json.loads(row.leaves)) if row.run_cycle == known.nearest else set() for row in known.rows.itertuples()]
    before = np.array([[known.leaf_of[name] in leaves for leaves in held] for name in seen], dtype=float)
    before = before.reshape(len(seen), len(held))
    width = centres.shape[1]
    theirs = [row if len(row) == width else np.zeros(width) for row in known.rows["centre"]]
    near = centres @ np.array(theirs, dtype=float).reshape(len(held), width).T
    ties = best_ties(tie_scores(now.T @ before, now.sum(axis=0), before.sum(axis=0), near))
    ids = list(known.rows["theme_id"])
    return [ids[ties[node]] if node in ties else mint.new() for node in range(len(nodes))]


def parents_of(groups: dict[str, np.ndarray]) -> dict[str, str]:
    """The smallest wider group that each group lies in, "" where there is none.

    Parameters
    ----------
    groups : id to the texts it holds, ndarray of shape (n_texts,), bool.
    """
    sizes = {name: int(np.count_nonzero(held)) for name, held in groups.items()}
    parents = {}
    for name, held in groups.items():
        wider = [
            other
            for other in groups
            if sizes[other] > sizes[name] > 0 and np.count_nonzero(held & groups[other]) >= INSIDE * sizes[name]
        ]
        parents[name] = min(wider, key=lambda other: (sizes[other], other), default="")
    return parents


@dataclass(frozen=True)
class Nodes:
    """The nodes of one fit.

    Attributes
    ----------
    joined : id to the leaves it joins. held : id to the texts it holds, ndarray of shape (n_texts,), bool.
    parents : each node's and each theme's parent, "" none. known : the nodes that briefs have shown. company : whose
        customers they are.
    """

    leaves: Leaves
    joined: dict[str, frozenset[int]]
    held: dict[str, np.ndarray]
    parents: dict[str, str]
    known: KnownNodes
    company: str

    def leaf_of_passages(self, view: FitView) -> list[str]:
        """The leaf of each passage, "" where it is in none."""
        return ["" if leaf < 0 else str(leaf) for leaf in view.window.of_passages(self.leaves.ids, -1)]


def named_nodes(view: FitView, theme_ids: np.ndarray, settings: Settings, known: KnownNodes, mint: Mint) -> Nodes:
    """The nodes of a fit, tied to those that briefs have shown.

    Parameters
    ----------
    theme_ids : ndarray of shape (n_texts,), object: the theme of each text, "" none.
    """
    vectors = view.window.vectors
    with threadpool_limits(1):  # as the themes' own fit: the same on any number of cores
        leaves = fitted_leaves(vectors, settings.themes.fits, settings.seed)
        nodes = candidate_nodes(vectors, leaves, theme_ids)
    held = [np.isin(leaves.ids, list(node)) for node in nodes]
    means = np.array([unit(vectors[ours].mean(axis=0)) for ours in held]).reshape(len(nodes), vectors.shape[1])
    of_passage = view.window.of_passages(leaves.ids, -1).tolist()
    leaf_of = dict(zip(view.window.passages["passage_id"], of_passage, strict=True))
    near = known.about(view.mean)
    ids = node_ids(nodes, unit(means - view.mean), leaf_of, near, mint)
    groups = dict(zip(ids, held, strict=True))
    themes = {name: theme_ids == name for name in sorted(set(theme_ids) - {""})}
    return Nodes(leaves, dict(zip(ids, nodes, strict=True)), groups, parents_of(groups | themes), known, settings.company)


def node_rows(nodes: Nodes, view: FitView, edits: Edits, naming: NamingVectors, taken: Collection[str] = ()) -> pd.DataFrame:
    """One row for every node that nobody has hidden, by id, but for ``run_cycle``, ``persona_id`` and ``model``.

    Parameters
    ----------
    edits : what a person decided; a name given to a node stands on it.
    naming : what groups are named by.
    taken : the names of themes, which no node is called by.
    """
    born = dict(zip(nodes.known.rows["theme_id"], nodes.known.rows["born"], strict=True))
    labels, terms = _words(view, nodes, naming, set(taken))
    passages, rows = view.window.passages[["cycle", "conversation_key"]].astype("object"), []
    stability = dict(zip(nodes.joined, stability_of_nodes(list(nodes.joined.values()), nodes.leaves), strict=True))
    for name in sorted(set(nodes.joined) - edits.hidden):
        ours = passages[view.window.of_passages(nodes.held[name], False)]
        rows.append(
            {
                "theme_id": name,
                "label": edits.names.get(name) or labels[name],
                "terms": json.dumps(terms[name], ensure_ascii=False),
                "state": "live" if name in nodes.known.earlier else "candidate",
                "born": born.get(name) or first_raised(ours),
                "leaves": json.dumps([str(leaf) for leaf in sorted(nodes.joined[name])]),
                "parent": nodes.parents[name],
                "stability": stability[name],
                "n_passages": len(ours),
                "centre": [float(value) for value in unit(view.window.vectors[nodes.held[name]].mean(axis=0))],
                "holds": json.dumps(held_codes(ours)),
            }
        )
    return pd.DataFrame(rows, columns=COLUMNS)


def _words(view: FitView, nodes: Nodes, naming: NamingVectors, taken: set[str]) -> tuple[dict[str, str], dict[str, list[str]]]:
    """What each node is called, and its own words: those of its leaves in turns, the largest leaf's first."""
    texts, leaves = view.window.texts, nodes.leaves.ids
    of_leaf = topic_terms(texts, ["" if leaf < 0 else str(leaf) for leaf in leaves]) if nodes.joined else {}
    sizes, centres = np.bincount(leaves[leaves >= 0], minlength=1), topic_centres(naming.of_texts, leaves)
    had = dict(zip(nodes.known.rows["theme_id"], nodes.known.rows["label"], strict=True))
    labels: dict[str, str] = {}
    terms: dict[str, list[str]] = {}
    for name, joined in nodes.joined.items():
        lists = [of_leaf[str(leaf)] for leaf in sorted(joined, key=lambda leaf: (-sizes[leaf], leaf))]
        terms[name] = list(dict.fromkeys(term for turn in zip_longest(*lists) for term in turn if term))[:N_TERMS]
        others, used = np.delete(centres, sorted(joined), axis=0), frozenset(taken.union(labels.values()))
        words = GroupWords(others, terms[name], had.get(name, ""), nodes.company, used)
        labels[name] = group_label(texts, naming, np.flatnonzero(nodes.held[name]), words)
    return labels, terms
