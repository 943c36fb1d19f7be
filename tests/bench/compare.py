#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs featvis and its rivals by turns, prints tables and draws graphs; run.sh calls it.

usage: compare.py BUILD FOLDER [PART…]

FOLDER is where the graphs go. The parts are named below; without one, all are done.
"""

import pathlib
import subprocess
import sys
import tempfile
import time

import graphs
import tables
from rivals import HERE, Field

TABLES = {"gradients": tables.print_gradients, "large": tables.print_large,
          "networks": tables.print_networks, "dream": tables.print_dream,
          "layers": tables.print_layers}
GRAPHS = {"sizes": graphs.draw_sizes, "memory": graphs.draw_memory,
          "threads": graphs.draw_threads}


def do_part(name, field, folder):
    begin = time.monotonic()
    print(f"## {name}\n", flush=True)
    if name in TABLES:
        TABLES[name](field)
    else:
        GRAPHS[name](field, folder)
    print(f"\n{name} took {time.monotonic() - begin:.0f} s\n", flush=True)


def main():
    build, folder = map(pathlib.Path, sys.argv[1:3])
    parts = sys.argv[3:] or [*TABLES, *GRAPHS]
    unknown = set(parts) - {*TABLES, *GRAPHS}
    if unknown:
        sys.exit(f"no part {', '.join(unknown)}; there are {', '.join((*TABLES, *GRAPHS))}")
    with tempfile.TemporaryDirectory() as made:
        subprocess.run(["/usr/bin/python3", "-B", HERE / "weights.py", made], check=True)
        field = Field(build, pathlib.Path(made))
        for name in parts:
            do_part(name, field, folder)


main()
