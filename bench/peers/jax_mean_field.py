"""The paper's mean field in JAX, written from its equations: another generator of noise, another compiler.

One line of JSON in: data (n pairs, flat), condition, klWeight, steps (ascending), seed. For each number of
steps one line out: the means and the rho of all weights, where sigma = log(1 + exp(rho)).
"""

import json
import os
import sys

os.environ["XLA_FLAGS"] = (
    "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1"
)
os.environ["JAX_PLATFORMS"] = "cpu"

import jax
import jax.numpy as jnp
import numpy as np

WIDTHS = [9, 32, 32, 32, 2]
BATCH = 1000
NOISE_FLOOR = 1e-4
RATE, DECAY, EPSILON = 1e-3, 0.99, 1e-8

shapes = [
    shape
    for fan_in, fan_out in zip(WIDTHS, WIDTHS[1:])
    for shape in ((fan_out, fan_in), (fan_out,))
]
sizes = [int(np.prod(shape)) for shape in shapes]
total = sum(sizes)
ends = np.cumsum(sizes)
# The authors take the mean of the divergence over each matrix and each vector.
divergence_weight = np.concatenate([np.full(size, 1 / (BATCH * size)) for size in sizes])


def velocity(weights, time, points, condition):
    tensors = [
        weights[end - size:end].reshape(shape) for shape, size, end in zip(shapes, sizes, ends)
    ]
    angles = time[:, None] * jnp.pi * jnp.arange(1, 4)
    constant = jnp.full((points.shape[0], 1), condition)
    hidden = jnp.concatenate([jnp.cos(angles), jnp.sin(angles), points, constant], axis=1)
    for layer in range(len(WIDTHS) - 1):
        hidden = hidden @ tensors[2 * layer].T + tensors[2 * layer + 1]
        if layer < len(WIDTHS) - 2:
            hidden = jax.nn.elu(hidden)
    return hidden


def loss(parameters, key, batch, condition, kl_weight):
    mean, rho = parameters
    for_weights, for_times, for_noise = jax.random.split(key, 3)
    sigma = jax.nn.softplus(rho)
    weights = mean + sigma * jax.random.normal(for_weights, (total,))
    time = jax.random.uniform(for_times, (BATCH,))
    noise = jax.random.normal(for_noise, batch.shape)
    scale = NOISE_FLOOR + (1 - NOISE_FLOOR) * time
    points = (1 - time)[:, None] * batch + scale[:, None] * noise
    target = (1 - NOISE_FLOOR) * noise - batch
    matching = jnp.mean((velocity(weights, time, points, condition) - target) ** 2)
    divergence = -jnp.log(sigma) + (sigma**2 + mean**2) / 2 - 0.5
    return matching + kl_weight * jnp.sum(divergence_weight * divergence)


def main():
    asked = json.loads(sys.stdin.readline())
    data = jnp.asarray(asked["data"], jnp.float32).reshape(-1, 2)
    count = data.shape[0]
    condition, kl_weight = asked["condition"], asked["klWeight"]

    def step(state, places):
        parameters, first, second, done, key = state
        key, own = jax.random.split(key)
        gradient = jax.grad(loss)(parameters, own, data[places], condition, kl_weight)
        done = done + 1
        first = jax.tree.map(lambda m, g: DECAY * m + (1 - DECAY) * g, first, gradient)
        second = jax.tree.map(lambda v, g: DECAY * v + (1 - DECAY) * g * g, second, gradient)
        unbiased = 1 - DECAY**done
        parameters = jax.tree.map(
            lambda p, m, v: p - RATE * (m / unbiased) / (jnp.sqrt(v / unbiased) + EPSILON),
            parameters, first, second,
        )
        return (parameters, first, second, done, key), None

    @jax.jit
    def thousand(state):
        parameters, first, second, done, key = state
        key, own = jax.random.split(key)
        epochs = 1000 // (count // BATCH)
        orders = jax.vmap(lambda k: jax.random.permutation(k, count))(jax.random.split(own, epochs))
        places = orders.reshape(1000, BATCH)
        return jax.lax.scan(step, (parameters, first, second, done, key), places)[0]

    for_mean, for_rho, key = jax.random.split(jax.random.PRNGKey(asked["seed"]), 3)
    parameters = (
        0.1 * jax.random.normal(for_mean, (total,)),
        -3 + 0.1 * jax.random.normal(for_rho, (total,)),
    )
    zeros = jax.tree.map(jnp.zeros_like, parameters)
    state = (parameters, zeros, zeros, jnp.float32(0), key)
    done = 0
    for steps in asked["steps"]:
        while done < steps:
            state = thousand(state)
            done += 1000
        values = np.concatenate([np.asarray(part, np.float64) for part in state[0]])
        sys.stdout.write(json.dumps(values.tolist()) + "\n")
        sys.stdout.flush()


main()
