/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef PLUG_IN_LAYER_MASK_H
#define PLUG_IN_LAYER_MASK_H

#include "pixels.h"

/* What a layer's mask has in a source's region. */
typedef struct
{
  GeglBuffer *values;  /* NULL without a mask */
  gboolean is_applied; /* it hides, and is not just there */
} LayerMask;

gboolean layer_mask_read (LayerMask *mask, const Source *source, GError **error);
gboolean layer_mask_add (const LayerMask *mask, gint32 layer, GError **error);
void layer_mask_clear (LayerMask *mask);

#endif /* PLUG_IN_LAYER_MASK_H */
