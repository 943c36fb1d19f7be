/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Where weights are looked for. GLib gives each test folders of its own, instead of
 * the user's. */

#include "common.h"
#include "system/process.h"

#include <glib/gstdio.h>
#include <string.h>

#define CHECKPOINTS "torch" G_DIR_SEPARATOR_S "hub" G_DIR_SEPARATOR_S "checkpoints"

static void
clear_environment (void)
{
  const gchar *const names[] = { "FEATVIS_WEIGHTS",     "KERAS_HOME",
                                 "TORCH_HOME",          "HF_HOME",
                                 "HF_HUB_CACHE",        "HUGGINGFACE_HUB_CACHE",
                                 "CAFFE_ROOT",          "FLATPAK_ID",
                                 "HOST_XDG_CACHE_HOME", "HOST_XDG_DATA_HOME" };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    g_unsetenv (names[i]);
}

/* Copies a stored file to a place that may not exist yet. */
static gchar *
put (const gchar *name, const gchar *folder, const gchar *subfolder,
     const gchar *new_name)
{
  g_autofree gchar *whole_folder = g_build_filename (folder, subfolder, NULL);
  gchar *path = g_build_filename (whole_folder, new_name, NULL);
  g_autofree gchar *bytes = NULL;
  gsize length;

  g_assert_cmpint (g_mkdir_with_parents (whole_folder, 0700), ==, 0);
  g_assert_true (g_file_get_contents (test_file (name), &bytes, &length, NULL));
  g_assert_true (g_file_set_contents (path, bytes, (gssize)length, NULL));
  return path;
}

/* Windows has two separators.
 *
 * Returns: (transfer full): the name with one of them */
static gchar *
unify (const gchar *file)
{
  gchar *name = g_strdup (file);

  return G_DIR_SEPARATOR == '\\' ? g_strdelimit (name, "\\", '/') : name;
}

static void
assert_found (const gchar *argument, const gchar *file)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (FvWeights) weights = fv_weights_find (argument, &error);
  g_autofree gchar *found = NULL, *expected = unify (file);

  g_assert_no_error (error);
  found = unify (fv_weights_get_file (weights));
  g_assert_cmpstr (found, ==, expected);
}

/* From the last place to the first: each goes before those that were there. */
static void
test_order (void)
{
  const gchar *const snapshots = "huggingface/hub/models--timm--vgg16.tv_in1k/snapshots";
  g_autofree gchar *cache = fv_system_get_cache_folder ();
  g_autofree gchar *snapshot = g_build_filename (snapshots, "0123abc", NULL);
  g_autofree gchar *hugging_face = NULL, *old_torch = NULL, *torch = NULL,
                   *old_torch_19 = NULL, *put_away = NULL, *keras_19 = NULL;
  g_autofree gchar *keras = NULL, *keras_notop = NULL, *data_b = NULL, *data_a = NULL;

  clear_environment ();
  assert_found (NULL, "sample");
  hugging_face = put ("torchvision.safetensors", cache, snapshot, "model.safetensors");
  assert_found (NULL, hugging_face);
  old_torch_19 = put ("pytorch-vgg19-old.pth", g_get_home_dir (), ".torch/models",
                      "vgg19-dcbb9e9d.pth");
  assert_found (NULL, old_torch_19);
  put_away = put ("pytorch-old.pth", g_get_home_dir (), ".torch/models",
                  "vgg16_bn-6c64b313.pth");
  assert_found (NULL, old_torch_19);
  old_torch = put ("torchvision.safetensors", g_get_home_dir (), ".torch/models",
                   "vgg16.safetensors");
  assert_found (NULL, old_torch);
  torch = put ("pytorch-old.pth", cache, CHECKPOINTS, "vgg16-397923af.pth");
  assert_found (NULL, torch);
  keras_19 = put ("keras-2016-vgg19.h5", g_get_home_dir (), ".keras/models",
                  "vgg19_weights_tf_dim_ordering_tf_kernels.h5");
  assert_found (NULL, keras_19);
  keras = put ("keras-2016.h5", g_get_home_dir (), ".keras/models",
               "vgg16_weights_tf_dim_ordering_tf_kernels.h5");
  assert_found (NULL, keras);
  keras_notop = put ("keras-2016.h5", g_get_home_dir (), ".keras/models",
                     "vgg16_weights_tf_dim_ordering_tf_kernels_notop.h5");
  assert_found (NULL, keras_notop);
  data_b = put ("f32.safetensors", g_get_user_data_dir (), "featvis", "b");
  assert_found (NULL, data_b);
  data_a = put ("f16.safetensors", g_get_user_data_dir (), "featvis", "a.safetensors");
  assert_found ("", data_a);
  g_setenv ("FEATVIS_WEIGHTS", keras_19, TRUE);
  assert_found (NULL, keras_19);
  assert_found (torch, torch);
  clear_environment ();
}

