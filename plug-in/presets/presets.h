/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef PLUG_IN_PRESETS_H
#define PLUG_IN_PRESETS_H

#include <featvis.h>

#define PRESET_MAXIMUM_VALUES 4

/* Values of some arguments of a procedure, as texts, in the order of
 * presets_get_arguments(). NULL leaves an argument as it is. */
typedef struct
{
  gchar *name; /* in the user's language */
  gchar *help; /* what it does to the picture; NULL if the user made it */
  gboolean is_built_in;
  gchar *values[PRESET_MAXIMUM_VALUES];
} Preset;

const gchar *const *presets_get_arguments (const gchar *procedure);

Preset *preset_new (const gchar *name);
void preset_free (Preset *preset);
GPtrArray *presets_new_built_in (const gchar *procedure);

/* Those of the user, in a file */
gboolean presets_load (GPtrArray *presets, const gchar *procedure, const gchar *file,
                       GError **error);
gboolean presets_save (const Preset *preset, const gchar *procedure, const gchar *file,
                       GError **error);
gboolean presets_delete (const gchar *name, const gchar *procedure, const gchar *file,
                         GError **error);

/* What of the options is theirs */
gchar *presets_strip_options (const gchar *options);
gchar *presets_merge_options (const gchar *preset, const gchar *options);
gboolean presets_have_same_options (const gchar *one, const gchar *other, FvTask task,
                                    const FvRecipe *recipe);

#endif /* PLUG_IN_PRESETS_H */
