/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef PLUG_IN_COUNTERPARTS_H
#define PLUG_IN_COUNTERPARTS_H

#include <featvis.h>

const gchar *counterparts_find (const FvWeights *weights, const gchar *layer);
gchar *counterparts_translate (const FvWeights *weights, const gchar *objective);

#endif /* PLUG_IN_COUNTERPARTS_H */
