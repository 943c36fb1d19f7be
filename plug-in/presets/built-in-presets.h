/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef PLUG_IN_BUILT_IN_PRESETS_H
#define PLUG_IN_BUILT_IN_PRESETS_H

#include "preset.h"

const gchar *const *presets_get_arguments (const gchar *procedure);
GPtrArray *presets_new_built_in (const gchar *procedure);

#endif /* PLUG_IN_BUILT_IN_PRESETS_H */
