# SPDX-License-Identifier: GPL-3.0-or-later
"""The tables that compare.py prints: featvis, each rival, and the ratio to the best of them."""

import os
import subprocess
import sys
import time

from rivals import N_RIVALS, OURS_AVX2, ROUNDS, SHRINK, THEIRS_AVX2, TRIAL, least, run

# Networks whose files the environment names: variable, layer, sizes
NETWORKS = (("FEATVIS_BENCH_GOOGLENET", "inception_4c/output", ("512x384",)),
            ("FEATVIS_BENCH_RESNET50V2", "conv3_block4_out", ("180x180", "1024x1024")))
LOSSES = (("mean of a filter", ()), ("squares", ("--squares",)))
VGG16 = "rival_torch.py"
GRAPHS = "rival_torch_graphs.py"
DREAM_MEMORY = 1024


def print_head(field):
    print(f"| work | featvis | {' | '.join(field.names)} | the best of them to featvis |\n"
          "|---|" + "---|" * (N_RIVALS + 2))


def print_row(work, values, unit="s"):
    best = least(*values[1:])
    cells = ["–" if value is None else f"{value:.{3 if value >= 1 else 4}f} {unit}"
             if unit == "s" else f"{value} {unit}" for value in values]
    ratio = "–" if best is None else f"{best / values[0]:.2f}"
    print(f"| {work} | {' | '.join(cells)} | {ratio} |", flush=True)


def get_seconds(result):
    return float(result["seconds"])


def get_peak(result):
    return int(result["peak-memory-mib"])


def compare_instruction_sets(field, has_avx512, layer, size, threads):
    """Two rows, or one where there is nothing above AVX2."""
    work = f"{layer}, {size}, {threads} thread{'s' if threads > 1 else ''}"
    for name, ours, theirs in (("", {}, {}), (", AVX2", OURS_AVX2, THEIRS_AVX2)):
        if name and not has_avx512:
            continue
        best = field.alternate(
            lambda: get_seconds(field.ours(layer, size, "--threads", threads, **ours)),
            VGG16, layer, size, threads, environment=theirs)
        print_row(work + name, best)


def print_gradients(field):
    """Loss and gradient of one filter"""
    name = field.find_instruction_set()
    has_avx512 = name == "avx512"
    print(f"featvis uses {name}" + (
        ". The rows “AVX2” hold both sides to it.\n" if has_avx512 else
        ": the processor has nothing above it, so there are no rows “AVX2” of their own.\n"))
    print_head(field)
    compare_instruction_sets(field, has_avx512, "block5_conv1", "412x412", 2)
    print_row("its peak memory, weights included; PyTorch as it comes", field.compare_memory(
        lambda: get_peak(field.ours("block5_conv1", "412x412", "--threads", 2)),
        VGG16, "block5_conv1", "412x412", 2), "MiB")
    compare_instruction_sets(field, has_avx512, "block5_conv1", "412x412", 1)
    compare_instruction_sets(field, has_avx512, "block3_conv1", "150x150", 2)
    print_batches(field)


def print_batches(field):
    """Many small gradients: both of our ways against the same batch"""
    layer, size = "block4_conv1", "64x64"
    concurrent = []

    def measure():
        concurrent.append(get_seconds(field.ours(layer, size, "--threads", 2, "--concurrent")))
        return get_seconds(field.ours(layer, size, "--threads", 2))

    best = field.alternate(measure, VGG16, layer, size, 2, 16)
    print_row(f"{layer}, {size}, one by one; PyTorch in a batch of 16", best)
    print_row("the same, a gradient of its own per thread (`--concurrent`), as sheets have it",
              [min(concurrent)] + best[1:])


def print_large(field):
    """A whole filter, and a large map"""
    print_head(field)
    best = field.alternate(lambda: time_render(field), VGG16, "block5_conv1", "keras", 2,
                           rounds=min(ROUNDS, 2))
    print_row("whole `keras` filter at block5_conv1, 79 to 412, with loading; PyTorch's steps alone",
              best)
    layer, size = "block4_conv3", f"{1024 // SHRINK}x{1024 // SHRINK}"
    best = field.alternate(lambda: get_seconds(field.ours(layer, size, "--threads", 2)),
                           VGG16, layer, size, 2, rounds=min(ROUNDS, 2))
    print_row(f"{layer}, {size}, 2 threads", best)
    print_row("its peak memory; PyTorch as it comes", field.compare_memory(
        lambda: get_peak(field.ours(layer, size, "--threads", 2)), VGG16, layer, size, 2), "MiB")
    print(f"\nProcess with a Keras file of 59 MB to the end of its first small gradient: "
          f"{time_start(field):.2f} s")


