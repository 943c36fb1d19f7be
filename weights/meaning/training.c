/* SPDX-License-Identifier: GPL-3.0-or-later */

/* By whom a network was trained, as its first layer shows. */

#include "training.h"

#include <string.h>

#include "convention.h"
#include "likeness.h"

#define OXFORD      "Oxford"
#define TORCHVISION "torchvision"

#define IS_THE_SAME 0.99

/* The first filter of torchvision's VGG16, in the library's order of axes, for its own
 * input: row by row, of each position R, G, B. */
static const gfloat torchvision[9][3] = {
  { -0.5537f, 0.1755f, 0.3130f },  { 0.1427f, 0.0099f, -0.1659f },
  { 0.5290f, -0.0814f, -0.4275f }, { -0.5831f, 0.0441f, 0.4752f },
  { 0.3566f, -0.0703f, -0.0827f }, { 0.7657f, -0.2604f, -0.4870f },
  { -0.6902f, 0.1324f, 0.6320f },  { -0.0480f, -0.1728f, 0.0193f },
  { 0.4841f, -0.1323f, -0.2775f }
};
static const gfloat deviation[3] = { 0.229f, 0.224f, 0.225f };

/* The cosine of the angle between the two filters, 0 when their sizes differ. */
static gdouble
compare_with_torchvision (const FvConvolution *convolution)
{
  FvLikeness likeness = { 0 };

  for (gint tap = 0; tap < 9; tap++)
    for (gint channel = 0; channel < 3; channel++)
      {
        gdouble known = torchvision[tap][channel];
        gdouble value =
            255 * deviation[channel] *
            convolution->kernel[(tap * 3 + 2 - channel) * convolution->n_filters];

        fv_likeness_add (&likeness, value, known);
      }
  return fv_likeness_get (&likeness);
}

/**
 * fv_training_find:
 * @name: what a file says
 *
 * Returns: (nullable): @name, if that is one of the trainings that are known
 */
const gchar *
fv_training_find (const gchar *name)
{
  if (strcmp (name, OXFORD) == 0)
    return OXFORD;
  return strcmp (name, TORCHVISION) == 0 ? TORCHVISION : NULL;
}

/**
 * fv_training_recognise:
 * @convolution: a network's first layer, in the library's convention of input
 *
 * Returns: (nullable): "Oxford" or "torchvision", %NULL if it is neither's
 */
const gchar *
fv_training_recognise (const FvConvolution *convolution)
{
  if (fv_convention_is_oxford (convolution))
    return OXFORD;
  return compare_with_torchvision (convolution) > IS_THE_SAME ? TORCHVISION : NULL;
}
