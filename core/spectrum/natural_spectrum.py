#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later

"""Measures how large the coefficients of photos' spectra are, for natural.c.

    python3 core/spectrum/natural_spectrum.py PHOTO...

Each photo's middle square is brought to 512×512 pixels and taken apart as fourier.c does it: into
logits, and these into decorrelated planes. Of each plane's Fourier transform over its number of
pixels, the mean amplitude of all photos falls with the frequency about as a power of it:

    amplitude = a × k ** -b, k in periods from edge to edge

a and b are fitted, by least squares of the logarithms, to rings of frequencies from 2 to 200 periods,
which count alike where they are alike in width on a logarithmic scale. Prints a and b of the three
planes, and by how much the rings differ from the fit.
"""

import sys

import numpy
from PIL import Image

SIDE = 512
LEAST_VALUE = 0.4  # as in fourier.c
FIRST, LAST, RINGS = 2, 200, 24

CORRELATION = numpy.array([[0.26, 0.09, 0.02], [0.27, 0.00, -0.05], [0.27, -0.09, 0.03]])
CORRELATION /= numpy.sqrt((CORRELATION ** 2).sum(0)).max()


def read_planes(name):
    image = Image.open(name).convert("RGB")
    side = min(image.size)
    left, top = (image.width - side) // 2, (image.height - side) // 2
    image = image.crop((left, top, left + side, top + side)).resize((SIDE, SIDE), Image.BICUBIC)
    values = numpy.asarray(image, numpy.float64).clip(LEAST_VALUE, 255 - LEAST_VALUE)
    return numpy.log(values / (255 - values)) @ numpy.linalg.inv(CORRELATION).T


def measure(name):
    """The mean amplitude of each plane in each ring"""
    window = numpy.hanning(SIDE)  # against the cross that edges, which do not fit, would make
    window = numpy.outer(window, window)
    window /= numpy.sqrt((window ** 2).mean())
    planes = read_planes(name)
    planes -= planes.mean((0, 1))
    spectrum = numpy.abs(numpy.fft.fft2(planes * window[..., None], axes=(0, 1))) / SIDE ** 2
    k = numpy.hypot(*numpy.meshgrid(*[numpy.fft.fftfreq(SIDE) * SIDE] * 2))
    edges = numpy.geomspace(FIRST, LAST, RINGS + 1)
    return numpy.array([spectrum[(k >= a) & (k < b)].mean(0) for a, b in zip(edges, edges[1:])])


def main(names):
    amplitudes = numpy.mean([measure(name) for name in names], 0)
    edges = numpy.geomspace(FIRST, LAST, RINGS + 1)
    k = numpy.sqrt(edges[1:] * edges[:-1])
    print(len(names), "photos")
    for plane in range(3):
        slope, offset = numpy.polyfit(numpy.log(k), numpy.log(amplitudes[:, plane]), 1)
        error = numpy.log(amplitudes[:, plane]) - offset - slope * numpy.log(k)
        print(f"plane {plane}: a {numpy.exp(offset):.4f}, b {-slope:.4f}, "
              f"fit within {numpy.exp(numpy.abs(error).max()) - 1:.0%}")


if __name__ == "__main__":
    main(sys.argv[1:])
