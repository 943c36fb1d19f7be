#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later

"""Makes pictures' files that other programs would not, and tells what is right.

    pictures.py orient FROM.jpg N TO.jpg   with EXIF's orientation N
    pictures.py cut FROM BYTES TO          without its last bytes
    pictures.py profile FROM.jpg PROFILE TO.jpg   with an ICC profile, whatever it is
    pictures.py bomb WIDTH HEIGHT TO.png   a PNG file of that many pixels, all of them black
    pictures.py wide R G B                 prints sRGB of a color of the wide profile that
                                           tests/profile.py writes"""

import struct
import sys
import zlib


def insert(source, marker, segment, target):
    with open(source, "rb") as file:
        data = file.read()
    head = struct.pack(">BBH", 0xFF, marker, len(segment) + 2)
    with open(target, "wb") as file:
        file.write(data[:2] + head + segment + data[2:])


def orient(source, number, target):
    tiff = b"II*\0" + struct.pack("<IHHHIHHI", 8, 1, 0x112, 3, 1, int(number), 0, 0)
    insert(source, 0xE1, b"Exif\0\0" + tiff, target)


def cut(source, count, target):
    with open(source, "rb") as file:
        data = file.read()
    with open(target, "wb") as file:
        file.write(data[:len(data) - int(count)])


def make_chunk(name, data):
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def bomb(width, height, target):
    header = struct.pack(">IIBBBBB", int(width), int(height), 8, 2, 0, 0, 0)
    packer = zlib.compressobj(9)
    row = bytes(3 * int(width) + 1)
    pixels = b"".join(packer.compress(row) for _ in range(int(height))) + packer.flush()
    with open(target, "wb") as file:
        file.write(b"\x89PNG\r\n\x1a\n" + make_chunk(b"IHDR", header)
                   + make_chunk(b"IDAT", pixels) + make_chunk(b"IEND", b""))


def profile(source, icc, target):
    with open(icc, "rb") as file:
        insert(source, 0xE2, b"ICC_PROFILE\0\1\1" + file.read(), target)


# From the profile's primaries to XYZ under D50, and from there to linear sRGB (Bruce
# Lindbloom's matrix, adapted by Bradford's method)
TO_XYZ = [[0.7977, 0.1352, 0.0313], [0.2880, 0.7119, 0.0001], [0.0, 0.0, 0.8249]]
TO_SRGB = [[3.1338561, -1.6168667, -0.4906146],
           [-0.9787684, 1.9161415, 0.0334540],
           [0.0719453, -0.2289914, 1.4052427]]


def multiply(matrix, vector):
    return [sum(a * b for a, b in zip(row, vector)) for row in matrix]


def encode(value):
    value = min(max(value, 0.0), 1.0)
    return 12.92 * value if value <= 0.0031308 else 1.055 * value ** (1 / 2.4) - 0.055


def wide(*color):
    linear = [(int(value) / 255) ** 1.8 for value in color]
    print(*[round(255 * encode(value)) for value in multiply(TO_SRGB, multiply(TO_XYZ, linear))])


if __name__ == "__main__":
    {"orient": orient, "cut": cut, "bomb": bomb, "profile": profile,
     "wide": wide}[sys.argv[1]](*sys.argv[2:])
