/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef FV_WINDOW_STRIPS_H
#define FV_WINDOW_STRIPS_H

#include "window-grid.h"

gsize fv_window_strips_get_size (const FvWindowKernel *kernel, const FvWindowPart *part,
                                 const FvWindowGrid *grid);
void fv_window_strips_load (FvWindowChunk *chunk, gint offset);
void fv_window_strips_load_interleaved (FvWindowChunk *chunk);

#endif /* FV_WINDOW_STRIPS_H */
