#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later

"""The version, and the changes, are as a release needs them.

    release.py SOURCE                        that they agree: TAP lines
    release.py --released SOURCE             and that they are of a release, not of a coming one
    release.py --set VERSION DATE SOURCE     makes the coming version that of a release
"""

import pathlib
import re
import sys

sys.dont_write_bytecode = True

import tap  # pylint: disable=wrong-import-position

SECTION = re.compile(r"^## (\d+(?:\.\d+){2}), (not released yet|\d{4}-\d{2}-\d{2})$", re.MULTILINE)
VERSION = re.compile(r"(?<=^  version: ')[^']*", re.MULTILINE)
RELEASE = re.compile(r'<release version="[^"]*" date="[^"]*"(?: type="development")?/>')
COMING = "not released yet"


class Release:
    """What the files in a folder of sources say."""

    def __init__(self, source):
        self.build = source / "meson.build"
        self.changes = source / "CHANGELOG.md"
        self.metadata = next((source / "plug-in" / "packages").glob("*.metainfo.xml.in"))
        self.translations = sorted((source / "po").glob("*.po"))
        self.version = VERSION.search(self.read(self.build))[0]
        self.sections = SECTION.findall(self.read(self.changes))

    @staticmethod
    def read(path):
        return path.read_text(encoding="utf-8")

    def check_version(self):
        if not self.sections or self.sections[0][0] != self.version:
            yield (f"meson.build has version {self.version}, and CHANGELOG.md begins with that of "
                   f"{self.sections[0][0] if self.sections else 'none'}")

    def check_sections(self, must_be_released):
        text = self.read(self.changes)
        if len(self.sections) != len(re.findall(r"^## ", text, re.MULTILINE)):
            yield f"a section of CHANGELOG.md is neither “## VERSION, {COMING}” nor “## VERSION, DATE”"
        for number, (version, date) in enumerate(self.sections):
            if date == COMING and (number > 0 or must_be_released):
                yield f"{version} is not released yet"
        keys = [tuple(map(int, version.split("."))) for version, _ in self.sections]
        if keys != sorted(set(keys), reverse=True):
            yield "the sections of CHANGELOG.md are not those of ever earlier versions"

    def check_changes(self):
        parts = SECTION.split(self.read(self.changes))[1:]
        for version, text in zip(parts[::3], parts[2::3]):
            if not re.search(r"^- ", text, re.MULTILINE):
                yield f"the section of {version} tells of no change"

    def check_translations(self):
        for path in self.translations:
            project = re.search(r'"Project-Id-Version: (\S+?)(?: (\S+?))?\\n"', self.read(path))
            if project is None or project[1] != "featvis" or project[2] not in (None, self.version):
                yield f"{path.name}: its Project-Id-Version is not featvis {self.version}"

    def check_metadata(self):
        if not RELEASE.search(self.read(self.metadata)):
            yield f"{self.metadata.name} tells of no release"

    def set(self, version, date):
        newest, state = self.sections[0]
        if state not in (COMING, date) or (state != COMING and newest != version):
            sys.exit(f"release.py: CHANGELOG.md begins with {newest}, {state}. Begin it with "
                     f"“## {version}, {COMING}” and what has changed.")
        before = VERSION.search(self.read(self.build))[0]
        if tuple(map(int, version.split("."))) < tuple(map(int, before.split("."))):
            sys.exit(f"release.py: {version} is earlier than {before}, which is the coming version. Give a later one.")
        self.changes.write_text(SECTION.sub(f"## {version}, {date}", self.read(self.changes), count=1), encoding="utf-8")
        self.metadata.write_text(RELEASE.sub(f'<release version="{version}" date="{date}"/>', self.read(self.metadata),
                                             count=1), encoding="utf-8")
        self.build.write_text(VERSION.sub(version, self.read(self.build), count=1), encoding="utf-8")


def main():
    if len(sys.argv) == 5 and sys.argv[1] == "--set":
        Release(pathlib.Path(sys.argv[4])).set(*sys.argv[2:4])
        return 0
    release = Release(pathlib.Path(sys.argv[-1]))
    checks = {
        "the version is that of the newest changes": release.check_version(),
        "each section has a version and a date, but for a coming one":
            release.check_sections("--released" in sys.argv),
        "each section tells of changes": release.check_changes(),
        "the metadata has a release": release.check_metadata(),
        "translations are of this project": release.check_translations(),
    }
    return tap.report(checks)


if __name__ == "__main__":
    sys.exit(main())
