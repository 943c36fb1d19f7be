/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef PLUG_IN_PRESET_OPTIONS_H
#define PLUG_IN_PRESET_OPTIONS_H

#include <featvis.h>

gchar *presets_strip_options (const gchar *options);
gchar *presets_merge_options (const gchar *preset, const gchar *options);
gboolean presets_have_same_options (const gchar *one, const gchar *other, FvTask task,
                                    const FvRecipe *recipe);

#endif /* PLUG_IN_PRESET_OPTIONS_H */
