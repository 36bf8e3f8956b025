"""Writes _features.json: the kernel distance by features, by NumPy on its definition."""
import json
import pathlib

import numpy as np

random = np.random.default_rng(1)


def case(name, features, blocks, size, weights):
    values = np.round(random.normal(size=(blocks * size, features)), 3)
    first = random.permutation(np.arange(blocks) % 3 == 0)
    values[np.repeat(first, size)] += 0.4
    frequencies = np.round(random.normal(size=(5, features)), 3)
    w = np.ones(len(values)) if weights is None else weights(len(values))
    of_first = np.repeat(first, size)
    means = [
        [np.average(np.exp(1j * times * values[part] @ frequencies.T), axis=0, weights=w[part]) for part in
         (of_first, ~of_first)] for times in (1, 2, 4)
    ]
    return {
        "name": name, "features": features, "size": size, "values": values.ravel().tolist(),
        "first": first.astype(int).tolist(), "frequencies": frequencies.ravel().tolist(),
        **({} if weights is None else {"weights": w.tolist()}),
        "distance": sum(np.mean(np.abs(one - other) ** 2) for one, other in means),
    }


cases = [
    case("single events", 1, 12, 1, None),
    case("blocks of 4 events", 3, 9, 4, None),
    case("blocks of 5 weighted events", 2, 8, 5, lambda n: np.round(random.gamma(2, size=n), 3)),
    case("weights of both signs", 2, 8, 5, lambda n: np.where(np.arange(n) % 5 == 0, -0.5, 1.5)),
]
pathlib.Path(__file__).with_suffix(".json").write_text(json.dumps(cases, indent=2) + "\n")
