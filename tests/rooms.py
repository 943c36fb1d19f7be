#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later

"""Folders depend on each other one way, and no two files call each other in a circle.

    rooms.py SOURCE BUILD

The order is that in which the meson.build files of core/, weights/ and plug-in/ name their
folders, from the ground up, and the files beside them: what comes first knows nothing of
what comes later. weights/ stands on core/; the examples, the command and the plug-in stand
on both, of which they see featvis.h alone; the command sees core/system, too, the one room
in which systems are told apart. What makes pictures leaves functions like exp() to
core/base/mathematics.c. Includes are read from the sources, calls from the symbols of the
objects in BUILD.
"""

import collections
import json
import os
import re
import subprocess
import sys

sys.dont_write_bytecode = True

import tap  # pylint: disable=wrong-import-position

HOUSES = ["core", "weights", "core/examples", "core/cli", "plug-in"]
PROGRAMS = ("core/examples", "core/cli", "plug-in")
FREE = {"core": ["core"], "weights": ["core", "weights"], "core/examples": ["core/examples"],
        "core/cli": ["core/cli"], "plug-in": ["plug-in"]}  # in which houses an include is looked for
PUBLIC = "core/featvis.h"
# What the C library rounds in its own way, on each machine another: see core/base/mathematics.h
ROUNDED = re.compile(r"^(c?(a?(sin|cos|tan)h?|exp(2|10|m1)?|log(2|10|1p)?|pow)|sincos|atan2|hypot|cbrt|"
                     r"erfc?|[lt]gamma|cabs|carg)[fl]?$")
GIMP = re.compile(r"^(gimp|gegl|babl)_")
# Headers that Windows lacks, or has with less in them
SYSTEM_HEADERS = re.compile(r"^\s*#\s*include <((unistd|poll|dirent|pwd|windows|io|psapi)\.h|sys/[a-z]+\.h)>",
                            re.MULTILINE)
SYSTEM_ROOM = "core/system/"
# Where GIMP is called: behind the headers of that folder, and by what checks that nobody
# else does.
GIMP_ROOMS = ("plug-in/gimp/", "plug-in/checks/")


def get_house(path):
    return max((house for house in HOUSES if path.startswith(house + "/")), key=len, default=None)


class Rooms:
    """The folders' ranks, the lowest first."""

    def __init__(self, source):
        self.source = source
        self.ranks = {}
        for house in HOUSES:
            self.read(house)

    def read(self, folder):
        with open(os.path.join(self.source, folder, "meson.build"), encoding="utf-8") as file:
            text = re.sub(r"#.*", "", file.read())
        for name, own in re.findall(r"subdir\('([^']+)'\)|(_sources \+?= files\()", text):
            if own:
                self.ranks.setdefault(folder, len(self.ranks))
            elif f"{folder}/{name}" not in HOUSES and name != "public":
                self.read(f"{folder}/{name}")

    def get(self, path):
        """The rank of the file's folder; folders of data and scripts have none."""
        return self.ranks.get(os.path.dirname(path))


def list_sources(source):
    for house in ("core", "weights", "plug-in"):
        for folder, _, names in os.walk(os.path.join(source, house)):
            for name in sorted(names):
                if name.endswith((".c", ".h")):
                    yield os.path.relpath(os.path.join(folder, name), source)


def find_include(source, path, name):
    """The file that is included, or None for one that is no source of this project's."""
    if name == "featvis.h":
        return PUBLIC
    folders = [os.path.dirname(path)] if "/" not in name else FREE[get_house(path)]
    if name.startswith("system/"):
        folders = ["core"]  # for the command, too
    for folder in folders:
        file = f"{folder}/{name}"
        if os.path.exists(os.path.join(source, file)):
            return file
    return None


def is_generated(name):
    return name.endswith(".pb-c.h") or os.path.basename(name) in (
        "imagenet-classes.h", "sample-network.h")


def check_includes(rooms):
    """What is wrong with what the sources include."""
    for path in list_sources(rooms.source):
        with open(os.path.join(rooms.source, path), encoding="utf-8") as file:
            names = re.findall(r'^#\s*include "([^"]+)"', file.read(), re.MULTILINE)
        for name in names:
            included = find_include(rooms.source, path, name)
            if included is None:
                if not is_generated(name):
                    yield f"{path}: “{name}” is no header of its folder, nor of a folder it may know"
            elif included != PUBLIC and rooms.get(included) is not None:
                if os.path.dirname(included) == os.path.dirname(path) and "/" in name:
                    yield f"{path}: “{name}” is in the same folder"
                elif rooms.get(path) is not None and rooms.get(included) > rooms.get(path):
                    yield f"{path} includes {included}, of a higher folder"


