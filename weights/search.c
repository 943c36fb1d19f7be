/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Which weights are used: those of the file that is given, or the environment's; else of
 * the first of the usual places that has a file that can be used, where a VGG goes before
 * other networks, wherever they are, unless one is asked for by name. */

#include "weights.h"

#include <glib/gi18n-lib.h>

#include "places.h"
#include "meaning/known.h"

#define VARIABLE "FEATVIS_WEIGHTS"

/* Returns: (nullable): what the environment names */
static const gchar *
get_variable (void)
{
  const gchar *file = g_getenv (VARIABLE);

  return file != NULL && file[0] != '\0' ? file : NULL;
}

/* @name: (nullable): the network that is asked for by name */
static gboolean
suits (const FvWeights *weights, const gchar *name)
{
  return name != NULL && fv_known_is_called (name, fv_weights_get_network (weights)) &&
         !fv_weights_are_sample (weights);
}

/* Notes which files were passed over. */
static void
add_all_skipped (FvWeights *weights, const GPtrArray *files, const GPtrArray *errors)
{
  for (guint i = 0; i < files->len; i++)
    fv_weights_add_skipped (weights, files->pdata[i], errors->pdata[i]);
}

/* Opens the first file that can be used, a VGG before other networks; the last one always
 * can.
 *
 * @name: (nullable): the network that it is to be of
 *
 * Returns: (transfer full) (nullable): %NULL if there is none of that name */
static FvWeights *
open_first (const GPtrArray *places, const gchar *name)
{
  g_autoptr (GPtrArray) errors =
      g_ptr_array_new_with_free_func ((GDestroyNotify)g_error_free);
  g_autoptr (GPtrArray) files = g_ptr_array_new ();
  g_autoptr (FvWeights) other = NULL;

  for (guint i = 0; i < places->len; i++)
    {
      const FvWeightsPlace *place = places->pdata[i];
      g_autoptr (GError) reason = NULL;
      g_autoptr (FvWeights) weights =
          place->file != NULL ? fv_weights_open (place->file, &reason) : NULL;

      if (reason != NULL)
        {
          g_ptr_array_add (files, place->file);
          g_ptr_array_add (errors, g_steal_pointer (&reason));
        }
      if (weights == NULL || (name != NULL && !suits (weights, name)))
        continue;
      if (name != NULL || (weights->owned == NULL && !fv_weights_are_sample (weights)))
        {
          add_all_skipped (weights, files, errors);
          return g_steal_pointer (&weights);
        }
      if (other == NULL)
        other = g_steal_pointer (&weights);
    }
  if (other != NULL)
    add_all_skipped (other, files, errors);
  return g_steal_pointer (&other);
}

static gboolean
is_name (const gchar *file)
{
  return fv_known_is_called (file, NULL) && !g_file_test (file, G_FILE_TEST_EXISTS);
}

/* The places where a network that is asked for by name may lie: the file that the
 * environment names may be of it. */
static GPtrArray *
list_places_of_networks (void)
{
  GPtrArray *places = fv_places_list_usual ();

  if (get_variable () != NULL && !is_name (get_variable ()))
    {
      fv_places_add (places, NULL, get_variable (), get_variable ());
      g_ptr_array_insert (places, 0, g_ptr_array_steal_index (places, places->len - 1));
    }
  return places;
}

/* Opens a file that was chosen, or finds the network of which it is the name. */
static FvWeights *
open_chosen (const gchar *file, GError **error)
{
  g_autoptr (GPtrArray) places = NULL;
  FvWeights *weights;

  if (!is_name (file))
    return fv_weights_open (file, error);
  places = list_places_of_networks ();
  weights = open_first (places, file);
  if (weights == NULL)
    g_set_error (error, FV_ERROR, FV_ERROR_FILE,
                 _ ("No weights of the network “%s” were found. “featvis weights” tells "
                    "where they are looked for; name a file, or fetch them."),
                 file);
  return weights;
}

static FvWeights *
open_variable (const gchar *file, GError **error)
{
  FvWeights *weights = open_chosen (file, error);

  if (weights == NULL)
    g_prefix_error (error, _ ("The environment variable %s: "), VARIABLE);
  return weights;
}

/**
 * fv_weights_find:
 * @file: (nullable): a weights file that the user chose, or "sample" for the sample
 *   network; or the name of a network to look for: "vgg16", "vgg19", "resnet50v2" or
 *   "googlenet"; %NULL or "" to look for any
 * @error: %FV_ERROR_FILE or %FV_ERROR_WEIGHTS when @file, or the file that the
 *   environment variable FEATVIS_WEIGHTS names, cannot be used
 *
 * Finds the weights to use: @file; else the environment's; else the first that can be
 * used in the user's data folder, in the caches of Keras, PyTorch and Hugging Face, and
 * among Caffe's models, those of VGG16 and VGG19 before those of other networks; else the
 * sample network. A file that was passed over because it cannot be used
 * is told of by fv_weights_describe().
 *
 * Returns: (transfer full): what was found, or %NULL
 */
FvWeights *
fv_weights_find (const gchar *file, GError **error)
{
  g_autoptr (GPtrArray) places = NULL;

  if (file != NULL && file[0] != '\0')
    return open_chosen (file, error);
  if (get_variable () != NULL)
    return open_variable (get_variable (), error);
  places = fv_places_list_usual ();
  return open_first (places, NULL);
}

/* Opens the file of a place, and notes the problem instead if it cannot be used. */
static void
try_place (FvWeightsPlace *place)
{
  g_autoptr (GError) reason = NULL;
  g_autoptr (FvWeights) weights = NULL;

  if (place->file == NULL)
    return;
  weights = open_chosen (place->file, &reason);
  if (weights == NULL)
    {
      place->problem = g_strdup (reason->message);
      g_clear_pointer (&place->file, g_free);
      return;
    }
  place->network = g_strdup (fv_weights_get_title (weights));
}

/**
 * fv_weights_list_places:
 * @file: (nullable): a weights file that the user chose
 *
 * Lists where fv_weights_find() looks, in its order, and what is there: each file
 * that may be used, each file that may not with the reason, and each folder that has
 * neither. The last is always the sample network.
 *
 * Returns: (transfer container) (element-type FvWeightsPlace): the places; free the
 *   array with g_ptr_array_unref()
 */
GPtrArray *
fv_weights_list_places (const gchar *file)
{
  GPtrArray *places = fv_places_new ();
  GPtrArray *usual = fv_places_list_usual ();

  if (file != NULL && file[0] != '\0')
    fv_places_add (places, _ ("the file that was chosen"), file, file);
  if (get_variable () != NULL)
    fv_places_add (places, _ ("the environment variable FEATVIS_WEIGHTS"),
                   get_variable (), get_variable ());
  g_ptr_array_extend_and_steal (places, usual);
  for (guint i = 0; i < places->len; i++)
    try_place (places->pdata[i]);
  return places;
}
