/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What textures and styles are made by where nobody says it: which layers there are is
 * the weights' matter. */

#include "featvis.h"

#include <glib/gi18n-lib.h>

/* Forms of deeper layers are larger than what a texture repeats, or found at a coarser
 * scale; and more layers than these tell hardly more. */
#define TEXTURE_STRIDE 4
#define TEXTURE_LAYERS 5

/* Strides up to that of a VGG's block 4: the first convolutions of the blocks tell a
 * style; but what block 1 tells of single pixels, block 2 does, too, with far less memory
 */
#define FINEST_STRIDE 1
#define STYLE_STRIDE  8

typedef struct
{
  const FvLayer *layers;
  gint n_layers;
  gboolean is_rectified; /* whether those that are not are left out */
} Choice;

static gboolean
suits (const Choice *choice, const FvLayer *layer, gint largest_stride)
{
  return layer->receptive_field > 0 && layer->stride <= largest_stride &&
         (layer->is_rectified || !choice->is_rectified);
}

/* Convolutions with their ReLU, since what they do not respond to does not count; where
 * there are none, any maps will do. */
static void
set_rectified (Choice *choice)
{
  for (gint i = 0; i < choice->n_layers; i++)
    choice->is_rectified =
        choice->is_rectified ||
        (choice->layers[i].is_rectified && choice->layers[i].receptive_field > 0);
}

static void
add_term (GString *text, const FvLayer *layer, const gchar *manner)
{
  g_string_append_printf (text, "%s%s@%s", text->len > 0 ? " + " : "", layer->name,
                          manner);
}

/* The first layers by their Gram matrices, which tell best what is beside what; and by
 * their statistics, which tell how often it is so strong, the last one of each stride:
 * where the stride is 1, they would take as much memory as all others together. */
static void
add_texture (GString *text, const Choice *choice)
{
  const FvLayer *chosen[TEXTURE_LAYERS];
  gint n = 0;

  for (gint i = 0; i < choice->n_layers && n < TEXTURE_LAYERS; i++)
    if (suits (choice, &choice->layers[i], TEXTURE_STRIDE))
      chosen[n++] = &choice->layers[i];
  for (gint i = 0; i < n; i++)
    add_term (text, chosen[i], "style");
  for (gint i = 0; i < n; i++)
    if (chosen[i]->stride > FINEST_STRIDE &&
        (i == n - 1 || chosen[i + 1]->stride > chosen[i]->stride))
      add_term (text, chosen[i], "statistics");
}

/* The first layer of each larger stride */
static void
add_styles (GString *text, const Choice *choice, gint stride)
{
  for (gint i = 0; i < choice->n_layers; i++)
    if (suits (choice, &choice->layers[i], STYLE_STRIDE) &&
        choice->layers[i].stride > stride)
      {
        stride = choice->layers[i].stride;
        add_term (text, &choice->layers[i], "style");
      }
}

/* The second one of the largest stride, such as block4_conv2, as far as there is one;
 * else the last map, which takes the least memory. */
static void
add_content (GString *text, const Choice *choice)
{
  const FvLayer *content = NULL;
  gint n = 0;

  for (gint i = 0; i < choice->n_layers && n < 2; i++)
    {
      const FvLayer *layer = &choice->layers[i];

      if (layer->receptive_field == 0 || layer->stride > STYLE_STRIDE)
        continue;
      content = layer;
      if (layer->stride == STYLE_STRIDE && suits (choice, layer, STYLE_STRIDE))
        n++;
    }
  if (content != NULL)
    g_string_append_printf (text, " + %s@content", content->name);
}

/**
 * fv_task_write_objective:
 * @task: %FV_TASK_TEXTURE or %FV_TASK_STYLE
 * @layers: (array length=n_layers): the layers that there are
 * @n_layers: their number
 * @error: %FV_ERROR_LAYER if none of them suits
 *
 * Writes what the task maximises by layers that suit it, after L. A. Gatys et al.: for a
 * texture, the style at the first layers, and after E. Heitz et al. the statistics at the
 * last of these of each stride from 2 on; for a style, that at the first layer of each
 * stride from 2 on, and the content at one of the deepest of these. All have one weight.
 *
 * Returns: (transfer full): a text that fv_terms_parse() reads with these layers, or
 *   %NULL
 */
gchar *
fv_task_write_objective (FvTask task, const FvLayer *layers, gint n_layers,
                         GError **error)
{
  Choice choice = { layers, n_layers, FALSE };
  g_autoptr (GString) text = g_string_new (NULL);

  g_return_val_if_fail (task == FV_TASK_TEXTURE || task == FV_TASK_STYLE, NULL);
  g_return_val_if_fail (layers != NULL || n_layers == 0, NULL);
  set_rectified (&choice);
  if (task == FV_TASK_TEXTURE)
    add_texture (text, &choice);
  else
    add_styles (text, &choice, FINEST_STRIDE);
  if (text->len == 0)
    add_styles (text, &choice, 0);
  if (text->len == 0)
    {
      g_set_error (error, FV_ERROR, FV_ERROR_LAYER,
                   _ ("The weights have no layer that tells a style. Choose others."));
      return NULL;
    }
  if (task == FV_TASK_STYLE)
    add_content (text, &choice);
  return g_strdup (text->str);
}
