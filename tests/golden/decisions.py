# SPDX-License-Identifier: GPL-3.0-or-later

"""How near to a tie the ReLUs and poolings of a computation in float64 stand.

What passes a ReLU or wins a pooling is a decision: where the two sides are nearer to each
other than rounding, float32 may decide otherwise, and another compiler, instruction set or
order of summation otherwise again. The gradient then differs by what hangs on that
decision, which is no fault of anybody. So golden values are made of inputs and weights
with which no decision is near a tie, and each script says how far the nearest one is.

Distances are relative to the root mean square of the map that is decided on, before its
ReLU. That is the measure of float32's error, too, as each value of a map sums up products
of the same magnitude. The largest error of any value of any layer of VGG16 with random
weights, of pictures of 35×21 and 101×77, grows from 1e-6 at block1_conv1 to 1.1e-5 at
block5_conv3, with any set of kernels (baseline, AVX2, AVX-512), most of it that of
Winograd's F(4×4); PyTorch's in float32 is 3e-6. REQUIRED is nine times the largest.
"""

import contextlib

import numpy as np
import torch
from torch.nn import functional

REQUIRED = 1e-4


def rms(x):
    return float(x.square().mean().sqrt())


def distances_to_zero(x):
    """How far each value is from the tie of a ReLU."""
    return x.abs()


def windows(x):
    """The values of each window of 2×2, of shape (…, 4)."""
    height, width = x.shape[2] // 2 * 2, x.shape[3] // 2 * 2
    parts = x[:, :, :height, :width].unfold(2, 2, 2).unfold(3, 2, 2)
    return parts.reshape(*parts.shape[:4], 4)


def distances_in_windows(x):
    """How far the winner of each window of a max-pooling after a ReLU is from the second;
    where nothing is above 0 there is nothing to win."""
    first, second = windows(functional.threshold(x, 0.0, 0.0)).topk(2, -1).values.unbind(-1)
    return torch.where(first > 0, first - second, np.inf)


class Decisions:
    """The least distances of the decisions of a computation."""

    def __init__(self):
        self.margin = np.inf
        self.count = 0
        self.scale = 1.0  # of the map that the next pooling gets

    def add(self, distances, scale):
        self.margin = min(self.margin, float(distances.min()) / scale)
        self.count += distances.numel()


@contextlib.contextmanager
def watch():
    """Within this, each ReLU and each max-pooling of PyTorch tells of its decisions."""
    decisions = Decisions()
    relu, max_pool2d = functional.relu, functional.max_pool2d

    def watched_relu(x):
        before = x.detach()
        decisions.scale = rms(before)
        decisions.add(distances_to_zero(before), decisions.scale)
        return relu(x)

    def watched_pooling(x, size):
        decisions.add(distances_in_windows(x.detach()), decisions.scale)
        return max_pool2d(x, size)

    functional.relu, functional.max_pool2d = watched_relu, watched_pooling
    try:
        yield decisions
    finally:
        functional.relu, functional.max_pool2d = relu, max_pool2d


def require(name, decisions):
    """Prints how far from a tie the nearest of some decisions is, and stops where it is
    too near."""
    print(f"{name}: {decisions.count} decisions, the nearest to a tie at {decisions.margin:.1e}",
          flush=True)
    if decisions.margin < REQUIRED:
        raise SystemExit(f"{name}: that is nearer than {REQUIRED:.0e}: choose another seed")


def require_winners(name, values):
    """As require(), of the largest value of each row."""
    decisions = Decisions()
    first, second = values.topk(2, 1).values.unbind(1)
    decisions.add(first - second, rms(values))
    require(name, decisions)
