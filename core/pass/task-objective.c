/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What textures and styles are made by where nobody says it: which layers there are is
 * the weights' matter. */

#include "featvis.h"

#include <glib/gi18n-lib.h>

/* Forms of deeper layers are larger than what a texture repeats, or found at a coarser
 * scale. */
#define LARGEST_STRIDE 4

/* Layers that tell more than their input, at most */
#define MOST_LAYERS 5

/* Rectified layers, such as convolutions with their ReLU: what they do not respond to
 * does not count. Where there are none, any maps will do. */
static GPtrArray *
find_style_layers (const FvLayer *layers, gint n_layers, gboolean rectified)
{
  GPtrArray *found = g_ptr_array_new ();

  for (gint i = 0; i < n_layers && found->len < MOST_LAYERS; i++)
    if (layers[i].receptive_field > 0 && layers[i].stride <= LARGEST_STRIDE &&
        (layers[i].is_rectified || !rectified))
      g_ptr_array_add (found, (gpointer)layers[i].name);
  return found;
}

/**
 * fv_task_write_objective:
 * @task: %FV_TASK_TEXTURE or %FV_TASK_STYLE
 * @layers: (array length=n_layers): the layers that there are
 * @n_layers: their number
 * @error: %FV_ERROR_LAYER if none of them suits
 *
 * Writes what the task maximises by layers that suit it, after L. A. Gatys et al.: the
 * style at the first layers up to a stride of 4, all of one weight.
 *
 * Returns: (transfer full): a text that fv_terms_parse() reads with these layers, or
 *   %NULL
 */
gchar *
fv_task_write_objective (FvTask task, const FvLayer *layers, gint n_layers,
                         GError **error)
{
  g_autoptr (GPtrArray) found = NULL;
  GString *text;

  g_return_val_if_fail (task == FV_TASK_TEXTURE || task == FV_TASK_STYLE, NULL);
  g_return_val_if_fail (layers != NULL || n_layers == 0, NULL);
  found = find_style_layers (layers, n_layers, TRUE);
  if (found->len == 0)
    {
      g_ptr_array_unref (found);
      found = find_style_layers (layers, n_layers, FALSE);
    }
  if (found->len == 0)
    {
      g_set_error (error, FV_ERROR, FV_ERROR_LAYER,
                   _ ("The weights have no layer that tells a style. Choose others."));
      return NULL;
    }
  text = g_string_new (NULL);
  for (guint i = 0; i < found->len; i++)
    g_string_append_printf (text, "%s%s@style", i > 0 ? " + " : "",
                            (const gchar *)found->pdata[i]);
  return g_string_free (text, FALSE);
}
