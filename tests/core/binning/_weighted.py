"""Writes _weighted.json: NumPy on the definitions of weighted events in bins."""
import json

import numpy as np

random = np.random.default_rng(1)
bins = 6
edges = np.linspace(-1.5, 1.5, bins + 1)


def sample(name, x, w):
    inside = (x >= edges[0]) & (x <= edges[-1])
    totals = lambda values: [*np.histogram(x, edges, weights=values)[0], values[~inside].sum()]
    s, v = np.array(totals(w)), np.array(totals(w**2))
    p = s / s.sum()
    # Masses are ratios of sums that scatter independently, each with the variance v.
    jacobian = (np.eye(bins + 1) - p[:, None]) / s.sum()
    covariance = (jacobian @ np.diag(v) @ jacobian.T)[:bins, :bins]
    wide = lambda values: values[:bins].reshape(-1, 2).sum(axis=1)
    # The mean of draws that are off.
    draws = p[:bins] * (1 + 0.4 * (-1) ** np.arange(bins))
    q, variance, events = p[:bins], np.diag(covariance), w.sum() ** 2 / (w**2).sum()
    unbiased = events / (events - 1)

    def noise(gradient, curvature):
        """Expectation and variance of a function, to second order in the masses."""
        product = np.diag(curvature) @ covariance
        trace = np.trace(product @ product)
        first = max(0, gradient @ covariance @ gradient - trace)
        return unbiased * np.trace(product) / 2, trace / 2 + first

    distance = np.sum((draws - q) ** 2 / draws)
    distance_noise, distance_variance = noise(2 * (q - draws) / draws, 2 / draws)
    middle = (draws + q) / 2
    divergence = 0.5 * np.sum(draws * np.log(draws / middle) + q * np.log(q / middle))
    divergence_noise, divergence_variance = noise(np.log(q / middle) / 2, draws / (4 * q * middle))
    return dict(
        name=name,
        sums=s.tolist(),
        squares=v.tolist(),
        masses=p[:bins].tolist(),
        events=events,
        effective=(s**2 / v)[:bins].tolist(),
        variances=variance.tolist(),
        wideEffective=(wide(s) ** 2 / wide(v)).tolist(),
        draws=draws.tolist(),
        distance=distance - distance_noise,
        distanceError=np.sqrt(distance_variance),
        divergence=divergence - divergence_noise,
        divergenceError=np.sqrt(divergence_variance),
    )


x = random.normal(size=20_000)
json.dump(
    [
        sample("positive", x, random.exponential(size=x.size) * (1 + x**2)),
        sample("mixed", x, random.normal(loc=2, scale=1.5, size=x.size)),
    ],
    open("_weighted.json", "w"),
    indent=1,
)
