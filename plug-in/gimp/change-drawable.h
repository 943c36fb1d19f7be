/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef PLUG_IN_CHANGE_DRAWABLE_H
#define PLUG_IN_CHANGE_DRAWABLE_H

#include "place.h"

gboolean change_has_lost_drawable (const Source *source, RunMode run_mode);
const gchar *change_explain_loss (const Source *source);
gboolean change_drawable (const Source *source, GeglBuffer *pixels, const gchar *record,
                          Outcome *outcome, GError **error);

#endif /* PLUG_IN_CHANGE_DRAWABLE_H */
