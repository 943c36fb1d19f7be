/* SPDX-License-Identifier: GPL-3.0-or-later */

/* PyTorch's and NumPy's files that are cut, damaged or hostile: each is refused with a
 * sentence, or serves for what is whole in it. */

#include "../common.h"

#include <glib/gstdio.h>
#include <string.h>

static gchar *damaged; /* the file that what is tried is written to */

/* Refused when they are opened. */
static const TestRefused opened[] = {
  { "pytorch-evil.pth", FV_ERROR_WEIGHTS, "asks for “posix.system”" },
  { "pytorch-evil-old.pth", FV_ERROR_WEIGHTS, "asks for “posix.system”" },
  { "pytorch-model.pth", FV_ERROR_WEIGHTS,
    "asks for “torch.nn.modules.container.Sequential”" },
  { "pytorch-list.pth", FV_ERROR_WEIGHTS, "holds no state dict" },
  { "zip-entries.pth", FV_ERROR_WEIGHTS, "damaged" },
  { "zip-entries-64.pth", FV_ERROR_WEIGHTS, "damaged" },
  { "zip-pickle.pth", FV_ERROR_WEIGHTS, "damaged" },
  { "zip-sizes.pth", FV_ERROR_WEIGHTS, "damaged" },
  { "zip-no-pickle.pth", FV_ERROR_WEIGHTS, "is a zip archive" },
  { "zip-empty.npz", FV_ERROR_WEIGHTS, "damaged" },
  { "numpy-objects.npz", FV_ERROR_WEIGHTS, "no bias" },
};

/* Refused when block1_conv1 is loaded. */
static const TestRefused loaded[] = {
  { "pytorch-gaps.pth", FV_ERROR_WEIGHTS, "do not lie close together" },
  { "pytorch-integers.pth", FV_ERROR_WEIGHTS, "stored as int32" },
  { "pytorch-nan-old.pth", FV_ERROR_WEIGHTS, "not finite" },
  { "zip-inflated.pth", FV_ERROR_WEIGHTS, "damaged" },
  { "numpy-integers.npz", FV_ERROR_WEIGHTS, "stored as <i4" },
};

/* Opens and loads what can be. */
static gboolean
can_load (const gchar *file, const gchar *layer, gboolean *can_open)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (FvWeights) weights = fv_weights_open (file, &error);
  g_autoptr (FvNetwork) network = NULL;

  *can_open = weights != NULL;
  if (weights != NULL)
    network = fv_weights_load (weights, layer, &error);
  g_assert_true ((network == NULL) == (error != NULL));
  return network != NULL;
}

/* The storage that all tensors share is the file's last part; what comes before the
 * cut serves. */
static void
test_truncated_legacy (void)
{
  const gsize n_values = 54 + 2 + 54 + 3 + 108 + 4, n_needed = 54 + 2;
  g_autofree gchar *bytes = NULL;
  gsize length, begin;

  g_assert_true (
      g_file_get_contents (test_file ("pytorch-shared-old.pth"), &bytes, &length, NULL));
  begin = length - n_values * sizeof (gfloat);
  for (gsize n = 0; n < length; n++)
    {
      gboolean can_open, is_loaded;

      test_overwrite (damaged, bytes, n);
      is_loaded = can_load (damaged, "block1_conv1", &can_open);
      g_assert_true (can_open == (n >= begin - 8));
      g_assert_true (is_loaded == (n >= begin + n_needed * sizeof (gfloat)));
      if (n > 14 && !can_open)
        test_assert_open_fails (damaged, FV_ERROR_WEIGHTS, "truncated");
      if (can_open)
        test_assert_load_fails (damaged, "block2_conv1", FV_ERROR_WEIGHTS, "truncated");
    }
}

