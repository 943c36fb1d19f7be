/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "places.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "host-folders.h"
#include "weights.h"

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

/* Returns: (transfer full) (element-type FvWeightsPlace): no place */
GPtrArray *
fv_places_new (void)
{
  return g_ptr_array_new_with_free_func (place_free);
}

/* @file: (nullable): what was found there */
void
fv_places_add (GPtrArray *places, const gchar *description, const gchar *path,
               const gchar *file)
{
  FvWeightsPlace *place = g_new0 (FvWeightsPlace, 1);

  place->description = g_strdup (description);
  place->path = g_strdup (path);
  place->file = g_strdup (file);
  g_ptr_array_add (places, place);
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
          fv_places_add (places, description, folder, path);
      }
  if (places->len == n_before)
    fv_places_add (places, description, folder, NULL);
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
        fv_places_add (places, _ ("Keras' cache"), folder, path);
    }
  if (places->len == n_before)
    fv_places_add (places, _ ("Keras' cache"), folder, NULL);
}

static void
add_pytorch (GPtrArray *places)
{
  g_autofree gchar *cache = fv_host_get_cache_folder ();
  g_autofree gchar *home = get_home ("TORCH_HOME", cache, "torch");
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
  g_autofree gchar *cache = fv_host_get_cache_folder ();
  g_autofree gchar *home = get_home ("HF_HOME", cache, "huggingface");
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
            fv_places_add (places, _ ("Hugging Face's cache"), folder, path);
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
    fv_places_add (places, _ ("Hugging Face's cache"), hub, NULL);
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

/* The folder of the Flatpak's own is first, as that is where a download goes; the other
 * one has what the command has fetched. */
static void
add_data (GPtrArray *places)
{
  static const gchar *const all[] = { "*", NULL };
  g_autofree gchar *folder = fv_weights_get_folder ();
  g_autofree gchar *host = fv_host_get_data_folder ();
  g_autofree gchar *host_folder = g_build_filename (host, "featvis", NULL);

  add_folder (places, _ ("your data folder"), folder, all);
  if (fv_host_is_outside ())
    add_folder (places, _ ("your data folder outside the Flatpak"), host_folder, all);
}

/**
 * fv_places_list_usual:
 *
 * Lists the places where weights may lie unasked for; their files are not opened.
 *
 * Returns: (transfer full) (element-type FvWeightsPlace): the last is always the sample
 *   network's
 */
GPtrArray *
fv_places_list_usual (void)
{
  GPtrArray *places = fv_places_new ();

  add_data (places);
  add_keras (places);
  add_pytorch (places);
  add_hugging_face (places);
  add_caffe (places);
  fv_places_add (places, _ ("built in"), FV_SAMPLE, FV_SAMPLE);
  return places;
}
