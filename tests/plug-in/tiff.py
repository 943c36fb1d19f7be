#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later

"""Compares uncompressed TIFF files to the last bit of each sample.

    tiff.py same A B             all samples of all pixels are equal
    tiff.py visible A B          so they are but where both are fully transparent
    tiff.py inside A B X Y       A is what B has from X, Y on
    tiff.py edit A B SELECTION   B is an edit of A within the selection: where it is 0, or
                                 A fully transparent, nothing changed; no alpha did; a
                                 good part of the rest has

It prints what is wrong, and fails."""

import struct
import sys

SIZES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8}
FORMATS = {1: "B", 3: "H", 4: "I"}


class Picture:
    """Its pixels are bytes: pixel (x, y) begins at (y * width + x) * size."""

    def __init__(self, path):
        with open(path, "rb") as file:
            self.file = file.read()
        self.order = "<" if self.file[:2] == b"II" else ">"
        tags = self.read_tags()
        assert tags.get(259, [1]) == [1], "compressed"
        self.width, self.height = tags[256][0], tags[257][0]
        self.samples = tags.get(277, [1])[0]
        self.sample_size = tags[258][0] // 8
        self.has_alpha = self.samples in (2, 4)
        self.size = self.samples * self.sample_size
        self.pixels = b"".join(
            self.file[start:start + length] for start, length in zip(tags[273], tags[279]))
        assert len(self.pixels) == self.width * self.height * self.size, "planes"

    def read_tags(self):
        start, = struct.unpack_from(self.order + "I", self.file, 4)
        n_tags, = struct.unpack_from(self.order + "H", self.file, start)
        tags = {}
        for i in range(n_tags):
            at = start + 2 + 12 * i
            tag, kind, count = struct.unpack_from(self.order + "HHI", self.file, at)
            if kind not in FORMATS:
                continue
            at += 8
            if count * SIZES[kind] > 4:
                at, = struct.unpack_from(self.order + "I", self.file, at)
            tags[tag] = list(struct.unpack_from(f"{self.order}{count}{FORMATS[kind]}",
                                                self.file, at))
        return tags

    def get(self, x, y):
        at = (y * self.width + x) * self.size
        return self.pixels[at:at + self.size]

    def get_alpha(self, x, y):
        return self.get(x, y)[-self.sample_size:] if self.has_alpha else b"opaque"

    def is_transparent(self, x, y):
        return not any(self.get_alpha(x, y))

    def places(self):
        return ((x, y) for y in range(self.height) for x in range(self.width))


def check(condition, problem):
    if not condition:
        sys.exit(problem)


def check_like(a, b):
    check((a.width, a.height, a.samples, a.sample_size) ==
          (b.width, b.height, b.samples, b.sample_size), "size or format differ")


def same(a, b):
    check_like(a, b)
    for place in a.places():
        check(a.get(*place) == b.get(*place), f"pixel {place} differs")


def visible(a, b):
    check_like(a, b)
    for place in a.places():
        check(a.get(*place) == b.get(*place) or
              a.is_transparent(*place) and b.is_transparent(*place),
              f"pixel {place} differs")


def inside(a, b, x, y):
    check((a.samples, a.sample_size) == (b.samples, b.sample_size), "formats differ")
    for column, row in a.places():
        check(a.get(column, row) == b.get(column + int(x), row + int(y)),
              f"pixel {(column, row)} differs")


def edit(a, b, selection):
    check_like(a, b)
    n_free = n_changed = 0
    for place in a.places():
        check(a.get_alpha(*place) == b.get_alpha(*place), f"alpha of {place} differs")
        changed = a.get(*place) != b.get(*place)
        if any(selection.get(*place)) and not a.is_transparent(*place):
            n_free += 1
            n_changed += changed
        else:
            check(not changed, f"pixel {place} changed")
    check(n_changed > n_free / 4 > 0, f"{n_changed} of {n_free} pixels changed")


def main():
    names = {"same": 2, "visible": 2, "inside": 2, "edit": 3}
    n_pictures = names[sys.argv[1]]
    pictures = [Picture(path) for path in sys.argv[2:2 + n_pictures]]
    globals()[sys.argv[1]](*pictures, *sys.argv[2 + n_pictures:])


if __name__ == "__main__":
    main()
