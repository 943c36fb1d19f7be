#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later

"""Makes the golden values of tests/core/picture/smooth.c with float64 PyTorch and NumPy: smoothed
and normalised gradients, and those of the penalties, for each kind of padding.

    python3 tests/golden/make_operations_golden.py
"""

import numpy as np
import torch
from torch.nn import functional

from make_golden import make_input
from networks import save, uniform

BASE_SEED = 1001
PADDINGS = {"zero": "constant", "reflect": "reflect", "circular": "wrap"}  # NumPy's names
PYRAMID_SIZES = ((30, 17), (16, 32), (5, 2), (1, 9))
PYRAMID_KERNEL = np.outer((1, 4, 6, 4, 1), (1, 4, 6, 4, 1)) / 256


def to_torch(image):
    return torch.from_numpy(np.ascontiguousarray(image.transpose(2, 0, 1)))[:, None]


def convolve(image, kernel, padding, stride=1, phase=(0, 0)):
    """Of shape (height, width, 3), by a kernel of odd sides."""
    margin_y, margin_x = kernel.shape[0] // 2, kernel.shape[1] // 2
    padded = np.pad(image, ((margin_y, margin_y), (margin_x, margin_x), (0, 0)), padding)
    padded = padded[phase[0]:, phase[1]:]
    result = functional.conv2d(to_torch(padded), torch.from_numpy(kernel)[None, None], stride=stride)
    return result[:, 0].numpy().transpose(1, 2, 0)


def gaussian(radius, sigma):
    """A kernel of two dimensions."""
    x = np.arange(-radius, radius + 1)
    kernel = np.exp(-(x[:, None] ** 2 + x[None] ** 2) / (2 * sigma**2))
    return kernel / kernel.sum()


def smooth(image, sigma, padding):
    """CascadeGaussianSmoothing of pytorch-deepdream."""
    return np.mean([convolve(image, gaussian(4, factor * sigma), padding)
                    for factor in (0.5, 1, 2)], axis=0)


def split(image, padding):
    """What is coarse, at half the size, and what remains."""
    height, width = image.shape[:2]
    phase = tuple(1 - size % 2 for size in (height, width))  # of TensorFlow's padding "SAME"
    coarse = convolve(image, PYRAMID_KERNEL, padding, 2, phase)
    return coarse, image - expand(coarse, height, width, padding)


def expand(coarse, height, width, padding):
    phase = tuple(1 - size % 2 for size in (height, width))
    spread, kept = np.zeros((height, width, 3)), np.zeros((height, width, 3))
    spread[phase[0]::2, phase[1]::2] = coarse
    kept[phase[0]::2, phase[1]::2] = 1
    weights = 0.25 if padding == "constant" else convolve(kept, PYRAMID_KERNEL, padding)
    return convolve(spread, PYRAMID_KERNEL, padding) / weights


def normalise(image, padding, splits=4):
    """lap_normalize of the DeepDream notebook."""
    if splits == 0 or image.shape[:2] == (1, 1):
        return image / np.maximum(np.sqrt(np.mean(np.square(image))), 1e-10)
    coarse, fine = split(image, padding)
    fine = fine / np.maximum(np.sqrt(np.mean(np.square(fine))), 1e-10)
    return expand(normalise(coarse, padding, splits - 1), *image.shape[:2], padding) + fine


def lap_normalize(image, splits=4):
    """The notebook's own graph: its convolution and transposed convolution, zeros beside."""
    kernel = torch.from_numpy(PYRAMID_KERNEL)[None, None]
    levels, x = [], to_torch(image)
    for _ in range(splits):
        margins = []
        for size in (x.shape[3], x.shape[2]):
            total = max(((size + 1) // 2 - 1) * 2 + 5 - size, 0)
            margins += [total // 2, total - total // 2]
        coarse = functional.conv2d(functional.pad(x, margins), kernel, stride=2)
        levels.append((x - raise_level(coarse, x.shape, margins, kernel), margins))
        x = coarse
    x = x / x.square().mean().sqrt()
    for fine, margins in reversed(levels):
        x = raise_level(x, fine.shape, margins, kernel) + fine / fine.square().mean().sqrt()
    return x[:, 0].numpy().transpose(1, 2, 0)


def raise_level(coarse, shape, margins, kernel):
    full = functional.conv_transpose2d(coarse, kernel * 4, stride=2)
    left, _, top, _ = margins
    return full[:, :, top:top + shape[2], left:left + shape[3]]


def variation(x, wraps_x, wraps_y):
    """Of a tensor of shape (height, width, 3)."""
    right, below = torch.roll(x, -1, 1), torch.roll(x, -1, 0)
    dx, dy = right - x, below - x
    if not wraps_x:
        dx = torch.cat((dx[:, :-1], torch.zeros_like(dx[:, -1:])), 1)
    if not wraps_y:
        dy = torch.cat((dy[:-1], torch.zeros_like(dy[-1:])), 0)
    return torch.sqrt(dx**2 + dy**2 + 1e-6).mean()


def get_penalty_gradient(function, image):
    """Of minus the penalty."""
    x = torch.from_numpy(image).requires_grad_()
    (-function(x)).backward()
    return x.grad.numpy()


def make_smoothed():
    image = make_input(23, 19)
    for name, padding in PADDINGS.items():
        save(f"smoothed-{name}.npy", smooth(image, 1.3, padding))


def make_pyramids():
    for width, height in PYRAMID_SIZES:
        image = make_input(width, height)
        for name, padding in PADDINGS.items():
            normalised = normalise(image, padding)
            if padding == "constant" and min(width, height) >= 16:
                assert np.allclose(normalised, lap_normalize(image), rtol=0, atol=1e-9)
            save(f"pyramid-{width}x{height}-{name}.npy", normalised)


def make_penalties():
    image = make_input(13, 9)
    base = (uniform(BASE_SEED, image.size) * 256 - 128).astype(np.float32).reshape(image.shape)
    base = torch.from_numpy(base.astype(np.float64))
    for wraps_x in (0, 1):
        for wraps_y in (0, 1):
            save(f"variation-{wraps_x}{wraps_y}.npy",
                 get_penalty_gradient(lambda x: variation(x, wraps_x, wraps_y), image))
    save("l2-base.npy", get_penalty_gradient(lambda x: (x - base).square().mean(), image))
    save("l2-gray.npy", get_penalty_gradient(lambda x: x.square().mean(), image))


def main():
    make_smoothed()
    make_pyramids()
    make_penalties()


if __name__ == "__main__":
    main()
