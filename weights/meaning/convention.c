/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "convention.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "likeness.h"
#include "base/text.h"

/* What a network takes as its input: the channels in their order, in 0…@range, minus
 * the mean, over the deviation. The numbers are those of R, G, B. */
typedef struct
{
  const gchar *name;
  const gchar *blurb;
  gboolean is_rgb;
  gdouble range;
  gdouble mean[3];
  gdouble deviation[3];
} Convention;

static const Convention conventions[] = {
  [FV_CONVENTION_KERAS] = { "keras",
                            N_ ("B, G, R in 0…255 minus the mean: Keras, Caffe, "
                                "jcjohnson"),
                            FALSE,
                            255,
                            { 123.68, 116.779, 103.939 },
                            { 1, 1, 1 } },
  [FV_CONVENTION_TORCHVISION] = { "torchvision",
                                  N_ ("R, G, B in 0…1 minus the mean, over the standard "
                                      "deviation: torchvision, timm"),
                                  TRUE,
                                  1,
                                  { 0.485, 0.456, 0.406 },
                                  { 0.229, 0.224, 0.225 } },
  [FV_CONVENTION_FROSSARD] = { "frossard",
                               N_ ("R, G, B in 0…255 minus the mean: frossard, "
                                   "TensorFlow-Slim"),
                               TRUE,
                               255,
                               { 123.68, 116.779, 103.939 },
                               { 1, 1, 1 } },
  [FV_CONVENTION_AMDEGROOT] = { "amdegroot",
                                N_ ("R, G, B in 0…255 minus a rounded mean: amdegroot"),
                                TRUE,
                                1,
                                { 0.48235, 0.45882, 0.40784 },
                                { 1 / 255.0, 1 / 255.0, 1 / 255.0 } },
  [FV_CONVENTION_TF] = { "tf",
                         N_ ("R, G, B in -1…1: Keras' ResNet50V2, MobileNet, "
                             "Inception, Xception"),
                         TRUE,
                         1,
                         { 0.5, 0.5, 0.5 },
                         { 0.5, 0.5, 0.5 } },
  [FV_CONVENTION_UNIT] = { "unit",
                           N_ ("R, G, B in 0…1: many models of one's own"),
                           TRUE,
                           1,
                           { 0, 0, 0 },
                           { 1, 1, 1 } },
  [FV_CONVENTION_RAW] = { "raw",
                          N_ ("R, G, B in 0…255: networks that scale their input "
                              "themselves"),
                          TRUE,
                          255,
                          { 0, 0, 0 },
                          { 1, 1, 1 } },
};

/* Of B, G, R: what a gray network sees of colors (Rec. 601) */
static const gdouble luma[3] = { 0.114, 0.587, 0.299 };

/* By which the Oxford training of VGG16 is recognised: B, G, R of the middle of the
 * first filters of block1_conv1. VGG19's correlate with them by 0.99, the same in the
 * order R, G, B by 0.85, other trainings hardly at all. The sizes of the weights tell
 * nothing: the root mean square of Oxford's kernel is 0.21, of its biases 0.60, which
 * would suit an input of unit scale as well (He's initialisation gives 0.27). */
#define N_KNOWN_FILTERS 16
#define IS_THE_SAME     0.95

static const gfloat oxford[3][N_KNOWN_FILTERS] = {
  { 0.039f, 0.202f, 0.156f, -0.362f, 0.176f, 0.268f, -0.053f, -0.149f, 0.077f, 0.098f,
    0.490f, 0.088f, -0.106f, 0.172f, -0.399f, 0.029f },
  { 0.041f, 0.066f, 0.220f, -0.425f, 0.206f, -0.236f, -0.043f, -0.107f, -0.336f, -0.092f,
    0.528f, 0.254f, 0.438f, 0.118f, -0.437f, -0.330f },
  { 0.050f, -0.178f, 0.151f, -0.394f, 0.244f, -0.103f, -0.076f, -0.035f, 0.205f, -0.145f,
    0.506f, 0.089f, -0.145f, -0.060f, -0.404f, 0.038f }
};

