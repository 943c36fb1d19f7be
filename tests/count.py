#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later

"""Counts the single tests (TAP lines) of meson's test logs, shows what the programs printed
that failed, and ends with the line “N passed, N failed”. Fails when anything failed, or
when there was no test in a log, or no log."""

import json
import re
import sys


def lacks_tests(output, n_lines):
    """Whether the plan tells of another number of tests, or there is no plan: the program
    ended before its end."""
    plans = re.findall(r"^1\.\.(\d+)", output, re.MULTILINE)
    return len(plans) != 1 or int(plans[0]) != n_lines


def count(program):
    """(passed, failed, skipped) of one test program."""
    output = program.get("stdout", "")
    lines = re.findall(r"^(not )?ok\b(.*)$", output, re.MULTILINE)
    skipped = sum(not failed and "# SKIP" in rest.upper() for failed, rest in lines)
    failed = sum(bool(failed) for failed, _ in lines)
    passed = len(lines) - skipped - failed
    ended_well = program["result"] in ("OK", "SKIP")
    if failed == 0 and (not ended_well or lacks_tests(output, len(lines))):
        failed = 1  # it crashed, ran out of time, or left out tests
    return passed, failed, skipped


def show(program, path):
    """What the program printed, but for the tests that passed."""
    lines = program.get("stdout", "").splitlines()
    print(f"{program['name']} in {path}:")
    print(*(f"  {line}" for line in lines if not line.startswith("ok ")), sep="\n")


def count_log(path):
    """The same of all its programs."""
    try:
        with open(path, encoding="utf-8") as log:
            programs = [json.loads(line) for line in log]
    except FileNotFoundError:
        programs = []
    counts = [count(program) for program in programs] or [(0, 1, 0)]
    for program, (_, failed, _) in zip(programs, counts):
        if failed > 0:
            show(program, path)
    return [sum(column) for column in zip(*counts)]


def main():
    passed, failed, skipped = map(sum, zip(*map(count_log, sys.argv[1:])))
    print(f"{skipped} skipped")
    print(f"{passed} passed, {failed} failed")
    return failed > 0 or passed == 0


if __name__ == "__main__":
    sys.exit(main())
