/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Which layers' activations are shown. */

#include "featvis.h"

#include <string.h>

#define USUAL_LAYERS 8 /* as in F. Chollet, "Deep Learning with Python" (2017), 5.4.1 */

#define FIRST "first:"

/* Returns: the N of "first:N", 0 of any other name, or of one that is a layer's */
static guint
get_first (const gchar *const *maps, const gchar *name)
{
  guint64 first;

  if (!g_str_has_prefix (name, FIRST) || g_strv_contains (maps, name) ||
      !g_ascii_string_to_unsigned (name + strlen (FIRST), 10, 1, G_MAXUINT, &first, NULL))
    return 0;
  return (guint)first;
}

/* Returns: how many layers from the input on are asked for by the names "first:N" */
static guint
count_first (const gchar *const *maps, const gchar *const *names)
{
  guint first = 0;

  for (gint i = 0; names[i] != NULL; i++)
    first = MAX (first, get_first (maps, names[i]));
  return first;
}

static void
add_known (GPtrArray *layers, const gchar *const *maps, const gchar *const *names)
{
  guint first = names != NULL ? count_first (maps, names) : G_MAXUINT;

  for (guint i = 0; maps[i] != NULL; i++)
    if (i < first || g_strv_contains (names, maps[i]))
      g_ptr_array_add (layers, g_strdup (maps[i]));
}

static void
add_unknown (GPtrArray *layers, const gchar *const *maps, const gchar *const *names)
{
  for (gint i = 0; names[i] != NULL; i++)
    if (names[i][0] != '\0' && !g_strv_contains (maps, names[i]) &&
        get_first (maps, names[i]) == 0)
      g_ptr_array_add (layers, g_strdup (names[i]));
}

/**
 * fv_activations_parse_layers:
 * @maps: (array zero-terminated=1): the layers that there are, from the input on; see
 *   fv_weights_list_maps()
 * @text: (nullable): "block1_conv1,block1_pool …": names of layers, separated by commas;
 *   "first:N" among them for the first N; "" or %NULL for the first eight, as in F.
 *   Chollet, "Deep Learning with Python" (2017), 5.4.1; "all" for all
 *
 * Whether there are the layers that are named is not judged; see fv_weights_check_maps().
 *
 * Returns: (transfer full) (array zero-terminated=1): at least one layer: those of @maps,
 *   from the input on, each once, and behind them the names that are not in @maps; of a
 *   text without any name, the name ""
 */
gchar **
fv_activations_parse_layers (const gchar *const *maps, const gchar *text)
{
  gboolean is_usual = text == NULL || text[0] == '\0';
  g_auto (GStrv) names = is_usual ? NULL : g_strsplit_set (text, ", ", -1);
  g_autoptr (GPtrArray) layers = NULL;

  g_return_val_if_fail (maps != NULL, NULL);
  layers = g_ptr_array_new_with_free_func (g_free);
  if (is_usual || strcmp (text, "all") == 0)
    add_known (layers, maps, NULL);
  else
    {
      add_known (layers, maps, (const gchar *const *)names);
      add_unknown (layers, maps, (const gchar *const *)names);
    }
  if (is_usual && layers->len > USUAL_LAYERS)
    g_ptr_array_set_size (layers, USUAL_LAYERS);
  if (layers->len == 0)
    g_ptr_array_add (layers, g_strdup (""));
  g_ptr_array_add (layers, NULL);
  return (gchar **)g_ptr_array_free (g_steal_pointer (&layers), FALSE);
}
