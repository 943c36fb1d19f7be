#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later

"""Makes the golden values of tests/core/ascent/fourier.c, lucid.c and phases.c with float64 PyTorch: pictures drawn from
spectra of random numbers as the Lucid library does, their gradients, and what
torch.optim.Adam makes of some steps.

    python3 tests/golden/make_lucid_golden.py
"""

import numpy as np
import torch

from make_maps_golden import as_picture
from networks import normal, save, single

PARAMETER_SEED = 8000
GRADIENT_SEED = 8001
DEVIATION = 0.3
SIZES = ((12, 9), (9, 12), (7, 5), (16, 8), (1, 1), (2, 3))
ADAM_VALUES = 30
ADAM_STEPS = 25
ADAM_RATE = 0.05

CORRELATION = torch.tensor([[0.26, 0.09, 0.02], [0.27, 0.00, -0.05], [0.27, -0.09, 0.03]],
                           dtype=torch.float64)


def draw(parameters, width, height):
    """Lucid's fft_image() and to_valid_rgb(), times 255."""
    down = np.fft.fftfreq(height)[:, None]
    across = np.fft.rfftfreq(width)
    frequencies = np.maximum(np.sqrt(across**2 + down**2), 1 / max(width, height))
    weights = torch.from_numpy(np.sqrt(width * height) / frequencies)
    spectrum = torch.view_as_complex(parameters.reshape(3, height, width // 2 + 1, 2))
    planes = torch.fft.irfft2(spectrum * weights, s=(height, width)) / 4
    correlation = CORRELATION / CORRELATION.norm(dim=0).max()
    return 255 * torch.sigmoid(planes.permute(1, 2, 0) @ correlation.T)


def make_fourier(width, height):
    n = 3 * height * (width // 2 + 1) * 2
    parameters = torch.from_numpy(single(normal(PARAMETER_SEED, n) * DEVIATION)).requires_grad_()
    picture = draw(parameters, width, height)
    gradient = torch.from_numpy(single(normal(GRADIENT_SEED, width * height * 3)))
    picture.backward(gradient.reshape(height, width, 3))
    save(f"fourier-{width}x{height}-picture.npy", picture.detach().numpy())
    save(f"fourier-{width}x{height}-gradient.npy", as_picture(parameters.grad.numpy()))


def make_phases(width, height):
    """The gradient by the phases of the parameters, whose magnitudes are kept"""
    n = 3 * height * (width // 2 + 1) * 2
    start = torch.from_numpy(single(normal(PARAMETER_SEED, n) * DEVIATION)).reshape(-1, 2)
    magnitudes, phases = start.norm(dim=1), torch.atan2(start[:, 1], start[:, 0])
    phases.requires_grad_()
    parameters = torch.stack([magnitudes * phases.cos(), magnitudes * phases.sin()], 1)
    gradient = torch.from_numpy(single(normal(GRADIENT_SEED, width * height * 3)))
    draw(parameters, width, height).backward(gradient.reshape(height, width, 3))
    save(f"phases-{width}x{height}-gradient.npy", as_picture(phases.grad.numpy()))


def make_adam(epsilon, name):
    values = torch.from_numpy(single(normal(PARAMETER_SEED, ADAM_VALUES))).requires_grad_()
    adam = torch.optim.Adam([values], lr=ADAM_RATE, eps=epsilon, maximize=True)
    for step in range(ADAM_STEPS):
        values.grad = torch.from_numpy(single(normal(GRADIENT_SEED + step, ADAM_VALUES)))
        adam.step()
    save(name, as_picture(values.detach().numpy()))


def main():
    for size in SIZES:
        make_fourier(*size)
        make_phases(*size)
    make_adam(1e-8, "adam.npy")
    make_adam(0.05, "adam-epsilon.npy")


if __name__ == "__main__":
    main()
