#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs featvis and its rivals by turns and prints tables; run.sh calls it.

usage: compare.py BUILD FOLDER
       compare.py BUILD networks

`networks` measures those alone whose files the environment names: see NETWORKS.
"""

import json
import os
import pathlib
import struct
import subprocess
import sys
import tempfile
import time

import h5py
import numpy as np

ROUNDS = 3
HERE = pathlib.Path(__file__).parent
BLOCKS = ((64, 2), (128, 2), (256, 3), (512, 3), (512, 3))
# megapixels' pictures, width and height; the rival only has memory for the smaller ones
SIZES = ((320, 320), (632, 632), (1000, 1000), (1416, 1416), (2000, 1500), (2448, 2448),
         (4000, 3000))
RIVAL_PIXELS = 2_100_000
# Networks whose files the environment names: variable, layer, sizes
NETWORKS = (("FEATVIS_BENCH_GOOGLENET", "inception_4c/output", ("512x384",)),
            ("FEATVIS_BENCH_RESNET50V2", "conv3_block4_out", ("180x180", "1024x1024")))
LOSSES = (("mean of a filter", ()), ("squares", ("--squares",)))
# With these glibc gives no memory back to the system, so that PyTorch need not get it anew
# for each gradient: many times as fast with large maps
KEPT = {"MALLOC_MMAP_MAX_": "0", "MALLOC_TOP_PAD_": "2000000000",
        "MALLOC_TRIM_THRESHOLD_": "8000000000"}


def make_weights(folder):
    """VGG16 with random weights, as safetensors and as Keras has it."""
    random = np.random.default_rng(1)
    arrays, n_inputs = {}, 3
    for block, (n_filters, n_layers) in enumerate(BLOCKS, 1):
        for layer in range(1, n_layers + 1):
            kernel = random.standard_normal((3, 3, n_inputs, n_filters), dtype=np.float32)
            name = f"block{block}_conv{layer}"
            arrays[name] = kernel * np.float32((2 / (9 * n_inputs)) ** 0.5)
            n_inputs = n_filters
    header, data = {}, b""
    with h5py.File(folder / "vgg16.h5", "w") as file:
        file.attrs["layer_names"] = [name.encode() for name in arrays]
        for name, kernel in arrays.items():
            bias = np.zeros(kernel.shape[3], np.float32)
            group = file.create_group(name)
            group.attrs["weight_names"] = [f"{name}/{part}:0".encode()
                                           for part in ("kernel", "bias")]
            for part, values in (("kernel", kernel), ("bias", bias)):
                group[f"{name}/{part}:0"] = values
                header[f"{name}/{part}"] = {
                    "dtype": "F32", "shape": values.shape,
                    "data_offsets": (len(data), len(data) + values.nbytes)}
                data += values.tobytes()
    text = json.dumps(header).encode()
    (folder / "vgg16.safetensors").write_bytes(struct.pack("<Q", len(text)) + text + data)


def run(*command, **environment):
    """The lines that a command prints, as a dictionary of their first words."""
    result = subprocess.run([str(word) for word in command], check=True, text=True,
                            capture_output=True, env={**os.environ, **environment})
    return dict(line.rsplit(" ", 1) for line in result.stdout.splitlines()
                if len(line.split()) >= 2)


class Comparison:
    def __init__(self, build, weights):
        self.command = build / "core/featvis"
        self.weights = weights

    def ours(self, layer, size, *options):
        return run(self.command, "bench", "--weights", self.weights / "vgg16.safetensors",
                   "--layer", layer, "--size", size, *options)

    def theirs(self, layer, size, threads, *batch):
        return run("/usr/bin/python3", HERE / "rival_torch.py", layer, size, threads, *batch)

    def alternate(self, ours, theirs):
        """The best seconds of each, and the memory of the last round."""
        best = [float("inf")] * 2
        memory = [0] * 2
        for _ in range(ROUNDS):
            for i, function in enumerate((ours, theirs)):
                result = function()
                best[i] = min(best[i], float(result["seconds"]))
                memory[i] = int(result.get("peak-memory-mib", 0))
        return best, memory

    def render(self):
        """Wall time of a whole filter by the keras recipe, with loading."""
        begin = time.perf_counter()
        run(self.command, "render", "--weights", self.weights / "vgg16.safetensors",
            "--layer", "block5_conv1", "--filter", 3, "--recipe", "keras", "--relu", "before",
            "--threads", 2,
            "-o", self.weights / "out.png")
        return {"seconds": time.perf_counter() - begin}

    def start(self):
        """Wall time of a process that loads a Keras file and does one small gradient."""
        np.save(self.weights / "x.npy", np.zeros((32, 32, 3), np.float32))
        times = []
        for _ in range(ROUNDS):
            begin = time.perf_counter()
            run(self.command, "gradient", "--weights", self.weights / "vgg16.h5",
                "--layer", "block5_conv1", "--filter", 3, "--input",
                self.weights / "x.npy", "--output", self.weights / "g.npy")
            times.append(time.perf_counter() - begin)
        return min(times)


def print_row(work, ours, theirs, unit="s", digits=3):
    print(f"| {work} | {ours:.{digits}f} {unit} | {theirs:.{digits}f} {unit} "
          f"| {theirs / ours:.2f} |", flush=True)


def compare_gradients(c):
    print("| work | featvis | PyTorch | ratio |\n|---|---|---|---|")
    seconds = {}
    for layer, size, threads in (("block5_conv1", "412x412", 2), ("block5_conv1", "412x412", 1),
                                 ("block3_conv1", "150x150", 2)):
        best, memory = c.alternate(lambda: c.ours(layer, size, "--threads", threads),
                                   lambda: c.theirs(layer, size, threads))
        print_row(f"{layer}, {size}, {threads} threads", *best, digits=4)
        seconds[size, threads] = best[0]
        if (size, threads) == ("412x412", 2):
            print_row("its peak memory", *memory, "MiB", 0)
    best, _ = c.alternate(lambda: c.ours("block4_conv1", "64x64", "--threads", 2),
                          lambda: c.theirs("block4_conv1", "64x64", 2, 16))
    print_row("block4_conv1, 64x64, one by one against a batch of 16", *best, digits=4)
    best, _ = c.alternate(
        lambda: c.ours("block4_conv1", "64x64", "--threads", 2, "--concurrent"),
        lambda: c.theirs("block4_conv1", "64x64", 2, 16))
    print_row("the same, a gradient per thread", *best, digits=4)
    best, _ = c.alternate(c.render, lambda: c.theirs("block5_conv1", "keras", 2))
    print_row("keras at block5_conv1, 79 to 412; PyTorch's steps alone", *best, digits=2)
    _, memory = c.alternate(lambda: c.ours("block4_conv3", "1024x1024", "--threads", 2),
                            lambda: c.theirs("block4_conv3", "1024x1024", 2))
    print_row("peak memory of block4_conv3, 1024x1024", *memory, "MiB", 0)
    print(f"\n2 threads against 1 at 412x412: "
          f"{seconds['412x412', 1] / seconds['412x412', 2]:.2f}")
    print(f"Process with a Keras file of 59 MB to the end of its first small gradient: "
          f"{c.start():.2f} s")


def compare_networks(build):
    print("| work | featvis | PyTorch | ratio |\n|---|---|---|---|")
    c = Comparison(build, None)
    for variable, layer, sizes in NETWORKS:
        file = os.environ.get(variable)
        if not file:
            print(f"{layer} is not measured: {variable} names no file", file=sys.stderr)
            continue
        for size in sizes:
            for loss, options in LOSSES:
                best, memory = c.alternate(
                    lambda: run(c.command, "bench", "--weights", file, "--layer", layer, "--size",
                                size, "--threads", 2, *options),
                    lambda: run("/usr/bin/python3", HERE / "rival_torch_graphs.py", layer, size, 2,
                                *options, **KEPT))
                print_row(f"{layer}, {size}, {loss}", *best, digits=4)
                print_row("its peak memory", *memory, "MiB", 0)


def compare_sizes(c, folder):
    lines, per_pixel = ["megapixels,featvis,PyTorch"], {}
    for width, height in SIZES:
        size, pixels = f"{width}x{height}", width * height
        ours = c.ours("block4_conv3", size, "--threads", 2, "--memory", 1024)
        theirs = (c.theirs("block4_conv3", size, 2)["seconds"] if pixels < RIVAL_PIXELS
                  else "")
        per_pixel[size] = float(ours["seconds"]) / pixels
        lines.append(f"{pixels / 1e6:.3f},{ours['seconds']},{theirs}")
    (folder / "time-and-pixels.csv").write_text("\n".join(lines) + "\n")
    print(f"4000x3000 at block4_conv3 with --memory 1024: {float(ours['seconds']):.1f} s, "
          f"{ours['peak-memory-mib']} MiB; "
          f"{per_pixel['4000x3000'] / per_pixel['1000x1000']:.2f} times the time per pixel "
          f"of 1000x1000\n")


def compare_layers(build):
    environment = {"OMP_NUM_THREADS": "1"}
    ours = run(build / "tests/bench/bench-layers")
    theirs = run(build / "tests/bench/bench-rival-onednn", **environment)
    gemm = run(build / "tests/bench/bench-gemm")
    healthy = run(build / "tests/bench/bench-gemm", OPENBLAS_CORETYPE="SkylakeX")
    print("| layer | featvis | oneDNN direct | oneDNN Winograd |\n|---|---|---|---|")
    for name, rate in ours.items():
        print(f"| {name} | {rate} | {theirs.get(name + '-direct', '–')} "
              f"| {theirs.get(name + '-winograd', '–')} |")
    print(f"\nOpenBLAS' sgemm on one thread: {gemm['gflops']} GFLOP/s as {gemm['core']}; "
          f"with OPENBLAS_CORETYPE=SkylakeX {healthy['gflops']}")


def main():
    build = pathlib.Path(sys.argv[1])
    if sys.argv[2] == "networks":
        compare_networks(build)
        return
    with tempfile.TemporaryDirectory() as weights:
        make_weights(pathlib.Path(weights))
        c = Comparison(build, pathlib.Path(weights))
        compare_gradients(c)
        compare_networks(build)
        compare_sizes(c, pathlib.Path(sys.argv[2]))
        compare_layers(build)


main()
