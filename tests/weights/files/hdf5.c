/* SPDX-License-Identifier: GPL-3.0-or-later */

/* HDF5 files of all structures, and archives of them, cut and changed in single bits. */

#include "../common.h"

#include <glib/gstdio.h>
#include <string.h>

#define N_FLIPPED 2500 /* bytes; the tables lie before most of the values */
#define FLIP_STEP 47   /* bytes; each file that is opened takes a program to start */

static const gchar *const names[] = {
  "keras-2.h5",      "keras-3.weights.h5", "hdf5-latest.h5",        "hdf5-ordered.h5",
  "hdf5-compact.h5", "keras-3.keras",      "keras-3-deflated.keras"
};

static gchar *file; /* what is tried is written there */

/* Returns: whether the first two layers could be loaded */
static gboolean
try_bytes (const gchar *bytes, gsize n_bytes, gboolean is_changed)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (FvWeights) weights = NULL;
  g_autoptr (FvNetwork) network = NULL;

  test_overwrite (file, bytes, n_bytes);
  weights = fv_weights_open (file, &error);
  if (weights != NULL)
    network = fv_weights_load (weights, "block1_conv2", &error);
  g_assert_true ((network == NULL) == (error != NULL));
  if (network != NULL && !is_changed)
    test_check_network (network, 2, FALSE);
  return network != NULL;
}

static void
test_truncated (gconstpointer name)
{
  g_autofree gchar *bytes = NULL;
  gsize length, n_loaded = 0;

  g_assert_true (g_file_get_contents (test_file (name), &bytes, &length, NULL));
  for (gsize n = 8; n < length; n += n < 1024 ? 97 : 997)
    n_loaded += try_bytes (bytes, n, FALSE);
  g_assert_true (try_bytes (bytes, length, FALSE));
  g_test_message ("%" G_GSIZE_FORMAT " truncated files served", n_loaded);
}

static void
test_flipped (gconstpointer name)
{
  g_autofree gchar *bytes = NULL;
  gsize length;

  g_assert_true (g_file_get_contents (test_file (name), &bytes, &length, NULL));
  for (gsize i = 8; i < MIN (length, N_FLIPPED); i += FLIP_STEP)
    {
      bytes[i] ^= (gchar)(1 << i % 8);
      try_bytes (bytes, length, TRUE);
      bytes[i] ^= (gchar)(1 << i % 8);
    }
}

/* The end of a file is where its last values are: what is before serves. */
static void
test_without_end (void)
{
  g_autofree gchar *bytes = NULL;
  gsize length;

  g_assert_true (
      g_file_get_contents (test_file ("keras-3.weights.h5"), &bytes, &length, NULL));
  g_assert_true (try_bytes (bytes, length - 1, FALSE));
}

int
main (int argc, char **argv)
{
  gint result;

  g_test_init (&argc, &argv, NULL);
  file = test_write ("damaged.h5", "", 0);
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree gchar *truncated = g_strconcat ("/weights/hdf5/cut/", names[i], NULL);
      g_autofree gchar *flipped = g_strconcat ("/weights/hdf5/flipped/", names[i], NULL);

      g_test_add_data_func (truncated, names[i], test_truncated);
      g_test_add_data_func (flipped, names[i], test_flipped);
    }
  g_test_add_func ("/weights/hdf5/without-end", test_without_end);
  result = g_test_run ();
  g_remove (file);
  g_free (file);
  return result;
}