/**
 * fv_convention_transpose:
 * @source: a kernel in PyTorch's order: filter × input × row × column
 * @convolution: where it goes, in the library's order
 */
void
fv_convention_transpose (const gfloat *source, FvConvolution *convolution)
{
  gsize n_inputs = (gsize)convolution->n_inputs;
  gsize n_filters = (gsize)convolution->n_filters;

  for (gsize filter = 0; filter < n_filters; filter++)
    for (gsize input = 0; input < n_inputs; input++)
      for (gsize tap = 0; tap < 9; tap++)
        convolution->kernel[(tap * n_inputs + input) * n_filters + filter] =
            source[(filter * n_inputs + input) * 9 + tap];
}

/**
 * fv_convention_fold:
 * @name: the convention that a network was trained in
 * @convolution: its first layer, of three input channels in one group
 *
 * Makes its kernel one for B, G, R in 0…255 minus fv_convention_get_mean(). The mean
 * itself is not folded into the bias: beyond the image's edge the padding is 0 after
 * the mean was subtracted.
 */
void
fv_convention_fold (FvConvention name, FvConvolution *convolution)
{
  const Convention *convention = &conventions[name];
  gint n_filters = convolution->n_filters;
  gint n_taps = convolution->height * convolution->width;

  if (!convention->is_rgb)
    return;
  for (gint tap = 0; tap < n_taps; tap++)
    for (gint filter = 0; filter < n_filters; filter++)
      {
        gfloat *first = convolution->kernel + (gsize)tap * 3 * n_filters + filter;
        gdouble folded[3];

        for (gint i = 0; i < 3; i++)
          folded[2 - i] =
              first[i * n_filters] / (255 / convention->range * convention->deviation[i]);
        for (gint i = 0; i < 3; i++)
          first[i * n_filters] = (gfloat)folded[i];
      }
}

/**
 * fv_convention_fold_luma:
 * @name: the convention that a network of gray pictures was trained in
 * @convolution: its first layer, of one input channel
 * @error: %FV_ERROR_MEMORY
 *
 * Returns: (transfer full): the same for B, G, R in 0…255 minus fv_convention_get_mean(),
 *   of which it sees the luma; or %NULL
 */
FvConvolution *
fv_convention_fold_luma (FvConvention name, const FvConvolution *convolution,
                         GError **error)
{
  const Convention *convention = &conventions[name];
  gint n_filters = convolution->n_filters;
  gint n_taps = convolution->height * convolution->width;
  FvConvolution *folded = fv_convolution_new_of_size (
      convolution->height, convolution->width, 1, 3, n_filters, error);

  for (gint tap = 0; folded != NULL && tap < n_taps; tap++)
    for (gint i = 0; i < 3; i++)
      {
        gdouble factor =
            luma[i] / (255 / convention->range * convention->deviation[2 - i]);

        for (gint filter = 0; filter < n_filters; filter++)
          folded->kernel[((gsize)tap * 3 + i) * n_filters + filter] =
              (gfloat)(convolution->kernel[(gsize)tap * n_filters + filter] * factor);
      }
  if (folded != NULL)
    memcpy (folded->bias, convolution->bias, (gsize)n_filters * sizeof (gfloat));
  return folded;
}

/**
 * fv_convention_has_picture_order:
 * @name: a convention
 *
 * Returns: whether it is B, G, R in 0…255 already, but for the mean
 */
gboolean
fv_convention_has_picture_order (FvConvention name)
{
  return !conventions[name].is_rgb;
}

/**
 * fv_convention_get_mean:
 * @name: the convention that a network was trained in
 * @mean: (out caller-allocates): the mean of B, G, R in 0…255
 */
void
fv_convention_get_mean (FvConvention name, gfloat mean[3])
{
  const Convention *convention = &conventions[name];

  for (gint i = 0; i < 3; i++)
    mean[i] = (gfloat)(255 / convention->range * convention->mean[2 - i]);
}

/* How well the middle of a kernel agrees with Oxford's: the cosine of the angle
 * between them, 0 when their sizes are too different. */
