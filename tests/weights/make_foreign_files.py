#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later

"""Makes those small files in data/ that are known but not read and whose real writers
Debian has. Needs numpy and torch (Debian: python3-numpy python3-torch python3-torchvision).
"""

import numpy as np
import torch

from make_pickled_files import path


def save_numpy():
    kernel, bias = np.zeros((1, 1, 3, 2), np.float32), np.zeros(2, np.float32)
    np.save(path("foreign-array.npy"), kernel)
    np.save(path("foreign-object.npy"), {"conv1_1": [kernel, bias]}, allow_pickle=True)


def save_torchscript():
    program = torch.jit.trace(torch.nn.Conv2d(3, 2, 3), torch.zeros(1, 3, 4, 4))
    torch.jit.save(program, path("foreign-script.pt"))


if __name__ == "__main__":
    save_numpy()
    save_torchscript()
