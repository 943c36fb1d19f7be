/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the files beside this one share of the ways into an image. */

#ifndef PLUG_IN_PLACE_PRIVATE_H
#define PLUG_IN_PLACE_PRIVATE_H

#include "place.h"

gboolean place_set_error (GError **error);
gboolean place_layer (const Source *source, gint32 layer, GError **error);
gboolean place_channel (const Source *source, gint32 channel, GError **error);
gboolean place_selection (const Source *source, gint32 channel, GError **error);

#endif /* PLUG_IN_PLACE_PRIVATE_H */
