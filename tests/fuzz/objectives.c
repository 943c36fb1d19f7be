/* SPDX-License-Identifier: GPL-3.0-or-later */

/* libFuzzer's harness for objectives: they are parsed with the layers of the sample
 * network, and resolved with a small photo. */

#include "featvis.h"
#include "input.h"

#include <math.h>

#define DEEPEST "block2_conv2"
#define SIZE    24

static FvImage *
make_photo (void)
{
  FvImage *photo = fv_image_new (SIZE, SIZE, NULL);

  for (gint i = 0; i < SIZE * SIZE * 3; i++)
    photo->data[i] = i * 7 % 256;
  return photo;
}

static void
check_terms (const FvTerms *terms, const FvLayer *layers, gint n_layers)
{
  gint n_terms;
  const FvTerm *list = fv_terms_get (terms, &n_terms);

  g_assert_true (n_terms > 0);
  for (gint i = 0; i < n_terms; i++)
    {
      const FvLayer *layer = fv_layer_find (layers, n_layers, list[i].layer);

      g_assert_true (layer != NULL && isfinite (list[i].weight));
      g_assert_true (
          (list[i].kind != FV_TERM_FILTER && list[i].kind != FV_TERM_DIRECTION) ||
          (list[i].filter >= 0 && list[i].filter < layer->n_filters));
    }
}

int
LLVMFuzzerTestOneInput (const guint8 *bytes, size_t n_bytes)
{
  static FvNetwork *network;
  static FvImage *photo;
  g_autofree gchar *text = g_strndup ((const gchar *)bytes, n_bytes);
  g_autoptr (GError) error = NULL;
  g_autoptr (FvTerms) terms = NULL;
  const FvLayer *layers;
  gint n_layers;

  if (network == NULL)
    {
      g_autoptr (FvWeights) weights = fv_weights_open ("sample", NULL);

      network = fv_weights_load (weights, DEEPEST, NULL);
      photo = make_photo ();
    }
  layers = fv_network_get_layers (network, &n_layers);
  terms = fv_terms_parse (text, layers, n_layers, &error);
  g_assert_true ((terms == NULL) == (error != NULL));
  if (terms != NULL && fv_terms_resolve (terms, network, photo, NULL, 1, 0, &error))
    check_terms (terms, layers, n_layers);
  g_assert_true (error == NULL || g_utf8_validate (error->message, -1, NULL));
  return 0;
}
