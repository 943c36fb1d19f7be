/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef PLUG_IN_PRESET_PARAMETERS_H
#define PLUG_IN_PRESET_PARAMETERS_H

#include "preset.h"
#include "procedure/procedure.h"

const Argument *preset_get_argument (const Procedure *procedure, gint value);
Preset *preset_new_from_parameters (const gchar *name, const Procedure *procedure,
                                    gconstpointer parameters);
gpointer preset_apply (const Preset *preset, const Procedure *procedure,
                       const FvWeights *weights, gconstpointer parameters,
                       GError **error);
const FvRecipe *preset_find_recipe (const Procedure *procedure, gconstpointer parameters);
gboolean preset_matches (const Preset *preset, const Procedure *procedure,
                         const FvWeights *weights, gconstpointer parameters);

#endif /* PLUG_IN_PRESET_PARAMETERS_H */
