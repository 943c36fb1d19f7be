/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef PLUG_IN_RENDER_H
#define PLUG_IN_RENDER_H

#include "procedure.h"

gboolean render_filter (GimpRunMode run_mode, gint32 image, gint32 drawable,
                        gconstpointer parameters, Outcome *outcome, GError **error);

#endif /* PLUG_IN_RENDER_H */
