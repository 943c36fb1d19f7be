# SPDX-License-Identifier: GPL-3.0-or-later
"""Who is measured: featvis, Debian 12's PyTorch, and Debian 13's in a chroot."""

import os
import pathlib
import subprocess
import sys

HERE = pathlib.Path(__file__).parent
TRIAL = bool(os.environ.get("FEATVIS_BENCH_TRIAL"))  # only to see whether all works
ROUNDS = 1 if TRIAL else 3
SHRINK = 4 if TRIAL else 1  # of the sides of large pictures
FORMATS = ("contiguous", "channels-last")
# With these glibc gives no memory back to the system, so that PyTorch need not get it anew
# for each gradient: many times as fast with large maps
KEPT = {"MALLOC_MMAP_MAX_": "0", "MALLOC_TOP_PAD_": "2000000000",
        "MALLOC_TRIM_THRESHOLD_": "8000000000"}
# Hold both sides to AVX2
OURS_AVX2 = {"FEATVIS_CPU": "avx2"}
THEIRS_AVX2 = {"ONEDNN_MAX_CPU_ISA": "AVX2", "ATEN_CPU_CAPABILITY": "avx2"}
N_RIVALS = 2  # the PyTorch of this system, and that of the chroot


def run(*command, **environment):
    """The lines that a command prints, as a dictionary of their first words."""
    result = subprocess.run([str(word) for word in command], check=True, text=True,
                            stdout=subprocess.PIPE, env={**os.environ, **environment})
    return dict(line.rsplit(" ", 1) for line in result.stdout.splitlines()
                if len(line.split()) >= 2)


class PyTorch:
    """One of them: its name, where its Python is, and where this folder is for it."""

    def __init__(self, chroot=None):
        self.command = (*(("chroot", chroot) if chroot else ()), "/usr/bin/python3", "-B")
        version = run(*self.command, "-c", "import torch; print('version', torch.__version__)")
        self.name = f"PyTorch {'.'.join(version['version'].split('.')[:2])}"
        self.folder = pathlib.Path("/featvis/tests/bench") if chroot else HERE

    def measure(self, script, memory_format, *arguments, **environment):
        """Its seconds and its peak of memory; nothing where it fails, for want of memory,
        say."""
        try:
            result = run(*self.command, self.folder / script, memory_format, *arguments,
                         **environment)
        except subprocess.CalledProcessError as error:
            print(f"{self.name} failed: {error}", file=sys.stderr)
            return None
        return float(result["seconds"]), int(result["peak-memory-mib"])


class Field:
    """featvis and its rivals on some work."""

    def __init__(self, build, folder):
        self.command = build / "core/featvis"
        self.folder = folder
        self.weights = folder / "vgg16.safetensors"
        chroot = os.environ.get("FEATVIS_BENCH_CHROOT")
        self.rivals = [PyTorch()] + ([PyTorch(chroot)] if chroot else [])
        self.names = [rival.name for rival in self.rivals]
        self.names += ["PyTorch of Debian 13"] * (N_RIVALS - len(self.rivals))

    def ours(self, layer, size, *options, weights=None, **environment):
        """What `featvis bench` says, of VGG16 if nothing else is named"""
        return run(self.command, "bench", "--weights", weights or self.weights, "--layer", layer,
                   "--size", size, *options, **environment)

    def find_instruction_set(self):
        return self.ours("block1_conv1", "64x64")["instruction-set"]

    def alternate(self, ours, script, *arguments, environment=None, rounds=ROUNDS):
        """The best seconds of ours, a function, and of each rival, tuned, in the better of its
        memory formats: by turns. Whoever is not there or fails has None."""
        environment = {**KEPT, **(environment or {})}
        best = [None] * (1 + N_RIVALS)
        chosen = {}
        for _ in range(rounds):
            best[0] = least(best[0], ours())
            for i, rival in enumerate(self.rivals):
                found = {memory_format: rival.measure(script, memory_format, *arguments,
                                                      **environment)
                         for memory_format in chosen.get(i, FORMATS)}
                found = {name: result[0] for name, result in found.items() if result}
                if not found:
                    continue
                chosen[i] = (min(found, key=found.get),)
                best[1 + i] = least(best[1 + i], min(found.values()))
        return best

    def compare_memory(self, ours, script, *arguments):
        """The peak of memory of ours, a function, and of each rival as it comes, in the format
        that takes less."""
        peaks = [ours()] + [None] * N_RIVALS
        for i, rival in enumerate(self.rivals):
            found = [rival.measure(script, memory_format, *arguments)
                     for memory_format in FORMATS]
            peaks[1 + i] = min((result[1] for result in found if result), default=None)
        return peaks


def least(*numbers):
    return min((number for number in numbers if number is not None), default=None)
