# SPDX-License-Identifier: GPL-3.0-or-later

"""Results of checks in the Test Anything Protocol."""


class Skipped(Exception):
    """Why a check could not be made"""


def report_one(number, name, complaints):
    try:
        lines = "\n".join(complaints).splitlines()
    except Skipped as reason:
        print(f"ok {number} - {name} # SKIP {reason}")
        return True
    print(f"{'not ok' if lines else 'ok'} {number} - {name}")
    for line in lines:
        print("#", line)
    return not lines


def report(checks):
    """CHECKS has for each name what is wrong, nothing if all is well. Returns: the exit status"""
    results = [report_one(number, *item) for number, item in enumerate(checks.items(), 1)]
    print(f"1..{len(checks)}")
    return 0 if all(results) else 1
