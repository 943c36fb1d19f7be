/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Real filters make real textures: the loss rises severalfold, and what comes out is
 * no noise. Skipped without real weights. */

#include <math.h>

#include "../helpers.h"

/* Last loss over first */
#define LEAST_RISE 3.0

/* Of neighbours, in their better direction; noise has 0 */
#define LEAST_CORRELATION 0.25

typedef struct
{
  const gchar *file;
  const gchar *layer;
  gint filters[4];
} Texture;

static const Texture textures[] = {
  { "vgg16-imagenet-partial.safetensors", "block1_conv2", { 0, 20, 40, 60 } },
  { "vgg16-imagenet-partial.safetensors", "block2_conv1", { 3, 40, 64, 120 } },
  { "vgg16-imagenet-partial.safetensors", "block2_conv2", { 5, 33, 70, 100 } },
  { "vgg19-imagenet-partial.safetensors", "block3_conv1", { 0, 50, 100, 200 } },
  { "vgg19-imagenet-partial.safetensors", "block3_conv4", { 5, 9, 100, 255 } },
};

/* Of brightness with itself some columns and rows away */
static gdouble
get_correlation (const FvImage *picture, gint columns, gint rows)
{
  gdouble product = 0.0, square = 0.0;

  for (gint y = 0; y < picture->height - rows; y++)
    for (gint x = 0; x < picture->width - columns; x++)
      {
        const gfloat *a = picture->data + ((gsize)y * picture->width + x) * 3;
        const gfloat *b =
            picture->data + ((gsize)(y + rows) * picture->width + x + columns) * 3;
        gdouble brightness = a[0] + a[1] + a[2] - 382.5;

        product += brightness * (b[0] + b[1] + b[2] - 382.5);
        square += brightness * brightness;
      }
  return product / square;
}

static void
test_filter (const FvNetwork *network, const gchar *layer, gint filter)
{
  FvAscent ascent = { .layer = layer, .filter = filter, .seed = 1 };
  g_autoptr (GError) error = NULL;
  Losses losses = { 0 };
  FvResult result;
  gdouble correlation;

  ascent.width = ascent.height = 96;
  fv_settings_init (&ascent.settings, FV_TASK_ASCENT, fv_recipe_find ("book", NULL),
                    FV_START_NOISE);
  fv_ascend (network, &ascent, record_losses, &losses, NULL, &result, &error);
  g_assert_no_error (error);
  correlation = MAX (get_correlation (result.picture, 1, 0),
                     get_correlation (result.picture, 0, 1));
  g_test_message ("%s %d: loss × %.1f, correlation %.2f", layer, filter,
                  losses.last / losses.first, correlation);
  g_assert_cmpfloat (losses.last / losses.first, >, LEAST_RISE);
  g_assert_cmpfloat (fabs (correlation), >, LEAST_CORRELATION);
  fv_result_clear (&result);
}

static void
test_texture (gconstpointer data)
{
  const Texture *texture = data;
  g_autofree gchar *file = find_test_data (texture->file);
  g_autoptr (FvWeights) weights = NULL;
  g_autoptr (FvNetwork) network = NULL;

  if (file == NULL)
    return;
  weights = fv_weights_open (file, NULL);
  network = fv_weights_load (weights, texture->layer, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (texture->filters); i++)
    test_filter (network, texture->layer, texture->filters[i]);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (textures); i++)
    {
      g_autofree gchar *path = g_strdup_printf ("/textures/%s", textures[i].layer);

      g_test_add_data_func (path, &textures[i], test_texture);
    }
  return g_test_run ();
}
