/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef PLUG_IN_MAP_TILES_H
#define PLUG_IN_MAP_TILES_H

#include "maps.h"

gint32 map_tiles_add (const Maps *maps, const FvSettings *settings, gint32 image,
                      const gchar *record, GError **error);

#endif /* PLUG_IN_MAP_TILES_H */