/* What needs one storage of several is served when that is whole, wherever it is. */
static void
test_truncated_storages (void)
{
  g_autofree gchar *bytes = NULL;
  gint n_loaded = 0;
  gsize length;

  g_assert_true (
      g_file_get_contents (test_file ("pytorch-old.pth"), &bytes, &length, NULL));
  for (gsize n = length; n > 4000; n -= 61)
    {
      gboolean can_open;

      test_overwrite (damaged, bytes, n);
      if (can_load (damaged, "block1_conv1", &can_open))
        {
          g_autoptr (FvNetwork) network = test_load (damaged, "block1_conv1");

          test_check_network (network, 1, TRUE);
          n_loaded++;
        }
      else if (can_open)
        test_assert_load_fails (damaged, "block1_conv1", FV_ERROR_WEIGHTS, "truncated");
    }
  g_assert_cmpint (n_loaded, >, 1);
}

/* A zip's directory is at its end; without it, what is whole is found all the same. */
static void
test_truncated_zip (gconstpointer data)
{
  const gboolean is_torchvision = strcmp (data, "pytorch-zip.pth") == 0;
  g_autofree gchar *bytes = NULL;
  gboolean was_loaded = FALSE;
  gsize length;

  g_assert_true (g_file_get_contents (test_file (data), &bytes, &length, NULL));
  for (gsize n = 4; n < length; n += n < 1200 || n > length - 128 ? 1 : 61)
    {
      gboolean can_open, is_loaded;

      test_overwrite (damaged, bytes, n);
      is_loaded = can_load (damaged, "block1_conv1", &can_open);
      g_assert_true (is_loaded || !was_loaded);
      was_loaded = is_loaded;
      if (is_loaded)
        {
          g_autoptr (FvNetwork) network = test_load (damaged, "block1_conv1");

          test_check_network (network, 1, is_torchvision);
        }
      else if (can_open)
        test_assert_load_fails (damaged, "block1_conv1", FV_ERROR_WEIGHTS, "truncated");
    }
  g_assert_true (was_loaded);
}

/* A cut zip whose only entry is an empty pickle. */
static void
test_empty_pickle (void)
{
  static const gchar bytes[] = "PK\003\004\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
                               "\x0a\0\0\0a/data.pkl";
  g_autofree gchar *file = test_write ("empty.pth", bytes, sizeof bytes - 1);

  test_assert_open_fails (file, FV_ERROR_WEIGHTS, "damaged");
  g_remove (file);
}

/* One bit after the other is turned. */
static void
test_flipped (gconstpointer data)
{
  g_autofree gchar *bytes = NULL;
  gboolean can_open;
  gsize length;

  g_assert_true (g_file_get_contents (test_file (data), &bytes, &length, NULL));
  for (gsize i = 0; i < length; i += 1 + length / 2048)
    {
      bytes[i] ^= (gchar)(1 << i % 8);
      test_overwrite (damaged, bytes, length);
      can_load (damaged, "block1_conv2", &can_open);
      bytes[i] ^= (gchar)(1 << i % 8);
    }
}

int
main (int argc, char **argv)
{
  gint result;

  g_test_init (&argc, &argv, NULL);
  damaged = test_write ("damaged", "", 0);
  test_add_refused (opened, G_N_ELEMENTS (opened), loaded, G_N_ELEMENTS (loaded));
  g_test_add_func ("/weights/truncated/legacy", test_truncated_legacy);
  g_test_add_func ("/weights/truncated/storages", test_truncated_storages);
  g_test_add_data_func ("/weights/truncated/zip", "pytorch-zip.pth", test_truncated_zip);
  g_test_add_data_func ("/weights/truncated/npz", "numpy-keras.npz", test_truncated_zip);
  g_test_add_func ("/weights/truncated/empty-pickle", test_empty_pickle);
  g_test_add_data_func ("/weights/flipped/legacy", "pytorch-python-2.pth", test_flipped);
  g_test_add_data_func ("/weights/flipped/zip", "pytorch-shared.pth", test_flipped);
  g_test_add_data_func ("/weights/flipped/npz", "numpy-half.npz", test_flipped);
  result = g_test_run ();
  g_remove (damaged);
  g_free (damaged);
  return result;
}
