"""HIPS autograd: NumPy, in float64, momentum written out."""

import autograd.numpy as np
from autograd import value_and_grad
from autograd.scipy.special import logsumexp
from protocol import Training, Value, serve


def net(task, arrays):
    layers = range(1, len(task["sizes"]))
    state = {
        "params": [arrays[name + str(l)].copy() for l in layers for name in ("W", "b")],
        "velocity": [np.zeros_like(arrays[name + str(l)]) for l in layers for name in ("W", "b")],
    }
    activation = {"sigmoid": lambda z: 1 / (1 + np.exp(-z)), "relu": lambda z: np.maximum(z, 0)}[task["activation"]]

    def loss_of(params, x, target):
        a = x
        for l in layers:
            a = np.dot(a, params[2 * l - 2]) + params[2 * l - 1]
            if l < len(layers):
                a = activation(a)
        return -np.mean(np.sum(target * (a - logsumexp(a, axis=1, keepdims=True)), axis=1))

    step_of = value_and_grad(loss_of)
    x, target = arrays["x"], arrays["target"]

    def step(i):
        loss, gradient = step_of(state["params"], x[i % len(x)], target[i % len(x)])
        state["velocity"] = [task["decay"] * v - task["learningRate"] * g for v, g in zip(state["velocity"], gradient)]
        state["params"] = [p + v for p, v in zip(state["params"], state["velocity"])]
        return loss

    return Training(task, step, lambda: state["params"])


def value_and_gradient(arrays, f):
    step = value_and_grad(f, (0, 1, 2))
    args = [arrays["x"], arrays["w"], arrays["b"]]
    return Value(lambda: step(*args), lambda results: [results[0], *results[1]])


def formula(task, arrays):
    def f(x, w, b):
        y = x
        for _ in range(task["rounds"]):
            s = np.sin(w * y + b)
            t = np.tanh(y - s)
            y = 0.5 * t - 0.1 * (s * x) + b
        return np.sum(y)

    return value_and_gradient(arrays, f)


def elementwise(task, arrays):
    return value_and_gradient(arrays, lambda x, w, b: np.sum(np.tanh(x * w + b) / (1 + np.exp(-x))))


serve({"net": net, "formula": formula, "elementwise": elementwise})
