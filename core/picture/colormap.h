/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef FV_COLORMAP_H
#define FV_COLORMAP_H

#include "featvis.h"

void fv_colormap_get (FvColormap map, guint8 value, guint8 color[3]);

#endif /* FV_COLORMAP_H */
