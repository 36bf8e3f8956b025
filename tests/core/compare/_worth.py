"""Writes _worth.json: NumPy and SciPy on the definitions of worth in cells and of copies."""
import itertools
import json

import numpy as np
from scipy.spatial import cKDTree
from scipy.stats import chi2

random = np.random.default_rng(1)


def counted(cells, weights, size):
    """Sums of weights and of their squares, masses, and the covariance of masses as ratios of sums."""
    s = np.bincount(cells, weights, size)
    v = np.bincount(cells, weights**2, size)
    p = s / s.sum()
    jacobian = (np.eye(size) - p[:, None]) / s.sum()
    n = s.sum() ** 2 / v.sum()
    return s, v, p, jacobian @ np.diag(v) @ jacobian.T * n / (n - 1)


def worth(name, size, generated, truth):
    gs, gv, g, g_covariance = counted(*generated, size)
    ts, tv, t, t_covariance = counted(*truth, size)
    m = ts.sum() ** 2 / tv.sum()
    law = np.diag(t) - np.outer(t, t)
    unit = np.trace(law) * m / (m - 1)
    freedom = np.trace(law) ** 2 / np.sum(np.linalg.eigvalsh(law) ** 2)
    distance = np.sum((g - t) ** 2)
    noise = np.trace(t_covariance), np.trace(t_covariance) + np.trace(g_covariance)
    relative = np.sqrt(2 / freedom)
    estimates = [
        dict(value=unit / (distance - e), error=unit / (distance - e) ** 2 * relative * distance)
        for e in noise
    ]
    both = noise[1]
    smaller = chi2.cdf(freedom * distance / both, freedom)
    largest = freedom * distance / chi2.ppf(0.05 * smaller, freedom)
    return dict(
        name=name,
        generated=dict(sums=gs.tolist(), squares=gv.tolist()),
        truth=dict(sums=ts.tolist(), squares=tv.tolist()),
        sample=estimates[0],
        generator=estimates[1],
        lower=unit / (largest - both),
    )


def cells(events, probabilities):
    return random.choice(len(probabilities), events, p=probabilities)


even = np.full(16, 1 / 16)
slope = np.arange(24, 40) / 504
uneven = np.arange(1, 13) / 78
tilted = uneven * (1 + 0.2 * (-1) ** np.arange(12))
worths = [
    worth("equal weights", 16, (cells(900, slope), np.ones(900)), (cells(9000, even), np.ones(9000))),
    worth(
        "positive weights",
        12,
        (cells(4000, tilted / tilted.sum()), random.exponential(size=4000)),
        (cells(20000, uneven), random.exponential(size=20000)),
    ),
    worth(
        "weights of both signs",
        12,
        (cells(4000, tilted / tilted.sum()), random.normal(2, 1.5, 4000)),
        (cells(20000, uneven), random.normal(2, 1.5, 20000)),
    ),
]


def copied(features, m, n):
    """Share nearer to training events, and its distribution over all ways to label half of the set."""
    training, holdout = random.normal(size=(2, m, features))
    generated = np.concatenate([training[: m // 2], random.normal(size=(n - m // 2, features))])
    both = np.concatenate([training, holdout])
    scale = np.concatenate([both, generated]).std(axis=0)
    tree = cKDTree(both / scale)
    distance, nearest = tree.query(generated / scale)
    within, _ = tree.query(both / scale, k=2)
    is_close = distance < np.sort(within[:, 1])[int(0.01 * 2 * m)]
    halves = list(itertools.combinations(range(2 * m), m))

    def test(near):
        received = np.bincount(near, minlength=2 * m) / n
        shares = np.array([received[list(half)].sum() for half in halves])
        # The first half is that of the training events.
        return shares[0], np.std(shares), np.mean(shares >= shares[0] - 1e-12)

    share, error, chance = test(nearest)
    _, _, chance_of_close = test(nearest[is_close])
    return dict(
        training=training.ravel().tolist(),
        holdout=holdout.ravel().tolist(),
        generated=generated.ravel().tolist(),
        features=features,
        share=share,
        error=error,
        chance=min(chance, chance_of_close),
        exact=int(np.sum(is_close & (nearest < m))),
    )


json.dump(
    dict(worths=worths, copies=[copied(1, 6, 40), copied(3, 6, 25)]),
    open("_worth.json", "w"),
    indent=1,
)
