/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Winograd's F(2×2, 3×3) and F(4×4, 3×3) (Lavin and Gray, "Fast algorithms for
 * convolutional neural networks", 2015), with the points 0, ±1, ∞ and 0, ±5/8, ±3/2, ∞.
 * The latter were found by trying (as Barabasz et al., "Error analysis and improving the
 * accuracy of Winograd convolution for deep neural networks", 2020): they halve the
 * rounding error of the usual 0, ±1, ±2, ∞, which is nowhere smaller on a grid of 1/16.
 */

#ifndef FV_POINTS_H
#define FV_POINTS_H

#define POINT_A 0.625
#define POINT_B 1.5
#define A_2     (POINT_A * POINT_A)
#define B_2     (POINT_B * POINT_B)

/* The most inputs and outputs that a tile has on a side */
#define MAXIMUM_INPUT  6
#define MAXIMUM_OUTPUT 4

#endif /* FV_POINTS_H */
