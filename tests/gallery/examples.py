#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later

"""Draws the examples of the gallery's textures and styles, as PPM files.

    examples.py FOLDER
"""

import math
import os
import random
import sys


class Picture:
    def __init__(self, width, height, color):
        self.width, self.height = width, height
        self.pixels = [color] * (width * height)

    def put(self, x, y, color):
        if 0 <= x < self.width and 0 <= y < self.height:
            self.pixels[y * self.width + x] = color

    def write(self, file):
        values = (min(max(int(value), 0), 255) for pixel in self.pixels for value in pixel)
        with open(file, "wb") as stream:
            stream.write(b"P6 %d %d 255\n" % (self.width, self.height) + bytes(values))


def shade(color, factor):
    return tuple(value * factor for value in color)


def draw_bricks():
    picture = Picture(128, 128, (200, 190, 175))
    for row in range(10):
        for column in range(-1, 5):
            color = (random.uniform(140, 200), random.uniform(70, 100), random.uniform(50, 70))
            left, top = 32 * column + 16 * (row % 2), 13 * row
            for y in range(top + 1, top + 12):
                for x in range(left + 1, left + 30):
                    edge = 0.8 if x == left + 29 or y == top + 11 else 1.15 if y == top + 1 else 1.0
                    picture.put(x, y, shade(color, edge * random.uniform(0.92, 1.08)))
    return picture


def draw_pebbles():
    picture = Picture(128, 128, (50, 45, 40))
    for _ in range(520):
        gray, warmth = random.uniform(90, 220), random.uniform(0.85, 1.0)
        x, y, turn = random.uniform(0, 128), random.uniform(0, 128), random.uniform(0, math.pi)
        a, b = random.uniform(4, 8), random.uniform(3, 6)
        for dy in range(-8, 9):
            for dx in range(-8, 9):
                along = (dx * math.cos(turn) + dy * math.sin(turn)) / a
                across = (dy * math.cos(turn) - dx * math.sin(turn)) / b
                far = along * along + across * across
                if far <= 1:
                    light = 1 - 0.55 * far - 0.03 * (dx + dy)
                    color = (gray, gray * (1 + warmth) / 2, gray * warmth)
                    picture.put(int(x + dx), int(y + dy), shade(color, light))
    return picture


def draw_stroke(picture, x, y, angle, length, width, color):
    for step in range(int(2 * length)):
        along = step / 2 - length / 2
        for side in range(width):
            picture.put(int(x + along * math.cos(angle) - (side - width / 2) * math.sin(angle)),
                        int(y + along * math.sin(angle) + (side - width / 2) * math.cos(angle)), color)


def draw_lights():
    """Strokes around some lights"""
    picture = Picture(480, 360, (30, 50, 110))
    lights = ((90, 80), (330, 110), (200, 250), (410, 290))
    rings = ((28, 48, 110), (60, 100, 180), (125, 172, 222))
    for _ in range(9000):
        x, y = random.uniform(0, 480), random.uniform(0, 360)
        light = min(lights, key=lambda at: math.hypot(x - at[0], y - at[1]))
        far = math.hypot(x - light[0], y - light[1])
        color = rings[int(far / 14 + random.random()) % 3]
        if far < 22 or random.random() < 0.03:
            color = random.choice(((240, 220, 120), (250, 180, 60), (235, 235, 220)))
        angle = math.atan2(y - light[1], x - light[0]) + math.pi / 2 + random.uniform(-0.2, 0.2)
        draw_stroke(picture, x, y, angle, random.uniform(6, 16), random.choice((2, 3, 4)), color)
    return picture


def main():
    for name, draw in (("bricks", draw_bricks), ("pebbles", draw_pebbles), ("drawing", draw_lights)):
        random.seed(name)
        draw().write(os.path.join(sys.argv[1], f"{name}.ppm"))


if __name__ == "__main__":
    main()
