"""Writes sklearn.json: what scikit-learn draws and splits for some seeds.

    python3 generate.py > sklearn.json      (scikit-learn 1.2.1)

Nothing but this script needs Python; the tests read sklearn.json.
"""
import json

import numpy as np
from sklearn.datasets import load_breast_cancer, load_wine, make_blobs, make_circles, make_moons
from sklearn.metrics import average_precision_score, brier_score_loss, r2_score, roc_auc_score
from sklearn.model_selection import StratifiedKFold, train_test_split


def points(name, make, n, seed, **options):
    X, y = make(n, random_state=seed, **options)[:2]
    return {"name": name, "samples": n, "seed": seed, "options": options, "data": X.tolist(), "target": y.tolist()}


clusters = [
    points("moons", make_moons, 7, 0),
    points("moons", make_moons, 20, 42, noise=0.1),
    points("moons", make_moons, 5, 3, noise=0.0, shuffle=False),
    points("circles", make_circles, 9, 1, factor=0.5),
    points("circles", make_circles, 20, 42, noise=0.05, factor=0.3),
    points("blobs", make_blobs, 10, 0),
    points("blobs", make_blobs, 20, 42, centers=4, cluster_std=0.5, n_features=3),
    points("blobs", make_blobs, 8, 7, centers=[[0.0, 0.0], [5.0, 5.0], [-5.0, 5.0]], cluster_std=[0.1, 1.0, 2.0]),
    points("blobs", make_blobs, 6, 5, centers=2, center_box=[0.0, 1.0], shuffle=False),
]

targets = {
    "wine": load_wine().target,
    "breastCancer": load_breast_cancer().target,
    "uneven": np.array([2] * 3 + [0] * 11 + [7] * 5 + [1] * 7),
    "texts": np.array(["b", "a", "c", "a", "b", "c", "c", "a", "b", "a"]),
}
splits = []
for name, y in targets.items():
    for seed in [0, 1, 42]:
        for test_size, train_size in [(0.3, None), (9, None), (0.4, 0.5), (None, 0.6), (None, None)]:
            try:
                train, test = train_test_split(
                    np.arange(len(y)), test_size=test_size, train_size=train_size, random_state=seed, stratify=y
                )
            except ValueError:
                continue
            if len(y) < 50 or (seed == 0 and test_size == 0.3):
                splits.append(
                    {"target": name, "seed": seed, "testSize": test_size, "trainSize": train_size,
                     "train": train.tolist(), "test": test.tolist()}
                )

folds = []
for name, y in targets.items():
    for k in [2, 3]:
        for seed in [None, 0, 42]:
            if len(y) > 50 and seed == 42:
                continue
            kf = StratifiedKFold(k, shuffle=seed is not None, random_state=seed)
            folds.append({"target": name, "k": k, "seed": seed, "test": [test.tolist() for _, test in kf.split(y, y)]})

rng = np.random.RandomState(0)
P = rng.dirichlet([1, 1, 1], 30)
y = rng.randint(0, 3, 30)
A, B = rng.randn(12, 3), rng.randn(12, 3)
metrics = {
    "probabilities": P.round(1).tolist(),
    "targets": y.tolist(),
    "auc macro": roc_auc_score(np.eye(3)[y], P.round(1), average="macro"),
    "auc weighted": roc_auc_score(np.eye(3)[y], P.round(1), average="weighted"),
    "average precision macro": average_precision_score(np.eye(3)[y], P.round(1), average="macro"),
    "average precision weighted": average_precision_score(np.eye(3)[y], P.round(1), average="weighted"),
    "A": A.tolist(),
    "B": B.tolist(),
    "r2 of columns": r2_score(A, B),
}

print(
    json.dumps(
        {
            "clusters": clusters,
            "targets": {name: y.tolist() for name, y in targets.items()},
            "splits": splits,
            "folds": folds,
            "metrics": metrics,
        }
    )
)
