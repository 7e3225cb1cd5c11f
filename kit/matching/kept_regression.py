"""Regressions fitted once for the same rows, labels and weights: see :mod:`kit.record.kept`."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy import sparse
from sklearn.linear_model import LogisticRegression
from threadpoolctl import threadpool_limits

from kit.record.kept import Arrays, kept

#: What a fit leaves behind and a prediction needs.
FITTED = ("coef_", "intercept_", "classes_", "n_iter_")


def fitted_regression(
    model: LogisticRegression, features: sparse.csr_matrix, labels: Sequence[object], weights: np.ndarray | None = None
) -> LogisticRegression:
    """The model, fitted; with what an earlier fit of the same left behind where that is kept.

    Parameters
    ----------
    features : csr_matrix of shape (n, n_features).
    labels : n names or numbers.
    weights : ndarray of shape (n,), how much each row counts; None is alike.
    """
    names = np.asarray(labels)

    def fitted() -> Arrays:
        with threadpool_limits(1):  # so small a problem only waits for its threads, and one thread always adds up alike
            model.fit(features, names, sample_weight=weights)
        return {name: getattr(model, name) for name in FITTED}

    rows = (features.data, features.indices, features.indptr, features.shape)
    fit = kept("regression", (rows, names, weights, repr(sorted(model.get_params().items()))), fitted)
    for name in FITTED:
        setattr(model, name, fit[name])
    model.n_features_in_ = features.shape[1]
    return model
