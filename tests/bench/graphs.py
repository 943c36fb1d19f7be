# SPDX-License-Identifier: GPL-3.0-or-later
"""The graphs that compare.py draws by gnuplot: each of a table NAME.csv, by NAME.gnuplot,
becomes NAME.svg."""

import os
import re
import subprocess
import sys

from rivals import FORMATS, HERE, KEPT, N_RIVALS, SHRINK, least

# megapixels' pictures, width and height; the rivals only have memory for the smaller ones
SIZES = ((320, 320), (632, 632), (1000, 1000), (1416, 1416), (2000, 1500), (2448, 2448),
         (4000, 3000))
MEGAPIXEL = 2  # which of them
RIVAL_PIXELS = 2_100_000
LARGE = ("block4_conv3", f"{4000 // SHRINK}x{3000 // SHRINK}")
MEMORY_POINTS = 8
MOST_THREAD_POINTS = 8
VGG16 = "rival_torch.py"


def draw(folder, name, head, rows):
    """Writes a table and its graph; what is not known is left empty."""
    lines = [",".join("" if value is None else str(value) for value in row)
             for row in (head, *rows)]
    (folder / f"{name}.csv").write_text("\n".join(lines) + "\n")
    subprocess.run(["gnuplot", "-e", f"folder='{folder}'", HERE / f"{name}.gnuplot"], check=True)
    print("\n".join(lines) + f"\n\nThe graph is {folder / name}.svg.", flush=True)


def measure_rivals(field, *arguments):
    """The seconds of each, tuned, in the better of its formats; None for one that is not there."""
    seconds = [None] * N_RIVALS
    for i, rival in enumerate(field.rivals):
        found = [rival.measure(VGG16, memory_format, *arguments, **KEPT)
                 for memory_format in FORMATS]
        seconds[i] = least(*(result and result[0] for result in found))
    return seconds


def draw_sizes(field, folder):
    """Seconds against megapixels"""
    rows, per_pixel = [], []
    for width, height in SIZES:
        width, height = width // SHRINK, height // SHRINK
        size, pixels = f"{width}x{height}", width * height
        ours = field.ours("block4_conv3", size, "--threads", 2, "--memory", 1024)
        theirs = (measure_rivals(field, "block4_conv3", size, 2) if pixels < RIVAL_PIXELS
                  else [None] * N_RIVALS)
        per_pixel.append(float(ours["seconds"]) / pixels)
        rows.append((f"{pixels / 1e6:.3f}", ours["seconds"], *theirs))
    draw(folder, "time-and-pixels", ("megapixels", "featvis", *field.names), rows)
    print(f"\n{size} at block4_conv3 with --memory 1024: {float(ours['seconds']):.1f} s, "
          f"{ours['peak-memory-mib']} MiB; "
          f"{per_pixel[-1] / per_pixel[MEGAPIXEL]:.2f} times the time per pixel of a megapixel")


def find_least_memory(field):
    """The least MiB that the large picture is accepted with: the refusal of too few says it."""
    result = subprocess.run(
        [field.command, "bench", "--weights", field.weights, "--layer", LARGE[0], "--size",
         LARGE[1], "--threads", "2", "--memory", "1"], text=True, stderr=subprocess.PIPE,
        env={**os.environ, "LC_ALL": "C", "LANGUAGE": "C"})
    needed = re.search(r"needs (\d+) MiB", result.stderr)
    if not needed:
        sys.exit(f"no refusal was understood: {result.stderr}")
    return int(needed[1]) + 1


def draw_memory(field, folder):
    """Seconds against the limit of memory, for 12 megapixels"""
    ample = field.ours(*LARGE, "--threads", 2)
    least_memory = find_least_memory(field)
    span = int(ample["peak-memory-mib"]) * 1.1 - least_memory
    rows = []
    for i in range(MEMORY_POINTS):
        memory = round(least_memory + span * i / (MEMORY_POINTS - 1))
        ours = field.ours(*LARGE, "--threads", 2, "--memory", memory)
        rows.append((memory, ours["seconds"], ours["peak-memory-mib"]))
    draw(folder, "time-and-memory", ("MiB", "featvis", "peak"), rows)
    print(f"\nWithout a limit: {float(ample['seconds']):.1f} s, {ample['peak-memory-mib']} MiB")


def choose_threads(n_processors):
    """All numbers, or, of many processors, powers of two and their number."""
    if n_processors <= MOST_THREAD_POINTS:
        return range(1, n_processors + 1)
    return sorted({2 ** i for i in range(n_processors.bit_length())} | {n_processors})


def draw_threads(field, folder):
    """Seconds against threads"""
    rows = []
    for threads in choose_threads(len(os.sched_getaffinity(0))):
        ours = field.ours("block5_conv1", "412x412", "--threads", threads)
        rows.append((threads, ours["seconds"],
                     *measure_rivals(field, "block5_conv1", "412x412", threads)))
    draw(folder, "time-and-threads", ("threads", "featvis", *field.names), rows)
