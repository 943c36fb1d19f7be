/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Where weights are looked for, in this order: the file that is given, the
 * environment's, the user's data folder, the caches of Keras, PyTorch and Hugging
 * Face, the folders where Caffe puts its models. Where there are none, the sample network
 * is always there. A VGG goes before other networks, wherever they are, unless one is
 * asked for by name.
 *
 * The folders are asked for at each call, so that a change of the environment
 * counts. */

#include "weights.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "meaning/known.h"

#define VARIABLE "FEATVIS_WEIGHTS"

static const gchar *const keras_names[] = {
  "vgg16_weights_tf_dim_ordering_tf_kernels_notop.h5",
  "vgg16_weights_tf_dim_ordering_tf_kernels.h5",
  "vgg19_weights_tf_dim_ordering_tf_kernels_notop.h5",
  "vgg19_weights_tf_dim_ordering_tf_kernels.h5",
  "resnet50v2_weights_tf_dim_ordering_tf_kernels.h5",
  "resnet50v2_weights_tf_dim_ordering_tf_kernels_notop.h5",
};

/* torchvision's cache also has networks with batch normalisation, named "vgg16_bn". */
static const gchar *const pytorch_patterns[] = {
  "vgg16-*.pth", "vgg16.pth", "vgg16_features*.pth", "vgg16*.pt", "vgg16*.safetensors",
  "vgg19-*.pth", "vgg19.pth", "vgg19_features*.pth", "vgg19*.pt", "vgg19*.safetensors",
  NULL
};

/* Whose versions with batch normalisation are named "vgg16_bn", too */
static const gchar *const hugging_face_patterns[] = {
  "models--*--vgg16", "models--*--vgg16.*", "models--*--vgg19", "models--*--vgg19.*"
};

static void
place_free (gpointer data)
{
  FvWeightsPlace *place = data;

  g_free (place->description);
  g_free (place->path);
  g_free (place->file);
  g_free (place->network);
  g_free (place->problem);
  g_free (place);
}

static FvWeightsPlace *
add_place (GPtrArray *places, const gchar *description, const gchar *path,
           const gchar *file)
{
  FvWeightsPlace *place = g_new0 (FvWeightsPlace, 1);

  place->description = g_strdup (description);
  place->path = g_strdup (path);
  place->file = g_strdup (file);
  g_ptr_array_add (places, place);
  return place;
}

static gint
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const gchar *const *)a, *(const gchar *const *)b);
}

/* Returns: (transfer full): the paths in a folder, sorted by name; hidden files are
 *   left out, as file managers do */
static GPtrArray *
list_folder (const gchar *folder)
{
  GPtrArray *paths = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const gchar *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    if (name[0] != '.')
      g_ptr_array_add (paths, g_build_filename (folder, name, NULL));
  g_ptr_array_sort (paths, compare_names);
  return paths;
}

/* Adds the regular files of a folder whose names are like one of the patterns; if there
 * are none, the folder itself, as one where nothing was found. */
static void
add_folder (GPtrArray *places, const gchar *description, const gchar *folder,
            const gchar *const *patterns)
{
  g_autoptr (GPtrArray) paths = list_folder (folder);
  guint n_before = places->len;

  for (; *patterns != NULL; patterns++)
    for (guint i = 0; i < paths->len; i++)
      {
        const gchar *path = paths->pdata[i];
        g_autofree gchar *name = g_path_get_basename (path);

        if (g_pattern_match_simple (*patterns, name) &&
            g_file_test (path, G_FILE_TEST_IS_REGULAR))
          add_place (places, description, folder, path);
      }
  if (places->len == n_before)
    add_place (places, description, folder, NULL);
}

/* Returns: (transfer full): a folder that @variable names, or @otherwise if it is
 *   not set */
static gchar *
get_home (const gchar *variable, const gchar *parent, const gchar *otherwise)
{
  const gchar *value = g_getenv (variable);

  if (value != NULL && value[0] != '\0')
    return fv_path_expand (value);
  return g_build_filename (parent, otherwise, NULL);
}

static void
add_keras (GPtrArray *places)
{
  g_autofree gchar *home = get_home ("KERAS_HOME", g_get_home_dir (), ".keras");
  g_autofree gchar *folder = g_build_filename (home, "models", NULL);
  guint n_before = places->len;

  for (gsize i = 0; i < G_N_ELEMENTS (keras_names); i++)
    {
      g_autofree gchar *path = g_build_filename (folder, keras_names[i], NULL);

      if (g_file_test (path, G_FILE_TEST_IS_REGULAR))
        add_place (places, _ ("Keras' cache"), folder, path);
    }
  if (places->len == n_before)
    add_place (places, _ ("Keras' cache"), folder, NULL);
}

