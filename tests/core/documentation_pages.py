#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later

"""The pages of the documentation can be made, and gtk-doc warns of nothing.

    documentation_pages.py SOURCE VERSION FOLDER
"""

import pathlib
import subprocess
import sys

source = pathlib.Path(sys.argv[1])
sys.dont_write_bytecode = True
sys.path.insert(0, str(source / "tests"))

import tap  # pylint: disable=wrong-import-position


def check_pages():
    maker = source / "core/documentation/make_documentation.py"
    made = subprocess.run([sys.executable, "-B", maker, *sys.argv[1:]], text=True, capture_output=True, check=False)
    if made.returncode != 0:
        yield made.stderr or "it failed without a word"
    elif not (pathlib.Path(sys.argv[3]) / "index.html").exists():
        yield "there is no index.html"


if __name__ == "__main__":
    sys.exit(tap.report({"the pages are made without a warning": check_pages()}))
