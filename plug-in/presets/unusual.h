/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef PLUG_IN_UNUSUAL_H
#define PLUG_IN_UNUSUAL_H

#include "procedure/procedure.h"

gchar *unusual_describe (const Procedure *procedure, const GPtrArray *presets,
                         const FvWeights *weights, gconstpointer parameters);

#endif /* PLUG_IN_UNUSUAL_H */
