/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef FV_LABEL_H
#define FV_LABEL_H

/* Pixels of the strips below the cells of a sheet, and below maps, that tell which one it
 * is: how high they are, and what a number of some digits takes at most in them. */
#define FV_LABEL_HEIGHT      14
#define FV_LABEL_DIGIT_WIDTH 8
#define FV_LABEL_MARGIN      6

#endif /* FV_LABEL_H */
