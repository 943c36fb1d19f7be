/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Sources: keras.applications (the function preprocess_input of each network, and the
 * networks that begin with a Rescaling); Caffe's tools, which give B, G, R in 0…255; the
 * readme of bvlc_googlenet, whose training took a mean of 104, 117, 123. */

#include "input.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "convention.h"
#include "known.h"

/**
 * fv_input_new:
 * @convention: an input convention
 * @reason: how it is known
 *
 * Returns: the input with the mean that is usual with it
 */
FvInput
fv_input_new (FvConvention convention, const gchar *reason)
{
  FvInput input = { .convention = convention, .scale = 1, .reason = reason };

  fv_convention_get_mean (convention, input.mean);
  return input;
}

/**
 * fv_input_new_given:
 * @convention: what the user says
 *
 * Returns: that input
 */
FvInput
fv_input_new_given (FvConvention convention)
{
  return fv_input_new (convention, _ ("as it was given"));
}

/**
 * fv_input_new_of_file:
 * @reader: a file that tells the mean
 *
 * Returns: that input
 */
FvInput
fv_input_new_of_file (const FvReader *reader)
{
  FvInput input = fv_input_new (FV_CONVENTION_KERAS, _ ("the file tells its mean"));

  for (gint i = 0; i < 3; i++)
    input.mean[i] = reader->mean[i];
  return input;
}

static gboolean
is_told (const FvTopology *topology)
{
  for (gint i = 0; i < 3 && topology->has_mean; i++)
    if (!isfinite (topology->mean[i]))
      return FALSE;
  return isfinite (topology->scale) && topology->scale != 0 &&
         (topology->has_mean || topology->scale != 1);
}

/* What a file of Caffe says of the pictures that a network was trained on */
static FvInput
make_told (const FvTopology *topology)
{
  FvInput input = fv_input_new (FV_CONVENTION_KERAS, _ ("the file tells it"));

  input.scale = topology->scale;
  for (gint i = 0; i < 3; i++)
    input.mean[i] = topology->has_mean ? topology->mean[i] : 0;
  return input;
}

static FvInput
make_known (const FvKnownNetwork *known)
{
  FvInput input =
      fv_input_new (known->convention, _ ("usual for the network of this name"));

  for (gint i = 0; known->has_mean && i < 3; i++)
    input.mean[i] = known->mean[i];
  return input;
}

/**
 * fv_input_find:
 * @reader: the file of a network that is no VGG, with its topology
 * @network: its name
 * @is_scaled: whether it begins with scaling its input
 *
 * Returns: what the network was most likely trained on
 */
FvInput
fv_input_find (const FvReader *reader, const gchar *network, gboolean is_scaled)
{
  const FvKnownNetwork *known = fv_known_find (network);
  gboolean has_colors = reader->topology->n_channels == 3;
  gboolean is_caffe = g_str_equal (reader->format->name, "Caffe");

  if (is_told (reader->topology))
    return make_told (reader->topology);
  if (is_scaled)
    return fv_input_new (FV_CONVENTION_RAW, _ ("the network scales its input itself"));
  if (known != NULL && has_colors && known->is_caffe == is_caffe)
    return make_known (known);
  if (is_caffe && has_colors)
    return fv_input_new (FV_CONVENTION_KERAS, _ ("usual for Caffe"));
  return fv_input_new (FV_CONVENTION_UNIT,
                       _ ("a guess: the file does not tell; --convention says another"));
}
