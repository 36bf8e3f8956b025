"""Two-sample tests as one writes them with SciPy and scikit-learn: answers each line of samples with p-values."""
import json
import sys

import numpy as np
from scipy.linalg import sqrtm
from scipy.stats import wasserstein_distance
from sklearn.discriminant_analysis import LinearDiscriminantAnalysis
from sklearn.metrics import pairwise_distances, roc_auc_score
from sklearn.metrics.pairwise import rbf_kernel
from sklearn.model_selection import StratifiedKFold, cross_val_predict
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import PolynomialFeatures, StandardScaler


def pairs(matrix):
    """Mean over pairs of different samples, twice, less those over pairs of equal ones."""
    def statistic(first):
        a, b = np.flatnonzero(first), np.flatnonzero(~first)
        return (2 * matrix[np.ix_(a, b)].mean() - matrix[np.ix_(a, a)].mean()
                - matrix[np.ix_(b, b)].mean())
    return statistic


def energy(x, rng):
    return pairs(pairwise_distances(x))


def kernel(x, rng):
    distances = pairwise_distances(x)
    middle = np.median(distances[np.triu_indices(len(x), 1)])
    return pairs(-rbf_kernel(x, gamma=1 / (2 * middle**2)))


def sliced_wasserstein(x, rng):
    directions = rng.normal(size=(50, x.shape[1]))
    along = x @ (directions / np.linalg.norm(directions, axis=1, keepdims=True)).T
    some = np.arange(len(x)) % 2 == 0

    def statistic(first):
        # Of equally many events: the mean distance of ordered ones.
        return np.abs(np.sort(along[first], axis=0) - np.sort(along[~first], axis=0)).mean()

    exact = np.mean([wasserstein_distance(a[some], a[~some]) for a in along.T])
    assert abs(statistic(some) - exact) < 1e-9
    return statistic


def frechet(x, rng):
    def statistic(first):
        a, b = x[first], x[~first]
        c, d = np.cov(a.T), np.cov(b.T)
        away = a.mean(axis=0) - b.mean(axis=0)
        return away @ away + np.trace(c + d - 2 * np.real(sqrtm(c @ d)))
    return statistic


def classifier(x, rng):
    model = make_pipeline(PolynomialFeatures(2, include_bias=False), LinearDiscriminantAnalysis())
    folds = StratifiedKFold(2, shuffle=True, random_state=0)

    def statistic(first):
        scores = cross_val_predict(model, x, first, cv=folds, method="decision_function")
        # Scores of different folds have different scales, so that each fold has an area of its own.
        return np.mean([roc_auc_score(first[held], scores[held]) for _, held in folds.split(x, first)])
    return statistic


STATISTICS = {
    "energy distance": energy,
    "kernel distance": kernel,
    "sliced Wasserstein distance": sliced_wasserstein,
    "Fréchet distance": frechet,
    "classifier": classifier,
}

for line in sys.stdin:
    question = json.loads(line)
    first = np.reshape(question["first"], (-1, question["features"]))
    second = np.reshape(question["second"], (-1, question["features"]))
    x = StandardScaler().fit_transform(np.concatenate([first, second]))
    labels = np.arange(len(x)) < len(first)
    answer = {}
    for name, prepare in STATISTICS.items():
        rng = np.random.default_rng(question["seed"])
        statistic = prepare(x, rng)
        value = statistic(labels)
        beyond = sum(statistic(rng.permutation(labels)) >= value for _ in range(question["permutations"]))
        answer[name] = (int(beyond) + 1) / (question["permutations"] + 1)
    print(json.dumps(answer), flush=True)
