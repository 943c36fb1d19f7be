/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef FV_WINDOW_PRODUCTS_H
#define FV_WINDOW_PRODUCTS_H

#include "window-grid.h"

gsize fv_window_products_get_size (const FvWindowKernel *kernel, const FvWindowPart *part,
                                   const FvWindowGrid *grid);
void fv_window_products_place (FvWindowChunk *chunk, gfloat *scratch);
void fv_window_products_begin (FvWindowChunk *chunk);
void fv_window_products_end (const FvWindowChunk *chunk);

#endif /* FV_WINDOW_PRODUCTS_H */
