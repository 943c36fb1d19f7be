#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later

"""Writes which functions a DLL of the library shows: those of featvis.h.

    make_definitions.py HEADER OUTPUT
"""

import pathlib
import re
import sys


def main():
    header, output = map(pathlib.Path, sys.argv[1:])
    text = re.sub(r"/\*.*?\*/", "", header.read_text(encoding="utf-8"), flags=re.DOTALL)
    names = re.findall(r"^FV_API[^;(]*?(fv_\w+)\s*\(", text, re.MULTILINE)
    output.write_text("\n".join(["EXPORTS", *names, ""]), encoding="utf-8")


if __name__ == "__main__":
    main()
