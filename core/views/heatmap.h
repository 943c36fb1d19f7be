/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef FV_HEATMAP_H
#define FV_HEATMAP_H

#include "featvis.h"

FvHeatmap *fv_heatmap_new (gint width, gint height, GError **error);

guint64 fv_heatmap_get_memory_of_picture (gint width, gint height);

#endif /* FV_HEATMAP_H */
