/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Files that change after they were opened, and before they are read: what is read is
 * what is there by then. */

#include "common.h"

#include <glib/gstdio.h>

static const gchar *const names[] = { "f32.safetensors", "keras-2.h5",
                                      "keras-3.keras",   "numpy.npz",
                                      "onnx.onnx",       "pytorch-zip.pth",
                                      "pytorch-old.pth", "caffe.caffemodel" };

/* @weights: (out): a copy of the file, opened */
static gchar *
open_copy (const gchar *name, FvWeights **weights)
{
  g_autoptr (GError) error = NULL;
  g_autofree gchar *bytes = NULL;
  gchar *file;
  gsize length;

  g_assert_true (g_file_get_contents (test_file (name), &bytes, &length, NULL));
  file = test_write (name, bytes, length);
  *weights = fv_weights_open (file, &error);
  g_assert_no_error (error);
  return file;
}

static void
assert_fails (const FvWeights *weights, gint code)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (fv_weights_load (weights, "block1_conv2", &error));
  g_assert_error (error, FV_ERROR, code);
}

/* What Windows does not do to a file that is open */
static void
skip_open (void)
{
  g_assert_cmpint (G_DIR_SEPARATOR, ==, '\\');
  g_test_skip ("this Windows neither removes nor replaces a file that is open");
}

static void
remove_closed (const gchar *file, FvWeights **weights)
{
  g_clear_pointer (weights, fv_weights_free);
  g_assert_cmpint (g_unlink (file), ==, 0);
}

static void
test_removed (gconstpointer name)
{
  g_autoptr (FvWeights) weights = NULL;
  g_autofree gchar *file = open_copy (name, &weights);

  if (g_unlink (file) == 0)
    {
      assert_fails (weights, FV_ERROR_FILE);
      return;
    }
  skip_open ();
  remove_closed (file, &weights);
}

static void
test_emptied (gconstpointer name)
{
  g_autoptr (FvWeights) weights = NULL;
  g_autofree gchar *file = open_copy (name, &weights);

  test_overwrite (file, "", 0);
  assert_fails (weights, FV_ERROR_WEIGHTS);
  remove_closed (file, &weights);
}

/* By another file of that name, or in place; its weights are of another size. */
static void
check_replaced (const gchar *name, gboolean in_place)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (FvWeights) weights = NULL;
  g_autoptr (FvNetwork) network = NULL;
  g_autofree gchar *file = open_copy (name, &weights);
  g_autofree gchar *bytes = NULL;
  gsize length;

  g_assert_true (
      g_file_get_contents (test_file ("keras-2-float64.h5"), &bytes, &length, NULL));
  if (in_place)
    test_overwrite (file, bytes, length);
  else if (!g_file_set_contents (file, bytes, (gssize)length, NULL))
    {
      skip_open ();
      remove_closed (file, &weights);
      return;
    }
  network = fv_weights_load (weights, "block1_conv2", &error);
  g_assert_no_error (error);
  test_check_network (network, 2, FALSE);
  remove_closed (file, &weights);
}

static void
test_replaced (gconstpointer name)
{
  check_replaced (name, FALSE);
}

static void
test_overwritten (gconstpointer name)
{
  check_replaced (name, TRUE);
}

static void
add (const gchar *kind, const gchar *name, GTestDataFunc run)
{
  g_autofree gchar *path = g_strdup_printf ("/changed/%s/%s", kind, name);

  g_test_add_data_func (path, name, run);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      add ("removed", names[i], test_removed);
      add ("emptied", names[i], test_emptied);
      add ("replaced", names[i], test_replaced);
      add ("overwritten", names[i], test_overwritten);
    }
  return g_test_run ();
}