/* The variables move the caches. */
static void
test_variables (void)
{
  const gchar *const snapshot = "hub/models--timm--vgg16.tv_in1k/snapshots/1";
  g_autofree gchar *home = g_build_filename (g_get_user_cache_dir (), "elsewhere", NULL);
  g_autofree gchar *keras = put ("keras-2016.h5", home, "models",
                                 "vgg16_weights_tf_dim_ordering_tf_kernels.h5");
  g_autofree gchar *torch =
      put ("torchvision.safetensors", home, "hub/checkpoints", "vgg16.safetensors");
  g_autofree gchar *hugging_face =
      put ("torchvision.safetensors", home, snapshot, "model.safetensors");

  clear_environment ();
  assert_found (NULL, "sample");
  g_setenv ("HF_HOME", home, TRUE);
  assert_found (NULL, hugging_face);
  g_setenv ("TORCH_HOME", home, TRUE);
  assert_found (NULL, torch);
  g_setenv ("KERAS_HOME", home, TRUE);
  assert_found (NULL, keras);
  clear_environment ();
}

/* Both networks in Hugging Face's cache, wherever that is; VGG16 comes first. */
static void
test_hugging_face (void)
{
  const gchar *const model = "models--timm--vgg%d.tv_in1k/snapshots/1";
  g_autofree gchar *hub = g_build_filename (g_get_home_dir (), "hub", NULL);
  g_autofree gchar *folder_19 = g_strdup_printf (model, 19);
  g_autofree gchar *folder_16 = g_strdup_printf (model, 16);
  g_autofree gchar *vgg19 = NULL, *vgg16 = NULL, *normalised = NULL;

  clear_environment ();
  normalised = put ("torchvision-bn.safetensors", hub,
                    "models--timm--vgg16_bn.tv_in1k/snapshots/1", "model.safetensors");
  vgg19 = put ("torchvision-vgg19.safetensors", hub, folder_19, "model.safetensors");
  g_setenv ("HUGGINGFACE_HUB_CACHE", hub, TRUE);
  assert_found (NULL, vgg19);
  g_setenv ("HF_HUB_CACHE", "~/hub", TRUE);
  assert_found (NULL, vgg19);
  vgg16 = put ("pytorch-zip.pth", hub, folder_16, "pytorch_model.bin");
  assert_found (NULL, vgg16);
  clear_environment ();
  assert_found (NULL, "sample");
}

/* Paths as people write them where no shell reads them */
static void
test_written_paths (void)
{
  g_autofree gchar *file = put ("f32.safetensors", g_get_home_dir (), "my weights", "a");
  g_autofree gchar *address = g_filename_to_uri (file, NULL, NULL);

  clear_environment ();
  assert_found ("~/my weights/a", file);
  assert_found (address, file);
  g_setenv ("FEATVIS_WEIGHTS", "~/my weights/a", TRUE);
  assert_found (NULL, file);
  clear_environment ();
}

static void
assert_not_found (const gchar *argument, FvError code, const gchar *words)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (fv_weights_find (argument, &error));
  g_assert_error (error, FV_ERROR, (gint)code);
  g_assert_nonnull (strstr (error->message, words));
}

/* What the user names is used, or it is an error. */
static void
test_named (void)
{
  g_autofree gchar *good =
      put ("f32.safetensors", g_get_user_data_dir (), "featvis", "good");

  clear_environment ();
  assert_not_found ("/no/such/file", FV_ERROR_FILE, "/no/such/file");
  assert_not_found (test_file ("untrained.txt"), FV_ERROR_WEIGHTS, "untrained.txt");
  g_setenv ("FEATVIS_WEIGHTS", "/no/such/file", TRUE);
  assert_not_found (NULL, FV_ERROR_FILE, "FEATVIS_WEIGHTS");
  assert_found (good, good);
  g_setenv ("FEATVIS_WEIGHTS", "", TRUE);
  assert_found (NULL, good);
  clear_environment ();
}

