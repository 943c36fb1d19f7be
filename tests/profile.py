#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later

"""Writes a small ICC profile (version 2) of a wide RGB space with gamma 1.8.

    profile.py FILE.icc"""

import struct
import sys


def fixed(*numbers):
    return b"".join(struct.pack(">i", round(number * 65536)) for number in numbers)


def xyz(*numbers):
    return b"XYZ \0\0\0\0" + fixed(*numbers)


TEXT = b"wide\0"
CURVE = b"curv\0\0\0\0" + struct.pack(">IH", 1, round(1.8 * 256)) + b"\0\0"
TAGS = {
    b"desc": b"desc\0\0\0\0" + struct.pack(">I", len(TEXT)) + TEXT + b"\0" * 81,
    b"cprt": b"text\0\0\0\0none\0\0\0\0",
    b"wtpt": xyz(0.9642, 1.0, 0.8249),
    b"rXYZ": xyz(0.7977, 0.2880, 0.0),
    b"gXYZ": xyz(0.1352, 0.7119, 0.0),
    b"bXYZ": xyz(0.0313, 0.0001, 0.8249),
    b"rTRC": CURVE,
    b"gTRC": CURVE,
    b"bTRC": CURVE,
}


def main():
    table, data = struct.pack(">I", len(TAGS)), b""
    start = 128 + 4 + 12 * len(TAGS)
    for name, value in TAGS.items():
        value += b"\0" * (-len(value) % 4)
        table += name + struct.pack(">II", start + len(data), len(value))
        data += value
    size = start + len(data)
    header = struct.pack(">I4sI4s4s4s12s4s", size, b"\0\0\0\0", 0x02100000, b"mntr",
                         b"RGB ", b"XYZ ", bytes(12), b"acsp")
    header += bytes(68 - len(header)) + fixed(0.9642, 1.0, 0.8249)
    with open(sys.argv[1], "wb") as file:
        file.write(header + bytes(128 - len(header)) + table + data)


if __name__ == "__main__":
    main()