static void
add_pytorch (GPtrArray *places)
{
  g_autofree gchar *home = get_home ("TORCH_HOME", g_get_user_cache_dir (), "torch");
  g_autofree gchar *folder = g_build_filename (home, "hub", "checkpoints", NULL);
  g_autofree gchar *old_folder =
      g_build_filename (g_get_home_dir (), ".torch", "models", NULL);

  add_folder (places, _ ("PyTorch's cache"), folder, pytorch_patterns);
  add_folder (places, _ ("PyTorch's old cache"), old_folder, pytorch_patterns);
}

/* Returns: (transfer full): the folder of its models; its older name of the variable
 * still counts */
static gchar *
get_hub (void)
{
  g_autofree gchar *home = get_home ("HF_HOME", g_get_user_cache_dir (), "huggingface");
  g_autofree gchar *older = get_home ("HUGGINGFACE_HUB_CACHE", home, "hub");
  const gchar *hub = g_getenv ("HF_HUB_CACHE");

  return hub != NULL && hub[0] != '\0' ? fv_path_expand (hub) : g_steal_pointer (&older);
}

/* Adds the file of a model that is there in one or several versions. */
static void
add_snapshots (GPtrArray *places, const gchar *model)
{
  static const gchar *const names[] = { "model.safetensors", "pytorch_model.bin" };
  g_autofree gchar *folder = g_build_filename (model, "snapshots", NULL);
  g_autoptr (GPtrArray) snapshots = list_folder (folder);

  for (guint i = 0; i < snapshots->len; i++)
    for (gsize k = 0; k < G_N_ELEMENTS (names); k++)
      {
        g_autofree gchar *path = g_build_filename (snapshots->pdata[i], names[k], NULL);

        if (g_file_test (path, G_FILE_TEST_IS_REGULAR))
          {
            add_place (places, _ ("Hugging Face's cache"), folder, path);
            break;
          }
      }
}

static void
add_hugging_face (GPtrArray *places)
{
  g_autofree gchar *hub = get_hub ();
  g_autoptr (GPtrArray) models = list_folder (hub);
  guint n_before = places->len;

  for (gsize k = 0; k < G_N_ELEMENTS (hugging_face_patterns); k++)
    for (guint i = 0; i < models->len; i++)
      {
        g_autofree gchar *name = g_path_get_basename (models->pdata[i]);

        if (g_pattern_match_simple (hugging_face_patterns[k], name))
          add_snapshots (places, models->pdata[i]);
      }
  if (places->len == n_before)
    add_place (places, _ ("Hugging Face's cache"), hub, NULL);
}

/* Caffe has no cache: its script for downloads puts a model into the folder of its source
 * tree, which is usually at home. */
static void
add_caffe (GPtrArray *places)
{
  static const gchar *const names[] = { "bvlc_googlenet.caffemodel", NULL };
  g_autofree gchar *root = get_home ("CAFFE_ROOT", g_get_home_dir (), "caffe");
  g_autofree gchar *folder = g_build_filename (root, "models", "bvlc_googlenet", NULL);

  add_folder (places, _ ("Caffe's models"), folder, names);
}

/* The places where weights may lie unasked for; their files are not opened yet. */
static GPtrArray *
list_usual_places (void)
{
  static const gchar *const all[] = { "*", NULL };
  GPtrArray *places = g_ptr_array_new_with_free_func (place_free);
  g_autofree gchar *folder = fv_weights_get_folder ();

  add_folder (places, _ ("your data folder"), folder, all);
  add_keras (places);
  add_pytorch (places);
  add_hugging_face (places);
  add_caffe (places);
  add_place (places, _ ("built in"), FV_SAMPLE, FV_SAMPLE);
  return places;
}

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
  GPtrArray *places = list_usual_places ();

  if (get_variable () != NULL && !is_name (get_variable ()))
    {
      add_place (places, NULL, get_variable (), get_variable ());
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
  places = list_usual_places ();
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
  GPtrArray *places = g_ptr_array_new_with_free_func (place_free);
  GPtrArray *usual = list_usual_places ();

  if (file != NULL && file[0] != '\0')
    add_place (places, _ ("the file that was chosen"), file, file);
  if (get_variable () != NULL)
    add_place (places, _ ("the environment variable FEATVIS_WEIGHTS"), get_variable (),
               get_variable ());
  g_ptr_array_extend_and_steal (places, usual);
  for (guint i = 0; i < places->len; i++)
    try_place (places->pdata[i]);
  return places;
}
