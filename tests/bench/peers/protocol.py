"""What the Python programs share: reading the task, and answering as `side.ts` does."""

import json
import resource
import sys
import time

import numpy as np


def say(message):
    print(json.dumps(message), flush=True)


def read_task(path):
    """The task of a file: settings, and arrays."""
    with open(path + ".json") as file:
        task = json.load(file)
    numbers = np.fromfile(path + ".f64", dtype=np.float64)
    arrays = {}
    for name, place in task["arrays"].items():
        size = int(np.prod(place["shape"]))
        arrays[name] = numbers[place["offset"] : place["offset"] + size].reshape(place["shape"]).astype(task["dtype"])
    return task, arrays


def sample(values):
    """Up to 16 numbers of an array and their mean, as `values.ts` takes them."""
    values = np.ravel(values)
    step = max(1, values.size // 16)
    return [float(x) for x in values[::step][: min(16, values.size)]] + [float(np.mean(values, dtype=np.float64))]


def seconds_per_call(call, milliseconds):
    calls, between = 0, 1
    start = now = time.perf_counter()
    while True:
        for _ in range(between):
            call()
        calls += between
        now = time.perf_counter()
        if (now - start) / calls * between < 0.25e-3:
            between *= 2
        if now - start >= milliseconds / 1000:
            return (now - start) / calls


class Training:
    """`step(i)` makes step i and returns its loss; `params()` gives arrays. Every hundredth loss is read."""

    def __init__(self, task, step, params):
        self.compared, self.step, self.params, self.steps = task["compared"], step, params, 0

    def results(self):
        losses = []
        for _ in range(self.compared):
            losses.append(float(self.step(self.steps)))
            self.steps += 1
        return losses + [float(np.sum(np.square(np.asarray(p, dtype=np.float64)))) for p in self.params()]

    def call(self):
        loss = self.step(self.steps)
        self.steps += 1
        if self.steps % 100 == 0:
            float(loss)


class Value:
    """A function whose results, a list of arrays, are compared."""

    def __init__(self, call, arrays):
        self.call, self.arrays = call, arrays

    def results(self):
        return [x for array in self.arrays(self.call()) for x in sample(array)]


def remember(task, step):
    """Runs the steps of a training, keeps every loss, and says after every 1000 how much memory is resident."""
    kept = []
    end = time.perf_counter() + task["seconds"]
    for i in range(1, task["steps"] + 1):
        if time.perf_counter() > end:
            break
        kept.append(step(i))
        if i % 1000 == 0:
            with open("/proc/self/statm") as file:
                say({"resident": int(file.read().split()[1]) * resource.getpagesize() / 2**20})


def serve(kinds):
    try:
        task, arrays = read_task(sys.argv[1])
        if task["kind"] not in kinds:
            raise ValueError("it does not take part in " + task["kind"])
        side = kinds[task["kind"]](task, arrays)
        if task["kind"] == "naive":
            return remember(task, side.step)
        say({"results": side.results()})
        for line in sys.stdin:
            say({"seconds": seconds_per_call(side.call, float(line))})
    except Exception as error:  # whatever it is, the bench goes on without this program
        say({"absent": (type(error).__name__ + ": " + str(error)).split("\n")[0]})
