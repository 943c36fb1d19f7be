/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef PLUG_IN_PIXELS_H
#define PLUG_IN_PIXELS_H

#include "source.h"

gboolean pixels_read (const Source *source, FvImage **picture, gfloat **alpha,
                      GError **error);
gint32 pixels_write_layer (gint32 image, const gchar *name, const FvResult *result,
                           const gfloat *alpha);

#endif /* PLUG_IN_PIXELS_H */
