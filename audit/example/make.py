"""Makes the data of this example: a generator that is no flow, and its uncertainty by bootstrap.

The truth is a falling spectrum with a bump in x, and a normal y, independent of each other. A run trains a
kernel density estimate on N = 1000 events: a Gaussian kernel on each event, with Scott's widths. A posterior
draw is the estimate from a bootstrap of the events (as many, drawn with replacement). The mass of a draw in
a bin is an integral of Gaussians, so nothing is generated and nothing counted:

    q[run, draw, i, j] = 1/N sum_k [Phi((x_i+1 - x_k)/h_x) - Phi((x_i - x_k)/h_x)] [the same in y]

Bins are quantiles of the truth, ten along each axis, so that each has the true mass 1/100; the outermost
hold all that is beyond. It writes, beside this file,

    draws.npy                  [runs, draws, 10, 10] masses, float32
    edges_x.npy, edges_y.npy   [11] edges; what is beyond the outermost belongs to the outermost bins
    holdout.npy                [events, 2] events that no run was trained on, float32

Run it with NumPy 2: python3 make.py
"""

from math import erf
from pathlib import Path

import numpy as np

RUNS, DRAWS, N, HELD_OUT, BINS = 4, 40, 1000, 3000, 10
BUMP, AT, WIDTH = 0.2, 2.0, 0.2

folder = Path(__file__).parent
rng = np.random.default_rng(20260801)
phi = np.vectorize(lambda z: 0.5 * (1 + erf(z / np.sqrt(2))))


def sample(n):
    """Events of the truth, [n, 2]."""
    bump = rng.random(n) < BUMP
    x = np.where(bump, rng.normal(AT, WIDTH, n), rng.exponential(1.0, n))
    return np.stack([x, rng.normal(0.0, 1.0, n)], axis=1)


def x_distribution(x):
    """P(X <= x)."""
    return (1 - BUMP) * (1 - np.exp(-max(x, 0.0))) + BUMP * float(phi((x - AT) / WIDTH))


def quantile(distribution, p):
    """Where a distribution function reaches p, by bisection."""
    low, high = -50.0, 50.0
    for _ in range(200):
        middle = (low + high) / 2
        low, high = (middle, high) if distribution(middle) < p else (low, middle)
    return (low + high) / 2


def edges(distribution, low, high):
    """Quantile edges between two ends, [BINS + 1]."""
    inner = [quantile(distribution, i / BINS) for i in range(1, BINS)]
    return np.array([low, *inner, high])


def kernel_masses(points, width, inner):
    """Mass of each kernel between the inner edges and beyond them, [events, BINS]."""
    below = phi((inner[None, :] - points[:, None]) / width)
    ends = np.zeros((len(points), 1))
    return np.diff(np.hstack([ends, below, ends + 1]), axis=1)


edges_x = edges(x_distribution, -1.0, 6.0)
edges_y = edges(lambda y: float(phi(y)), -4.0, 4.0)

draws = np.empty((RUNS, DRAWS, BINS, BINS))
for run in range(RUNS):
    events = sample(N)
    for draw in range(DRAWS):
        again = events[rng.integers(0, N, N)]
        widths = again.std(axis=0, ddof=1) * N ** (-1 / 6)
        in_x = kernel_masses(again[:, 0], widths[0], edges_x[1:-1])
        in_y = kernel_masses(again[:, 1], widths[1], edges_y[1:-1])
        draws[run, draw] = in_x.T @ in_y / N

np.save(folder / "draws.npy", draws.astype(np.float32))
np.save(folder / "edges_x.npy", edges_x)
np.save(folder / "edges_y.npy", edges_y)
np.save(folder / "holdout.npy", sample(HELD_OUT).astype(np.float32))
