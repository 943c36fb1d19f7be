#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later

"""Counts the single tests (TAP lines) of a meson test log, and ends with the line
“N passed, N failed”. Fails when anything failed, or when there was no test."""

import json
import re
import sys


def count(program):
    """(passed, failed, skipped) of one test program."""
    lines = re.findall(r"^(not )?ok\b(.*)$", program.get("stdout", ""), re.MULTILINE)
    skipped = sum(not failed and "# SKIP" in rest.upper() for failed, rest in lines)
    failed = sum(bool(failed) for failed, _ in lines)
    passed = len(lines) - skipped - failed
    if program["result"] not in ("OK", "SKIP") and failed == 0:
        failed = 1  # it crashed, or ran out of time
    return passed, failed, skipped


def main():
    with open(sys.argv[1], encoding="utf-8") as log:
        counts = [count(json.loads(line)) for line in log]
    passed, failed, skipped = (sum(column) for column in zip(*counts))
    print(f"{skipped} skipped")
    print(f"{passed} passed, {failed} failed")
    return failed > 0 or passed == 0


if __name__ == "__main__":
    sys.exit(main())
