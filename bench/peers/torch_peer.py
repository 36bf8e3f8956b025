"""The same work in PyTorch with its automatic differentiation, with one thread and with two; and the
likelihood by the solver that the paper's public code uses."""

import math

import torch

from _protocol import serve

LAYERS = [(9, 32), (32, 32), (32, 32), (32, 2)]
FREQUENCIES = math.pi * torch.arange(1, 4, dtype=torch.float32)
NOISE_FLOOR = 1e-4


def unpack(weights):
    layers, at = [], 0
    for fan_in, fan_out in LAYERS:
        size = fan_in * fan_out
        matrix = weights[at:at + size].view(fan_out, fan_in)
        layers.append((matrix.t(), weights[at + size:at + size + fan_out]))
        at += size + fan_out
    return layers


def first_bias(layers, t, c):
    matrix, bias = layers[0]
    angles = FREQUENCIES * t
    return bias + torch.cat([torch.cos(angles), torch.sin(angles)]) @ matrix[:6] + c * matrix[8]


def velocity(layers, t, x, c):
    h = torch.nn.functional.elu(torch.addmm(first_bias(layers, t, c), x, layers[0][0][6:8]))
    for matrix, bias in layers[1:-1]:
        h = torch.nn.functional.elu(torch.addmm(bias, h, matrix))
    return torch.addmm(layers[-1][1], h, layers[-1][0])


def velocity_and_trace(layers, t, x, c):
    """Point and both tangents go through the same products."""
    columns = layers[0][0][6:8]
    value = torch.nn.functional.elu(torch.addmm(first_bias(layers, t, c), x, columns))
    slope = value.clamp(max=0) + 1
    h = torch.stack([value, slope * columns[0], slope * columns[1]])
    for matrix, bias in layers[1:-1]:
        a = h @ matrix
        value = torch.nn.functional.elu(a[0] + bias)
        slope = value.clamp(max=0) + 1
        h = torch.cat([value[None], slope * a[1:]])
    last, bias = layers[-1]
    return torch.addmm(bias, h[0], last), h[1] @ last[:, 0] + h[2] @ last[:, 1]


def log_likelihood(weights, x, c, steps=16):
    layers = unpack(weights)
    h, ladj = 1 / steps, torch.zeros(len(x))
    z = x
    for i in range(steps):
        t = i * h
        k1, t1 = velocity_and_trace(layers, t, z, c)
        k2, t2 = velocity_and_trace(layers, t + h / 3, z + h / 3 * k1, c)
        k3, t3 = velocity_and_trace(layers, t + 2 * h / 3, z + h * (k2 - k1 / 3), c)
        k4, t4 = velocity_and_trace(layers, t + h, z + h * (k1 - k2 + k3), c)
        z = z + h / 8 * (k1 + 3 * k2 + 3 * k3 + k4)
        ladj = ladj + h / 8 * (t1 + 3 * t2 + 3 * t3 + t4)
    return ladj.sum() - 0.5 * (z * z).sum() - len(x) * math.log(2 * math.pi)


# Dormand-Prince 5(4): coefficients of the stages, weights of the solution, and what they differ from the
# weights of the embedded fourth order by. The last stage is at the end of the step.
STAGES = [
    [],
    [1 / 5],
    [3 / 40, 9 / 40],
    [44 / 45, -56 / 15, 32 / 9],
    [19372 / 6561, -25360 / 2187, 64448 / 6561, -212 / 729],
    [9017 / 3168, -355 / 33, 46732 / 5247, 49 / 176, -5103 / 18656],
]
SOLUTION = [35 / 384, 0, 500 / 1113, 125 / 192, -2187 / 6784, 11 / 84]
ERROR = [71 / 57600, 0, -71 / 16695, 71 / 1920, -17253 / 339200, 22 / 525, -1 / 40]
# The divergence is scaled down, so that it weakly steers the size of the steps.
DIVERGENCE = 1e-2
ABSOLUTE, RELATIVE = 1e-6, 1e-5


def augmented(layers, t, x, c, graph):
    """Velocity and scaled divergence by reverse differentiation, as the paper's public code has them."""
    with torch.enable_grad():
        if not x.requires_grad:
            x = x.detach().requires_grad_()
        v = velocity(layers, t, x, c)
        divergence = sum(
            torch.autograd.grad(v[:, i].sum(), x, create_graph=graph, retain_graph=True)[0][:, i]
            for i in range(2)
        )
    state = torch.cat([v, DIVERGENCE * divergence[:, None]], 1)
    return state if graph else state.detach()


def dormand_prince(layers, t, dt, y, c, graph):
    """A step of state and divergence; its stages, for the error."""
    stages = []
    for row in STAGES:
        shifted = y + dt * sum(a * k for a, k in zip(row, stages)) if row else y
        stages.append(augmented(layers, t + sum(row) * dt, shifted[:, :2], c, graph))
    return y + dt * sum(b * k for b, k in zip(SOLUTION, stages)), stages