def list_objects(rooms, build):
    """Object → its source, of what is built of the houses."""
    with open(os.path.join(build, "compile_commands.json"), encoding="utf-8") as file:
        commands = json.load(file)
    objects = {}
    for command in commands:
        path = os.path.relpath(os.path.join(command["directory"], command["file"]), rooms.source)
        thing = os.path.join(command["directory"], command["output"])
        if get_house(path) and not command["output"].startswith("tests/") and os.path.exists(thing):
            objects[thing] = path
    return objects


def read_symbols(rooms, build):
    """Two tables: symbol → its file, file → the symbols it needs."""
    defined, needed = {}, collections.defaultdict(set)
    objects = list_objects(rooms, build)
    lines = subprocess.run(["nm", "-A", *objects], check=True, capture_output=True, text=True).stdout
    for line in lines.splitlines():
        thing, _, rest = line.partition(":")
        path, words = objects[thing], rest.split()
        if words[-2] == "U":
            needed[path].add(words[-1])
        elif words[-2].isupper():
            defined[words[-1], get_program(path)] = path
    return defined, needed


def get_program(path):
    """The programs have functions of the same names: their files see the library's, and
    their own."""
    house = get_house(path)
    return house if house in PROGRAMS else "library"


def read_calls(rooms, build):
    """Tables: file → file → symbols; file → symbols of other libraries."""
    defined, needed = read_symbols(rooms, build)
    calls = collections.defaultdict(lambda: collections.defaultdict(set))
    foreign_calls = {}
    for path, symbols in needed.items():
        for symbol in symbols:
            callee = defined.get((symbol, get_program(path))) or defined.get((symbol, "library"))
            if callee is not None and callee != path:
                calls[path][callee].add(symbol)
        foreign_calls[path] = sorted(symbols)
    return calls, foreign_calls


def check_calls(rooms, calls):
    for path, callees in sorted(calls.items()):
        for callee, symbols in sorted(callees.items()):
            if None in (rooms.get(path), rooms.get(callee)):
                continue
            if rooms.get(callee) > rooms.get(path):
                yield f"{path} calls {', '.join(sorted(symbols))} of {callee}, of a higher folder"


def find_circle(calls, start):
    """The shortest way by calls from the file back to itself, or None."""
    before = {}
    queue = collections.deque([start])
    while queue:
        path = queue.popleft()
        for callee in sorted(calls[path]) if path in calls else []:
            if callee == start:
                way = [start, path]
                while way[-1] != start:
                    way.append(before[way[-1]])
                return way[::-1]
            if callee not in before:
                before[callee] = path
                queue.append(callee)
    return None


def check_circles(calls):
    told = set()
    for path in sorted(calls):
        circle = find_circle(calls, path)
        if circle is not None and frozenset(circle) not in told:
            told.add(frozenset(circle))
            yield " → ".join(circle + [circle[0]] if circle[-1] != circle[0] else circle)


def check_gimp(foreign_calls):
    for path, symbols in sorted(foreign_calls.items()):
        calls = list(filter(GIMP.match, symbols))
        if calls and not path.startswith(GIMP_ROOMS):
            yield f"{path} calls {', '.join(calls)}"


def check_system(source):
    for path in list_sources(source):
        if get_house(path) == "plug-in" or path.startswith(SYSTEM_ROOM):
            continue
        with open(os.path.join(source, path), encoding="utf-8") as file:
            names = [found[0] for found in SYSTEM_HEADERS.findall(file.read())]
        if names:
            yield f"{path} includes {', '.join(names)}: see {SYSTEM_ROOM}"


def check_rounded(foreign_calls):
    for path, symbols in sorted(foreign_calls.items()):
        calls = list(filter(ROUNDED.match, symbols))
        if calls and get_house(path) != "plug-in":
            yield f"{path} calls {', '.join(calls)}"


def main():
    source, build = sys.argv[1:]
    rooms = Rooms(os.path.abspath(source))
    calls, foreign_calls = read_calls(rooms, build)
    checks = {
        "the folders and calls are understood":
            [] if len(rooms.ranks) > 20 and len(calls) > 100 else ["few are found"],
        "no include leads to a higher folder, or past featvis.h": check_includes(rooms),
        "no call leads to a higher folder": check_calls(rooms, calls),
        "no files call each other in a circle": check_circles(calls),
        "systems are told apart in one room": check_system(rooms.source),
        "GIMP is called behind one boundary": check_gimp(foreign_calls),
        "what makes pictures calls nothing that each machine rounds in its own way": check_rounded(foreign_calls),
    }
    return tap.report(checks)


if __name__ == "__main__":
    sys.exit(main())
