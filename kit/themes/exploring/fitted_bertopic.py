"""FittedBERTopic: a BERTopic over some texts, every stage of it open, that embeds new texts by the kit's own model."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np
from pydantic import ValidationError
from threadpoolctl import threadpool_limits

from kit.config.settings import Themes
from kit.errors import ParameterError
from kit.geometry import unit
from kit.themes.clusters import MOST_HELD, SeededClusters
from kit.themes.topics import MIN_PASSAGES, bertopic_module, word_counter

if TYPE_CHECKING:
    from bertopic import BERTopic

#: Settings of the kit's own clusters that may be given beside BERTopic's parameters.
OF_THE_KIT = ("reduction", "clustering", "fits", "granularity")
#: What the kit decides: the texts' vectors are those that themes are made of.
NOT_OPEN = ("self", "embedding_model")


def parameters_of(given: dict[str, Any], how: Themes) -> tuple[Themes, dict[str, Any]]:
    """A user's parameters, told apart: the kit's settings put over the workspace's, and what goes to BERTopic as it is.

    Raises
    ------
    ParameterError
        A parameter that neither knows, or a setting's value that is none.
    """
    takes = [name for name in inspect.signature(bertopic_module().BERTopic.__init__).parameters if name not in NOT_OPEN]
    if unknown := sorted(set(given) - {*takes, *OF_THE_KIT}):
        raise ParameterError(
            f"{unknown[0]!r} is no parameter; use {', '.join(OF_THE_KIT)}, or BERTopic's {', '.join(sorted(takes))}"
        )
    ours = {name: value for name, value in given.items() if name in OF_THE_KIT}
    return themes_with(how, ours), {name: value for name, value in given.items() if name not in OF_THE_KIT}


def themes_with(how: Themes, changes: dict[str, Any]) -> Themes:
    """The settings of themes with some changed, checked as kit.yaml is.

    Raises
    ------
    ParameterError
        A value that is none.
    """
    try:
        return Themes.model_validate(how.model_dump() | changes)
    except ValidationError as error:
        fault = error.errors()[0]
        name = ".".join(map(str, fault["loc"]))
        raise ParameterError(f"{name} {changes.get(name)!r} is none: {fault['msg']}") from None


def fitted_bertopic(
    texts: list[str], vectors: np.ndarray, embed: Callable[[list[str]], np.ndarray], how: Themes, seed: int, given: dict[str, Any]
) -> BERTopic:
    """A BERTopic fitted on texts.

    Parameters
    ----------
    texts : at least 30.
    vectors : ndarray of shape (n_texts, n_dimensions), unit rows.
    embed : unit vectors of other texts, for searches and representations.
    how : the kit's clusters, where ``given`` names no ``hdbscan_model``.
    given : BERTopic's own parameters.

    Notes
    -----
    Vectors are taken about the texts' mean, as themes are. Claims are not looked for: this is the model by itself, and its topics
    are numbered anew; production ties them to claims and to the themes of the run before.

    Raises
    ------
    ParameterError
        Too few texts.
    """
    if len(texts) < MIN_PASSAGES:
        raise ParameterError(
            f"passages to find topics in: {len(texts)}, and at least {MIN_PASSAGES} are wanted; widen the filters"
        )
    bertopic = bertopic_module()
    from bertopic.backend import BaseEmbedder
    from bertopic.dimensionality import BaseDimensionalityReduction
    from bertopic.vectorizers import ClassTfidfTransformer

    mean = vectors.mean(axis=0)

    class AboutTheMean(BaseEmbedder):
        """Embeds any text as the fitted ones were."""

        def embed(self, documents: list[str], verbose: bool = False) -> np.ndarray:
            return unit(embed([str(text) for text in documents]) - mean).astype(np.float32)

    parts = {
        "umap_model": BaseDimensionalityReduction(), "hdbscan_model": SeededClusters(how, seed, most=MOST_HELD * len(texts)),
        "vectorizer_model": word_counter(), "ctfidf_model": ClassTfidfTransformer(reduce_frequent_words=True),
    }  # fmt: skip
    model = bertopic.BERTopic(embedding_model=AboutTheMean(), **(parts | given))
    with threadpool_limits(1):  # the same topics on any number of cores
        model.fit(texts, embeddings=unit(vectors - mean).astype(np.float32))
    return model
