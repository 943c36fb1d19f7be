# SPDX-License-Identifier: GPL-3.0-or-later

"""Messages of protobuf, field by field."""

import numbers
import struct


def varint(value):
    result = bytearray()
    while value > 127:
        result.append(value & 127 | 128)
        value >>= 7
    return bytes(result + bytes([value]))


def field(number, value):
    """A field of a message: an integer, a float, text or bytes."""
    if isinstance(value, float):
        return varint(number << 3 | 5) + struct.pack("<f", value)
    if isinstance(value, numbers.Integral):
        return varint(number << 3) + varint(int(value))
    data = value.encode() if isinstance(value, str) else value
    return varint(number << 3 | 2) + varint(len(data)) + data


def message(*fields):
    """Of (number, value); None is left out."""
    return b"".join(field(number, value) for number, value in fields if value is not None)