/* Networks by their names; unasked for, a VGG goes before others, wherever it lies. */
static void
test_by_name (void)
{
  g_autofree gchar *other =
      put ("keras-resnet50v2.h5", g_get_user_data_dir (), "featvis", "a.h5");
  g_autofree gchar *named =
      put ("keras-resnet50v2.h5", g_get_home_dir (), "elsewhere", "mine.h5");
  g_autofree gchar *vgg = NULL;

  g_free (put ("keras-resnet50v2.h5", g_get_home_dir (), ".keras/models",
               "resnet50v2_weights_tf_dim_ordering_tf_kernels_notop.h5"));
  clear_environment ();
  assert_found (NULL, other);
  assert_found ("resnet50v2", other);
  assert_not_found ("vgg19", FV_ERROR_FILE, "“vgg19”");
  assert_not_found ("googlenet", FV_ERROR_FILE, "“googlenet”");
  vgg = put ("keras-2016-vgg19.h5", g_get_home_dir (), ".keras/models",
             "vgg19_weights_tf_dim_ordering_tf_kernels.h5");
  assert_found (NULL, vgg);
  assert_found ("VGG19", vgg);
  assert_found ("ResNet50V2", other);
  g_setenv ("FEATVIS_WEIGHTS", "resnet50v2", TRUE);
  assert_found (NULL, other);
  g_setenv ("FEATVIS_WEIGHTS", named, TRUE);
  assert_found ("resnet50v2", named);
  assert_found ("vgg19", vgg);
  g_setenv ("FEATVIS_WEIGHTS", "/no/such/file", TRUE);
  assert_found ("resnet50v2", other);
  clear_environment ();
}

/* Caffe's folder, wherever that is */
static void
test_caffe (void)
{
  g_autofree gchar *root = g_build_filename (g_get_home_dir (), "elsewhere", NULL);
  g_autofree gchar *caffe = put ("caffe.caffemodel", root, "models/bvlc_googlenet",
                                 "bvlc_googlenet.caffemodel");

  clear_environment ();
  assert_found (NULL, "sample");
  g_setenv ("CAFFE_ROOT", root, TRUE);
  assert_found (NULL, caffe);
  clear_environment ();
}

/* What lies there broken is passed over, and that is told. */
static void
test_skipped (void)
{
  g_autofree gchar *cache = fv_system_get_cache_folder ();
  g_autofree gchar *pickle =
      put ("pytorch-evil.pth", cache, CHECKPOINTS, "vgg16-397923af.pth");
  g_autofree gchar *text =
      put ("untrained.txt", g_get_user_data_dir (), "featvis", "notes");
  g_autofree gchar *hidden =
      put ("f32.safetensors", g_get_user_data_dir (), "featvis", ".part");
  g_autofree gchar *good = NULL, *line = NULL, *new_line = NULL;
  g_autoptr (FvWeights) weights = NULL;

  clear_environment ();
  weights = fv_weights_find (NULL, NULL);
  line = fv_weights_describe (weights);
  g_assert_cmpstr (fv_weights_get_file (weights), ==, "sample");
  g_assert_nonnull (strstr (line, "sample network"));
  g_assert_nonnull (strstr (line, text));
  g_assert_nonnull (strstr (line, pickle));
  g_assert_nonnull (strstr (line, "asks for “posix.system”"));
  g_assert_null (strstr (line, hidden));
  g_assert_null (strchr (line, '\n'));

  good = put ("f32.safetensors", g_get_user_data_dir (), "featvis", "weights");
  fv_weights_free (weights);
  weights = fv_weights_find (NULL, NULL);
  new_line = fv_weights_describe (weights);
  g_assert_cmpstr (fv_weights_get_file (weights), ==, good);
  g_assert_true (g_str_has_prefix (new_line, "VGG16 from "));
  g_assert_nonnull (strstr (new_line, text));
  g_assert_null (strstr (new_line, pickle));
}

static const FvWeightsPlace *
find_place (const GPtrArray *places, const gchar *description)
{
  for (guint i = 0; i < places->len; i++)
    {
      const FvWeightsPlace *place = places->pdata[i];

      g_assert_nonnull (place->path);
      if (strcmp (place->description, description) == 0)
        return place;
    }
  g_assert_not_reached ();
}