def adaptive_gradient(weights, x, c):
    """Log-likelihood and its gradient by the paper's solver: adaptive steps that the batch shares, and the
    adjoint that solves every accepted step once more."""
    steps, t, dt = [], 0.0, 1.0
    layers = unpack(weights.detach())
    y = torch.cat([x, torch.zeros(len(x), 1)], 1)
    while t < 1:
        dt = min(dt, 1 - t)
        with torch.no_grad():
            ahead, stages = dormand_prince(layers, t, dt, y, c, False)
            stages.append(augmented(layers, t + dt, ahead[:, :2], c, False))
            off = dt * sum(e * k for e, k in zip(ERROR, stages)).abs()
            limit = ABSOLUTE + RELATIVE * torch.maximum(y.abs(), ahead.abs())
            error = max((off / limit).max().item(), 1e-10)
        if error < 1:
            steps.append((t, dt, y))
            t, y = (1.0 if dt == 1 - t else t + dt), ahead
        dt *= min(max(0.9 * error ** -0.2, 0.1), 10)
    z, ladj = y[:, :2], y[:, 2].sum() / DIVERGENCE
    upstream = torch.cat([-z, torch.full((len(x), 1), 1 / DIVERGENCE)], 1)
    gradient = torch.zeros_like(weights)
    for t, dt, y in reversed(steps):
        y = y.detach().requires_grad_()
        ahead, _ = dormand_prince(unpack(weights), t, dt, y, c, True)
        upstream, part = torch.autograd.grad(ahead, [y, weights], upstream)
        gradient += part
    return ladj - 0.5 * (z * z).sum() - len(x) * math.log(2 * math.pi), gradient


def decode(weights, z, c, steps=12):
    layers = unpack(weights)
    x, h = z, -1 / steps
    for i in range(steps):
        t = 1 + i * h
        k1 = velocity(layers, t, x, c)
        k2 = velocity(layers, t + h / 3, x + h / 3 * k1, c)
        k3 = velocity(layers, t + 2 * h / 3, x + h * (k2 - k1 / 3), c)
        k4 = velocity(layers, t + h, x + h * (k1 - k2 + k3), c)
        x = x + h / 8 * (k1 + 3 * k2 + 3 * k3 + k4)
    return x


def make(problem):
    tensor = lambda name, *shape: torch.tensor(problem[name], dtype=torch.float32).view(*shape)
    weights = tensor("weights", -1).requires_grad_()
    x, noise, t = tensor("points", -1, 2), tensor("noise", -1, 2), tensor("times", -1, 1)
    z, c = tensor("decoded", -1, 2), 4.0
    optimiser = torch.optim.Adam([torch.nn.Parameter(weights.detach().clone())], 1e-3, (0.99, 0.99))
    moved = optimiser.param_groups[0]["params"][0]

    def step():
        y = (1 - t) * x + (NOISE_FLOOR + (1 - NOISE_FLOOR) * t) * noise
        goal = (1 - NOISE_FLOOR) * noise - x
        angles = FREQUENCIES * t
        h = torch.cat([torch.cos(angles), torch.sin(angles), y, torch.full_like(t, c)], 1)
        layers = unpack(weights)
        for matrix, bias in layers[:-1]:
            h = torch.nn.functional.elu(torch.addmm(bias, h, matrix))
        loss = ((torch.addmm(layers[-1][1], h, layers[-1][0]) - goal) ** 2).mean()
        # A copy moves, so that the loss stays the number that is compared.
        moved.grad, = torch.autograd.grad(loss, weights)
        optimiser.step()
        return loss.item()

    def gradient():
        value = log_likelihood(weights, x, c)
        torch.autograd.grad(value, weights)
        return value.item()

    def value():
        with torch.no_grad():
            return log_likelihood(weights, x, c).item()

    def decoded():
        with torch.no_grad():
            return decode(weights, z, c).double().sum().item() / len(z)

    def using(threads, work):
        def run():
            if torch.get_num_threads() != threads:
                torch.set_num_threads(threads)
            return work()

        return run

    def adaptive():
        return adaptive_gradient(weights, x, c)[0].item()

    units = {"U1": step, "U2": gradient, "U2 value": value, "U3": decoded}
    contenders = {"PyTorch": units, "PyTorch, the paper's solver": {"U2 accurate": adaptive}}
    return {
        f"{name}, {threads} thread{'s' if threads > 1 else ''}": {
            unit: using(threads, work) for unit, work in units.items()
        }
        for name, units in contenders.items()
        for threads in (1, 2)
    }


serve(make)
