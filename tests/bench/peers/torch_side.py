"""PyTorch: eager, one thread, momentum by its own optimizer."""

import torch
import torch.nn.functional as F
from protocol import Training, Value, serve

torch.set_num_threads(1)


def train(task, params, batches, loss_of):
    optimizer = torch.optim.SGD(params, lr=task["learningRate"], momentum=task["decay"])

    def step(i):
        optimizer.zero_grad()
        loss = loss_of(*batches[i % len(batches)])
        loss.backward()
        optimizer.step()
        return loss.detach()

    return Training(task, step, lambda: [p.detach().numpy() for p in params])


def batches_of(arrays):
    x, target = torch.from_numpy(arrays["x"]), torch.from_numpy(arrays["target"])
    return [(x[i].clone(), target[i].argmax(1)) for i in range(len(x))]


def parameters(arrays, names):
    return [torch.tensor(arrays[name], requires_grad=True) for name in names]


def net(task, arrays):
    layers = range(1, len(task["sizes"]))
    params = parameters(arrays, [name + str(l) for l in layers for name in ("W", "b")])
    activation = {"sigmoid": torch.sigmoid, "relu": torch.relu}[task["activation"]]

    def loss_of(x, target):
        a = x
        for l in layers:
            a = torch.addmm(params[2 * l - 1], a, params[2 * l - 2])
            if l < len(layers):
                a = activation(a)
        return F.cross_entropy(a, target)

    return train(task, params, batches_of(arrays), loss_of)


def convnet(task, arrays):
    K1, b1, K2, b2, W3, b3 = params = parameters(arrays, ["K1", "b1", "K2", "b2", "W3", "b3"])

    def loss_of(x, target):
        a = F.max_pool2d(torch.relu(F.conv2d(x, K1, b1, padding=1)), 2)
        a = F.max_pool2d(torch.relu(F.conv2d(a, K2, b2, padding=1)), 2)
        return F.cross_entropy(torch.addmm(b3, a.flatten(1), W3), target)

    return train(task, params, batches_of(arrays), loss_of)


def value_and_gradient(arrays, f):
    x, w, b = args = parameters(arrays, ["x", "w", "b"])

    def call():
        y = f(x, w, b)
        return [y, *torch.autograd.grad(y, args)]

    return Value(call, lambda results: [r.detach().numpy() for r in results])


def formula(task, arrays):
    def f(x, w, b):
        y = x
        for _ in range(task["rounds"]):
            s = torch.sin(w * y + b)
            t = torch.tanh(y - s)
            y = 0.5 * t - 0.1 * (s * x) + b
        return y.sum() if y.dim() > 0 else y

    return value_and_gradient(arrays, f)


def elementwise(task, arrays):
    return value_and_gradient(arrays, lambda x, w, b: (torch.tanh(x * w + b) * torch.sigmoid(x)).sum())


def product(task, arrays):
    a, b = torch.from_numpy(arrays["a"]), torch.from_numpy(arrays["b"])
    return Value(lambda: a @ b, lambda c: [c.numpy()])


serve({"naive": net, "net": net, "convnet": convnet, "formula": formula, "elementwise": elementwise, "product": product})
