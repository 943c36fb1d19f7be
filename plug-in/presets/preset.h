/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef PLUG_IN_PRESET_H
#define PLUG_IN_PRESET_H

#include <glib.h>

#define PRESET_MAXIMUM_VALUES 5

/* Values of some arguments of a procedure, as texts, in the order of
 * presets_get_arguments(). NULL leaves an argument as it is. */
typedef struct
{
  gchar *name; /* in the user's language */
  gchar *help; /* what it does to the picture; NULL if the user made it */
  gboolean is_built_in;
  gchar *values[PRESET_MAXIMUM_VALUES];
} Preset;

Preset *preset_new (const gchar *name);
void preset_free (Preset *preset);
GPtrArray *preset_array_new (void);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Preset, preset_free)

#endif /* PLUG_IN_PRESET_H */