static void
test_places (void)
{
  g_autofree gchar *cache = fv_system_get_cache_folder ();
  g_autofree gchar *pickle =
      put ("pytorch-evil-old.pth", cache, CHECKPOINTS, "vgg16-397923af.pth");
  g_autofree gchar *good =
      put ("f32.safetensors", g_get_user_data_dir (), "featvis", "good");
  g_autoptr (GPtrArray) places = NULL;
  const FvWeightsPlace *place;

  clear_environment ();
  g_setenv ("FEATVIS_WEIGHTS", good, TRUE);
  places = fv_weights_list_places ("/no/such/file");
  g_assert_cmpuint (places->len, ==, 9);
  g_assert_cmpstr (find_place (places, "built in")->file, ==, "sample");
  place = find_place (places, "the file that was chosen");
  g_assert_true (place == places->pdata[0]);
  g_assert_cmpstr (place->path, ==, "/no/such/file");
  g_assert_null (place->file);
  g_assert_nonnull (place->problem);
  place = find_place (places, "the environment variable FEATVIS_WEIGHTS");
  g_assert_cmpstr (place->file, ==, good);
  g_assert_null (place->problem);
  place = find_place (places, "your data folder");
  g_assert_cmpstr (place->file, ==, good);
  g_assert_cmpstr (place->network, ==, "VGG16");
  place = find_place (places, "Keras' cache");
  g_assert_null (place->file);
  g_assert_null (place->problem);
  place = find_place (places, "PyTorch's cache");
  g_assert_null (place->file);
  g_assert_nonnull (strstr (place->problem, "asks for “posix.system”"));
  g_assert_nonnull (strstr (place->problem, pickle));
  clear_environment ();
}

/* @data, @cache: the folders at home that are to be looked at. Those of the Flatpak are
 * what GLib tells, of which the cache does not count. */
static void
check_flatpak (const gchar *data, const gchar *cache)
{
  g_autofree gchar *sandboxed = put ("f32.safetensors", g_get_user_cache_dir (),
                                     CHECKPOINTS, "vgg16-sandboxed.pth");
  g_autofree gchar *checkpoints = g_build_filename (cache, CHECKPOINTS, NULL);
  g_autofree gchar *torch = NULL, *keras = NULL, *outside = NULL, *inside = NULL;

  assert_found (NULL, "sample");
  torch = put ("pytorch-old.pth", g_get_home_dir (), checkpoints, "vgg16-397923af.pth");
  assert_found (NULL, torch);
  keras = put ("keras-2016.h5", g_get_home_dir (), ".keras/models",
               "vgg16_weights_tf_dim_ordering_tf_kernels.h5");
  assert_found (NULL, keras);
  outside = put ("f32.safetensors", g_get_home_dir (), data, "vgg16.safetensors");
  assert_found (NULL, outside);
  inside =
      put ("f32.safetensors", g_get_user_data_dir (), "featvis", "vgg16.safetensors");
  assert_found (NULL, inside);

  g_unlink (sandboxed);
  g_unlink (torch);
  g_unlink (keras);
  g_unlink (outside);
  g_unlink (inside);
}

static void
test_flatpak (void)
{
  g_autofree gchar *data = g_build_filename (g_get_home_dir (), "own/data", NULL);
  g_autofree gchar *cache = g_build_filename (g_get_home_dir (), "own/cache", NULL);

  clear_environment ();
  g_setenv ("FLATPAK_ID", "org.gimp.GIMP", TRUE);
  check_flatpak (".local/share/featvis", ".cache");
  g_setenv ("HOST_XDG_DATA_HOME", data, TRUE);
  g_setenv ("HOST_XDG_CACHE_HOME", cache, TRUE);
  check_flatpak ("own/data/featvis", "own/cache");
  clear_environment ();
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/weights/search/order", test_order);
  g_test_add_func ("/weights/search/variables", test_variables);
  g_test_add_func ("/weights/search/hugging-face", test_hugging_face);
  g_test_add_func ("/weights/search/written-paths", test_written_paths);
  g_test_add_func ("/weights/search/named", test_named);
  g_test_add_func ("/weights/search/by-name", test_by_name);
  g_test_add_func ("/weights/search/caffe", test_caffe);
  g_test_add_func ("/weights/search/skipped", test_skipped);
  g_test_add_func ("/weights/search/places", test_places);
  g_test_add_func ("/weights/search/flatpak", test_flatpak);
  return g_test_run ();
}
