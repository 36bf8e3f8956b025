"""Statistics of two samples by NumPy, SciPy and scikit-learn: python3 tests/core/compare/reference.py writes
reference.json beside it."""
import json
import pathlib

import numpy as np
from scipy.linalg import sqrtm
from scipy.spatial.distance import pdist, squareform
from scipy.stats import energy_distance, rankdata, wasserstein_distance
from sklearn.metrics import roc_auc_score
from sklearn.metrics.pairwise import rbf_kernel


def form(matrix, p, q):
    return 2 * p @ matrix @ q - p @ matrix @ p - q @ matrix @ q


def kernel(x, p, q):
    middle = np.median(pdist(x))
    return -form(sum(rbf_kernel(x, gamma=1 / (2 * (s * middle) ** 2)) for s in (0.5, 1, 2)), p, q)


def frechet(x, y, v, w):
    mu, nu = np.average(x, axis=0, weights=v), np.average(y, axis=0, weights=w)
    c, d = (np.atleast_2d(np.cov(z.T, aweights=u, ddof=0)) for z, u in ((x, v), (y, w)))
    return (mu - nu) @ (mu - nu) + np.trace(c + d - 2 * np.real(sqrtm(c @ d)))


def classifier(x, first, weights):
    u = (2 * rankdata(x, axis=0) - 1) / len(x) - 1
    legendre = np.sqrt([3, 5, 7, 9]) * np.polynomial.legendre.legvander(u, 4)[:, :, 1:]
    features = x.shape[1]
    products = [3 * u[:, a] * u[:, b] for a in range(features) for b in range(a) if features <= 20]
    simple = np.column_stack([legendre[:, :, :2].reshape(len(x), -1), *products])
    areas = [fold_areas(simple, first, weights),
             fold_areas(np.column_stack([simple, legendre[:, :, 2:].reshape(len(x), -1)]), first, weights)]
    return max(map(np.mean, areas))


def fold_areas(f, first, weights):
    areas = []
    for fold in range(2):
        train, held = np.arange(len(f)) % 2 == fold, np.arange(len(f)) % 2 != fold
        t, w = f[train], weights[train]
        second = (t.T * w) @ t / w.sum() + np.eye(f.shape[1]) * f.shape[1] / train.sum()
        means = [np.average(t[first[train] == k], axis=0, weights=w[first[train] == k]) for k in (1, 0)]
        scores = f[held] @ np.linalg.solve(second, means[0] - means[1])
        areas.append(roc_auc_score(first[held], scores, sample_weight=weights[held]))
    return areas


def case(name, values, first, weights=None):
    w = np.ones(len(values)) if weights is None else weights
    p, q = (np.where(first == k, w, 0) / w[first == k].sum() for k in (1, 0))
    one, two = first == 1, first == 0
    out = {
        "name": name, "features": values.shape[1], "values": values.ravel().tolist(), "first": first.tolist(),
        **({} if weights is None else {"weights": weights.tolist()}),
        "energyDistance": form(squareform(pdist(values)), p, q),
        "kernelDistance": kernel(values, p, q),
        "frechetDistance": frechet(values[one], values[two], w[one], w[two]),
        "classifier": classifier(values, first, w),
    }
    if values.shape[1] == 1:
        sides = values[one, 0], values[two, 0], w[one], w[two]
        out["energyDistance"] = energy_distance(*sides) ** 2
        out["slicedWasserstein"] = wasserstein_distance(*sides)
    if values.shape[1] > 20:
        del out["frechetDistance"]  # of singular covariances, SciPy's root has no digits that could be compared
    return out


rng = np.random.default_rng(1)
first = rng.permutation(np.repeat([1, 0], [12, 10]))  # 231 pairs: an odd number has one median
weights = np.round(rng.gamma(2, size=22), 3)
cases = []
for features in (1, 3, 21):
    values = np.round(rng.normal(size=(22, features)) + 0.7 * first[:, None], 3)
    cases += [
        case(f"{features} features", values, first),
        case(f"{features} features with weights", values, first, weights),
        case(f"{features} features with ties and weights", np.round(values), first, weights),
    ]
pathlib.Path(__file__).with_suffix(".json").write_text(json.dumps(cases, indent=2) + "\n")
