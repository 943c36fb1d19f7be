/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "dream_case.h"

#include <math.h>

static FvWeights *weights;
FvNetwork *network;
FvImage *photo;

/* Hills of light, a bright disc and a little noise; of whole numbers, as photos are. Its
 * left and right edge differ, and so do the upper and lower one. */
static FvImage *
make_photo (gint width, gint height)
{
  FvImage *image = fv_image_new_noise (width, height, 11, 0.0, 12.0, NULL);

  for (gint y = 0; y < height; y++)
    for (gint x = 0; x < width; x++)
      {
        gfloat *pixel = get_pixel (image, x, y);
        gdouble distance = hypot (x - 0.6 * width, y - 0.4 * height);
        gdouble disc = distance < height / 5.0 ? 45.0 : 0.0;
        gdouble slope = 60.0 * x / width + 30.0 * y / height;

        pixel[0] = floor (pixel[0] + 50.0 + disc + slope);
        pixel[1] = floor (pixel[1] + 70.0 + 0.5 * slope + 15.0 * sin (0.3 * x));
        pixel[2] = floor (pixel[2] + 130.0 - 0.7 * slope + 10.0 * cos (0.4 * y));
      }
  return image;
}

void
fill_dream (FvAscent *ascent, const gchar *recipe, const FvImage *image,
            const gchar *options)
{
  FvTask task = image != NULL ? FV_TASK_DREAM : FV_TASK_ASCENT;
  GError *error = NULL;

  *ascent = (FvAscent){ .layer = LAYER, .filter = 4, .seed = SEED, .image = image };
  ascent->start = image != NULL ? FV_START_IMAGE : FV_START_NOISE;
  ascent->width = image != NULL ? 0 : WIDTH;
  ascent->height = image != NULL ? 0 : HEIGHT;
  fv_settings_init (&ascent->settings, task, fv_recipe_find (recipe, NULL),
                    ascent->start);
  fv_settings_parse (&ascent->settings, options, &error);
  g_assert_no_error (error);
}

Losses
ascend (const FvAscent *ascent, FvResult *result)
{
  GError *error = NULL;
  Losses losses = { 0 };

  fv_ascend (network, ascent, record_losses, &losses, NULL, result, &error);
  g_assert_no_error (error);
  return losses;
}

/* The result of a dream of the photo, with few steps */
FvResult
dream (const gchar *options)
{
  g_autofree gchar *all = g_strconcat ("scales=2 steps=4 ", options, NULL);
  FvAscent ascent;
  FvResult result;

  fill_dream (&ascent, "deepdream", photo, all);
  ascend (&ascent, &result);
  return result;
}

/* An objective's terms in an ascent; free what is returned after it */
FvTerms *
set_objective (FvAscent *ascent, const gchar *text)
{
  gint n_layers;
  const FvLayer *layers = fv_network_get_layers (network, &n_layers);
  GError *error = NULL;
  FvTerms *terms = fv_terms_parse (text, layers, n_layers, &error);

  g_assert_no_error (error);
  fv_terms_resolve (terms, network, ascent->image, NULL, 0, 0, &error);
  g_assert_no_error (error);
  ascent->layer = fv_terms_get_deepest_layer (terms);
  ascent->terms = fv_terms_get (terms, &ascent->n_terms);
  return terms;
}

void
dream_case_init (void)
{
  weights = fv_weights_open ("sample", NULL);
  network = fv_weights_load (weights, "block4_conv1", NULL);
  photo = make_photo (WIDTH, HEIGHT);
}

void
dream_case_clear (void)
{
  fv_image_free (photo);
  fv_network_free (network);
  fv_weights_free (weights);
}
