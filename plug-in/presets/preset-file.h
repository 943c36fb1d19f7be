/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef PLUG_IN_PRESET_FILE_H
#define PLUG_IN_PRESET_FILE_H

#include "preset.h"

gboolean presets_load (GPtrArray *presets, const gchar *procedure, const gchar *file,
                       GError **error);
gboolean presets_save (const Preset *preset, const gchar *procedure, const gchar *file,
                       GError **error);
gboolean presets_delete (const gchar *name, const gchar *procedure, const gchar *file,
                         GError **error);

#endif /* PLUG_IN_PRESET_FILE_H */