def time_command(*command):
    """Wall time of a command, and its peak of memory in MiB."""
    begin = time.perf_counter()
    process = subprocess.Popen([str(word) for word in command], stdout=subprocess.DEVNULL,
                               stderr=subprocess.PIPE, text=True)
    told = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    if status != 0:
        sys.exit(f"{' '.join(map(str, command))} failed: {told}")
    return time.perf_counter() - begin, usage.ru_maxrss // 1024


def time_render(field):
    """Wall time of a whole filter by the keras recipe, with loading."""
    return time_command(field.command, "render", "--weights", field.weights, "--layer",
                        "block5_conv1", "--filter", 3, "--recipe", "keras", "--relu", "before",
                        "--threads", 2, "-o", field.folder / "out.png",
                        *(("--steps", 1) if TRIAL else ()))[0]


def time_start(field):
    """Wall time of a process that loads a Keras file and does one small gradient."""
    return min(time_command(field.command, "gradient", "--weights", field.folder / "vgg16.h5",
                            "--layer", "block5_conv1", "--filter", 3, "--input",
                            field.folder / "small.npy", "--output", field.folder / "g.npy")[0]
               for _ in range(ROUNDS))


def print_networks(field):
    """Other networks, whose files the environment names"""
    print_head(field)
    for variable, layer, sizes in NETWORKS:
        file = os.environ.get(variable)
        if not file:
            print(f"{layer} is not measured: {variable} names no file", file=sys.stderr)
            continue
        for size in sizes:
            compare_network(field, file, layer, size)


def compare_network(field, file, layer, size):
    for loss, options in LOSSES:
        best = field.alternate(
            lambda: get_seconds(field.ours(layer, size, "--threads", 2, *options, weights=file)),
            GRAPHS, layer, size, 2, *options)
        print_row(f"{layer}, {size}, {loss}", best)
    print_row("its peak memory; PyTorch as it comes", field.compare_memory(
        lambda: get_peak(field.ours(layer, size, "--threads", 2, *options, weights=file)),
        GRAPHS, layer, size, 2, *options), "MiB")


def time_dream(field, *options):
    return time_command(field.command, "dream", field.folder / "photo.png", "--weights",
                        field.weights, "--scales", 1, "--steps", 1, "--threads", 2,
                        "-o", field.folder / "out.png", *options)


def print_dream(field):
    """A step of a dream of 12 megapixels at block4_conv3, in little memory and in ample. Beside
    the pass a dream has weights, photo, tensor and gradient, and the two latter with margins:
    734 MiB, where `featvis bench` has 304. So its pass has far less with the same limit. What
    the command takes for the first layer alone is taken off: reading, writing, and all that
    does not depend on the layer."""
    print(f"| work | `--memory {DREAM_MEMORY}` | ample memory | the former to the latter |\n"
          "|---|---|---|---|")
    seconds, peaks = [], []
    for memory in (DREAM_MEMORY, 0):
        whole, peak = time_dream(field, "--memory", memory, "--objective", "block4_conv3")
        rest, _ = time_dream(field, "--memory", memory, "--objective", "block1_conv1:0")
        seconds.append(whole - rest)
        peaks.append(peak)
    print(f"| dream, {4000 // SHRINK}x{3000 // SHRINK}, block4_conv3, one step | {seconds[0]:.1f} s | {seconds[1]:.1f} s "
          f"| {seconds[0] / seconds[1]:.2f} |\n"
          f"| its peak memory | {peaks[0]} MiB | {peaks[1]} MiB | {peaks[0] / peaks[1]:.2f} |")


def print_layers(field):
    """Layer by layer on one thread, against oneDNN"""
    programs = field.command.parent.parent / "tests/bench"
    ours = run(programs / "bench-layers")
    theirs = run(programs / "bench-rival-onednn", OMP_NUM_THREADS="1")
    gemm = run(programs / "bench-gemm")
    print("| layer | featvis | oneDNN direct | oneDNN Winograd |\n|---|---|---|---|")
    for name, rate in ours.items():
        print(f"| {name} | {rate} | {theirs.get(name + '-direct', '–')} "
              f"| {theirs.get(name + '-winograd', '–')} |")
    print(f"\nOpenBLAS' sgemm on one thread: {gemm['gflops']} GFLOP/s as {gemm['core']}")
    if field.find_instruction_set() == "avx512":
        healthy = run(programs / "bench-gemm", OPENBLAS_CORETYPE="SkylakeX")
        print(f"with OPENBLAS_CORETYPE=SkylakeX: {healthy['gflops']} GFLOP/s")
