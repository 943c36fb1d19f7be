#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A texture by featvis, and the same by PyTorch: Gram matrices of the same layers, L-BFGS of
10 pairs, as many evaluations, in float32, from noise of the same range, at one size.

usage: rival_textures.py FEATVIS WEIGHTS.safetensors EXAMPLE.png [SIDE STEPS THREADS]

Prints for both the last loss, the seconds of all steps with loading, and the peak of memory.
The weights are VGG19's or VGG16's up to block3_conv1.
"""

import json
import os
import re
import subprocess
import sys
import time

LAYERS = ("block1_conv1", "block1_conv2", "block2_conv1", "block2_conv2", "block3_conv1")
PAIRS = 10
NOISE = (98.0, 60.0)  # as the recipe has it
FACTOR = 1e6  # of PyTorch's loss: its L-BFGS takes no notice of changes below 1e-10
MEAN = (103.939, 116.779, 123.68)


def read_weights(file, torch, np):
    """(layer, kernel, bias) from a file of safetensors."""
    with open(file, "rb") as stream:
        size = int.from_bytes(stream.read(8), "little")
        header, begin = json.loads(stream.read(size)), 8 + size
        for layer in LAYERS:
            tensors = []
            for part in ("kernel", "bias"):
                entry = header[f"{layer}/{part}"]
                stream.seek(begin + entry["data_offsets"][0])
                kind = {"F32": np.float32, "F16": np.float16}[entry["dtype"]]
                count = int(np.prod(entry["shape"]))
                values = np.frombuffer(stream.read(count * np.dtype(kind).itemsize), kind)
                tensors.append(torch.from_numpy(values.astype(np.float32).reshape(entry["shape"])))
            yield layer, tensors[0].permute(3, 2, 0, 1).contiguous(), tensors[1]


def run_torch(weights, example, side, steps, threads):
    import numpy as np
    import torch
    from PIL import Image
    from torch.nn import functional

    begin = time.perf_counter()
    torch.set_num_threads(threads)
    network = list(read_weights(weights, torch, np))
    mean = torch.tensor(MEAN).view(1, 3, 1, 1)

    def get_grams(x):
        for layer, kernel, bias in network:
            if layer in ("block2_conv1", "block3_conv1"):
                x = functional.max_pool2d(x, 2)
            x = functional.relu(functional.conv2d(x, kernel, bias, padding=1))
            values = x[0].flatten(1)
            yield values @ values.T / values.shape[1]

    picture = np.asarray(Image.open(example).convert("RGB"), np.float32)[:, :, ::-1].copy()
    with torch.no_grad():
        wanted = list(get_grams(torch.from_numpy(picture).permute(2, 0, 1)[None] - mean))
    torch.manual_seed(1)
    x = (torch.rand(1, 3, side, side) * NOISE[1] + NOISE[0] - mean).requires_grad_()
    optimiser = torch.optim.LBFGS([x], max_iter=steps, max_eval=steps, history_size=PAIRS,
                                  tolerance_grad=0, tolerance_change=0)
    losses = []

    def evaluate():
        optimiser.zero_grad()
        loss = FACTOR * sum((gram - other).square().sum() / other.square().sum()
                   for gram, other in zip(get_grams(x), wanted))
        loss.backward()
        losses.append(loss.item() / FACTOR)
        return loss

    optimiser.step(evaluate)
    print(f"loss {min(losses)!r}\nseconds {time.perf_counter() - begin}")


def measure(arguments):
    """Its loss, seconds and peak in MiB."""
    begin = time.perf_counter()
    process = subprocess.Popen(arguments, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    output = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    if status != 0:
        sys.exit(f"{arguments[0]} failed")
    seconds = re.search(r"^seconds (\S+)", output, re.M)
    return (abs(float(re.search(r"^loss (\S+)", output, re.M)[1])),
            float(seconds[1]) if seconds else time.perf_counter() - begin, usage.ru_maxrss / 1024)


def main():
    featvis, weights, example = sys.argv[1:4]
    side, steps, threads = (list(map(int, sys.argv[4:7])) + [512, 50, 2][len(sys.argv) - 4:])
    if featvis == "torch":
        run_torch(weights, example, side, steps, threads)
        return
    common = [weights, example, str(side), str(steps), str(threads)]
    ours = [featvis, "texture", example, "--weights", weights, "--size", f"{side}x{side}",
            "--scales", "1", "--steps", str(steps), "--threads", str(threads), "--padding", "zero",
            "--match-colors", "no", "--objective", " + ".join(f"{layer}@style" for layer in LAYERS),
            "-o", os.devnull]
    for name, arguments in (("PyTorch", [sys.executable, __file__, "torch"] + common), ("featvis", ours)):
        loss, seconds, peak = measure(arguments)
        print(f"{name}: loss {loss:.3g}, {seconds:.2f} s, {peak:.0f} MiB", flush=True)


if __name__ == "__main__":
    main()