static gdouble
compare_with_oxford (const FvConvolution *convolution, gboolean is_rgb)
{
  FvLikeness likeness = { 0 };

  for (gint channel = 0; channel < 3; channel++)
    for (gint filter = 0; filter < N_KNOWN_FILTERS; filter++)
      {
        gdouble value =
            convolution->kernel[(4 * 3 + channel) * convolution->n_filters + filter];
        gdouble known = oxford[is_rgb ? 2 - channel : channel][filter];

        fv_likeness_add (&likeness, value, known);
      }
  return fv_likeness_get (&likeness);
}

/**
 * fv_convention_is_oxford:
 * @convolution: a network's first layer, in the library's convention of input
 *
 * Returns: whether it is that of a network of the Oxford training
 */
gboolean
fv_convention_is_oxford (const FvConvolution *convolution)
{
  return convolution->n_inputs == 3 && convolution->n_filters >= N_KNOWN_FILTERS &&
         compare_with_oxford (convolution, FALSE) > IS_THE_SAME;
}

/**
 * fv_convention_detect:
 * @convolution: a network's first layer, as it is stored, in the library's order
 * @usual: the convention that is usual where it comes from
 *
 * Returns: the convention that the weights themselves show, else @usual
 */
FvConvention
fv_convention_detect (const FvConvolution *convolution, FvConvention usual)
{
  if (convolution->n_inputs != 3 || convolution->n_filters < N_KNOWN_FILTERS)
    return usual;
  if (compare_with_oxford (convolution, FALSE) > IS_THE_SAME)
    return FV_CONVENTION_KERAS;
  if (compare_with_oxford (convolution, TRUE) > IS_THE_SAME)
    return usual == FV_CONVENTION_TORCHVISION ? FV_CONVENTION_AMDEGROOT
                                              : FV_CONVENTION_FROSSARD;
  return usual;
}

static gboolean
is_known (FvConvention convention)
{
  return convention > FV_CONVENTION_UNKNOWN && convention < FV_N_CONVENTIONS;
}

/**
 * fv_convention_get_name:
 * @convention: a convention; not %FV_CONVENTION_UNKNOWN
 *
 * Returns: (transfer none): what it is called in commands: "keras"
 */
const gchar *
fv_convention_get_name (FvConvention convention)
{
  g_return_val_if_fail (is_known (convention), NULL);
  return conventions[convention].name;
}

/**
 * fv_convention_get_blurb:
 * @convention: a convention; not %FV_CONVENTION_UNKNOWN
 *
 * Returns: (transfer none): what it is, in the user's language
 */
const gchar *
fv_convention_get_blurb (FvConvention convention)
{
  g_return_val_if_fail (is_known (convention), NULL);
  return _ (conventions[convention].blurb);
}

/* For people: "keras, torchvision". */
static gchar *
list_names (void)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (FvConvention i = FV_CONVENTION_KERAS; i < FV_N_CONVENTIONS; i++)
    g_string_append_printf (text, "%s%s", text->len > 0 ? ", " : "", conventions[i].name);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/**
 * fv_convention_find:
 * @name: what a convention is called in commands
 * @error: %FV_ERROR_SETTING
 *
 * Returns: the convention, or %FV_CONVENTION_UNKNOWN
 */
FvConvention
fv_convention_find (const gchar *name, GError **error)
{
  g_autofree gchar *names = NULL;
  g_autofree gchar *shown = NULL;

  g_return_val_if_fail (name != NULL, FV_CONVENTION_UNKNOWN);
  for (FvConvention i = FV_CONVENTION_KERAS; i < FV_N_CONVENTIONS; i++)
    if (strcmp (name, conventions[i].name) == 0)
      return i;
  names = list_names ();
  shown = fv_text_shorten (name);
  g_set_error (error, FV_ERROR, FV_ERROR_SETTING,
               _ ("There is no input convention “%s”. Choose one of these: %s."), shown,
               names);
  return FV_CONVENTION_UNKNOWN;
}
