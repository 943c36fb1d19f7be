#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later

"""The memory that each command takes at most, against what it says that it needs. $FEATVIS
is the program; results are in the Test Anything Protocol."""

import os
import re
import subprocess
import sys
import tempfile

import graph_network

FEATVIS = os.environ["FEATVIS"]

ASCENT = "--steps 1 --scales 2 --seed 1"
COMMANDS = {
    "render": f"render --layer block3_conv1 --filter 5 --size 500x400 {ASCENT} -o out.png",
    "render from a photo": f"render --layer block2_conv2 --filter 5 --start photo.png {ASCENT} -o out.png",
    "render of variants": f"render --layer block2_conv2 --filter 5 --size 300x260 {ASCENT} --variants 5 -o out.png",
    "sheet": "sheet --layer block2_conv1 --filters 0-3 --size 200x150 --steps 1 --scales 1 -o out.png",
    "dream": f"dream photo.png --objective block3_conv1 {ASCENT} -o out.png",
    "dream of what is strong": f"dream photo.png --objective block2_conv2@strong:3 {ASCENT} -o out.png",
    "dream with a guide": f"dream photo.png --objective block3_conv1 --guide guide.png {ASCENT} -o out.png",
    "dream with a mask": f"dream photo.png --objective block3_conv1 --mask mask.png {ASCENT} -o out.png",
    "dream in frames": f"dream photo.png --objective block2_conv1 --frames 2 --zoom 1.1 {ASCENT} -o frame.png",
    "texture": "texture guide.png --size 500x400 --seamless x --steps 4 --scales 2 -o out.png",
    "texture of a large example": "texture guide.png --size 100x80 --guide-scale 1.5 --steps 1 --scales 1 -o out.png",
    "texture by statistics": "texture guide.png --objective block1_conv2@statistics+block2_conv1@statistics "
                             "--size 300x260 --seamless xy --steps 4 --scales 2 -o out.png",
    "texture by statistics of a large example": "texture guide.png --objective block1_conv2@statistics --size 60x50 "
                                                "--steps 1 --scales 1 -o out.png",
    "style": "style photo.png --style guide.png --steps 2 --scales 2 -o out.png",
    "dream of a style and a content": "dream photo.png --objective block2_conv1@style+block2_conv2@content "
                                      f"--guide guide.png {ASCENT} -o out.png",
    "activations": "activations photo.png --layers block1_conv1,block2_pool -o out.png",
    "heatmap": "heatmap photo.png --layer block4_conv2 --filter 7 -o out.png",
}

# By a network with branches
GRAPH = "graph.caffemodel"
OF_GRAPH = {
    "render by a graph": f"render --layer deep --filter 5 --size 500x400 {ASCENT} -o out.png",
    "render of variants by a graph": f"render --layer deep --filter 5 --size 300x200 {ASCENT} --recipe deepdream "
                                     "--variants 3 -o out.png",
    "dream by a graph": f"dream photo.png --objective sum {ASCENT} -o out.png",
    "dream of several layers of a graph": f"dream photo.png --objective both+left:3+deep {ASCENT} -o out.png",
    "activations of a graph": "activations photo.png --layers pool,both,deep -o out.png",
    "heatmap by a graph": "heatmap photo.png --layer both --filter 7 -o out.png",
}

# Those that once took no notice of the memory of many threads
WITH_THREADS = ("dream with a guide", "texture by statistics", "activations", "heatmap")
WITH_THREADS_OF_GRAPH = ("dream by a graph", "activations of a graph")


def make_pictures():
    for name, colors in (("photo", "plasma:fractal"), ("guide", "gradient:red-blue"),
                         ("mask", "gradient:white-black")):
        subprocess.run(["convert", "-size", "640x480", "-seed", "1", colors, f"{name}.png"], check=True)


def run(command, weights, memory, threads):
    """Its peak in MiB, and None; or None, and the MiB that it says it needs."""
    arguments = command.split() + ["--weights", weights, "--memory", str(memory),
                                   "--threads", str(threads)]
    with open("errors", "w+", encoding="utf-8") as errors:
        process = subprocess.Popen([FEATVIS] + arguments, stdout=subprocess.DEVNULL,
                                   stderr=errors)
        _, status, usage = os.wait4(process.pid, 0)
        errors.seek(0)
        text = errors.read()
    if status == 0:
        return usage.ru_maxrss / 1024, None
    needed = re.search("needs ([0-9]+) MiB of memory", text)
    assert needed, text
    return None, int(needed.group(1))


def check(command, weights, threads):
    """What is said to be needed is enough, nothing less is, and no more is taken."""
    peak, needed = None, 1
    while peak is None:
        # a sheet's picture and its cells are asked for one after the other
        limit = needed
        peak, needed = run(command, weights, limit, threads)
        assert peak is not None or needed > limit, f"{needed} MiB are refused"
    too_little, _ = run(command, weights, limit - 1, threads)
    return peak <= limit and too_little is None, f"{peak:.1f} of {limit} MiB"


def main():
    os.environ["LC_ALL"] = "C.UTF-8"
    cases = [(COMMANDS, "sample", name, 1) for name in COMMANDS]
    cases += [(COMMANDS, "sample", name, 32) for name in WITH_THREADS]
    cases += [(OF_GRAPH, GRAPH, name, 1) for name in OF_GRAPH]
    cases += [(OF_GRAPH, GRAPH, name, 32) for name in WITH_THREADS_OF_GRAPH]
    print(f"1..{len(cases)}")
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        make_pictures()
        with open(GRAPH, "wb") as file:
            file.write(graph_network.make_network())
        for number, (commands, weights, name, threads) in enumerate(cases, 1):
            keeps, told = check(commands[name], weights, threads)
            print(f"{'ok' if keeps else 'not ok'} {number} - {name}, {threads} threads: {told}",
                  flush=True)
        os.chdir("/")
    return 0


if __name__ == "__main__":
    sys.exit(main())
