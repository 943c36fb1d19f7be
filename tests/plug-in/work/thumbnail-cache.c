/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The cache of thumbnails, without GIMP and GTK. */

#include "thumbnail_case.h"

#include <gdk-pixbuf/gdk-pixbuf.h>
#include <glib/gstdio.h>

#define N_BYTES (THUMBNAIL_SIZE * THUMBNAIL_SIZE * 3)

static gchar *
find_file (gint filter)
{
  GPtrArray *files = list_thumbnails ();
  gchar *name = g_strdup_printf ("%s-%d.png", LAYER, filter);
  gchar *found = NULL;

  for (guint i = 0; i < files->len; i++)
    if (g_str_has_suffix (files->pdata[i], name))
      found = g_strdup (files->pdata[i]);
  g_ptr_array_unref (files);
  g_free (name);
  g_assert_nonnull (found);
  return found;
}

static Thumbnail
make_thumbnail (gint filter)
{
  Thumbnail thumbnail = { filter, FALSE, 1.0 / 3.0 + filter, g_malloc (N_BYTES) };

  for (gint i = 0; i < N_BYTES; i++)
    thumbnail.bytes[i] = (guint8)(i * 7 + filter);
  return thumbnail;
}

static void
store (ThumbnailCache *cache, gint filter)
{
  Thumbnail thumbnail = make_thumbnail (filter);

  thumbnail_cache_store (cache, &thumbnail);
  thumbnail_clear (&thumbnail);
}

static gboolean
has (const ThumbnailCache *cache, gint filter)
{
  Thumbnail loaded, expected;

  if (!thumbnail_cache_load (cache, filter, &loaded))
    return FALSE;

  expected = make_thumbnail (filter);
  g_assert_cmpint (loaded.filter, ==, filter);
  g_assert_false (loaded.is_stuck);
  g_assert_true (loaded.loss == expected.loss);
  g_assert_cmpmem (loaded.bytes, N_BYTES, expected.bytes, N_BYTES);
  thumbnail_clear (&expected);
  thumbnail_clear (&loaded);
  return TRUE;
}

static void
test_round_trip (void)
{
  FvNetwork *network = load_sample_network ();
  ThumbnailCache *cache = thumbnail_cache_open (network, LAYER, NULL);
  Thumbnail stuck = { .filter = 4, .is_stuck = TRUE };
  Thumbnail loaded;

  g_assert_false (has (cache, 3));
  store (cache, 3);
  g_assert_true (has (cache, 3));
  g_assert_false (has (cache, 2));
  g_assert_false (has (cache, 33));

  thumbnail_cache_store (cache, &stuck);
  g_assert_true (thumbnail_cache_load (cache, 4, &loaded));
  g_assert_true (loaded.is_stuck);
  g_assert_null (loaded.bytes);

  thumbnail_cache_close (cache);
  fv_network_free (network);
  clear_thumbnails ();
}

static void
write_picture (const gchar *file, gint size)
{
  GdkPixbuf *picture = gdk_pixbuf_new (GDK_COLORSPACE_RGB, FALSE, 8, size, size);

  gdk_pixbuf_fill (picture, 0);
  g_assert_true (gdk_pixbuf_save (picture, file, "png", NULL, NULL));
  g_object_unref (picture);
}

static void
test_damaged (void)
{
  FvNetwork *network = load_sample_network ();
  ThumbnailCache *cache = thumbnail_cache_open (network, LAYER, NULL);
  gchar *file, *contents;
  gsize length;

  store (cache, 3);
  file = find_file (3);
  g_assert_true (g_file_get_contents (file, &contents, &length, NULL));
  for (gsize part = 0; part < length; part += 1 + length / 50)
    {
      g_assert_true (g_file_set_contents (file, contents, part, NULL));
      g_assert_false (has (cache, 3));
    }
  contents[length / 2] ^= 0x55; /* PNG's own checksum finds it */
  g_assert_true (g_file_set_contents (file, contents, length, NULL));
  g_assert_false (has (cache, 3));

  write_picture (file, THUMBNAIL_SIZE); /* of somebody else */
  g_assert_false (has (cache, 3));
  write_picture (file, THUMBNAIL_SIZE + 1);
  g_assert_false (has (cache, 3));

  store (cache, 3);
  g_assert_true (has (cache, 3));
  thumbnail_cache_close (cache);
  fv_network_free (network);
  g_free (contents);
  g_free (file);
  clear_thumbnails ();
}

/* What was used last stays, and so does what is just being written. */
static void
test_bound (void)
{
  FvNetwork *network = load_sample_network ();
  ThumbnailCache *cache = thumbnail_cache_open (network, LAYER, NULL);
  gchar *left_over, *being_written;
  GStatBuf status;
  gchar *file;

  for (gint filter = 0; filter < 8; filter++)
    {
      store (cache, filter);
      file = find_file (filter);
      set_thumbnail_age (file, 100 * filter + 100);
      g_free (file);
    }
  g_assert_true (has (cache, 7)); /* which makes it the youngest */

  file = find_file (0);
  left_over = g_strconcat (file, ".ABCDEF", NULL);
  being_written = g_strconcat (file, ".GHIJKL", NULL);
  g_assert_true (g_file_set_contents (left_over, "x", 1, NULL));
  g_assert_true (g_file_set_contents (being_written, "x", 1, NULL));
  set_thumbnail_age (left_over, 100000);
  g_assert_cmpint (g_stat (file, &status), ==, 0);
  g_free (file);

  thumbnail_cache_trim (G_MAXUINT64);
  g_assert_cmpuint (count_thumbnails (), ==, 9);
  g_assert_false (g_file_test (left_over, G_FILE_TEST_EXISTS));
  g_assert_true (g_file_test (being_written, G_FILE_TEST_EXISTS));
  g_assert_cmpint (g_unlink (being_written), ==, 0);

  thumbnail_cache_trim (3 * status.st_size + status.st_size / 2);
  g_assert_cmpuint (count_thumbnails (), ==, 3);
  g_assert_true (has (cache, 7));
  g_assert_true (has (cache, 0));
  g_assert_true (has (cache, 1));

  g_free (left_over);
  g_free (being_written);
  thumbnail_cache_close (cache);
  fv_network_free (network);
  clear_thumbnails ();
}

/* A file stands where the folder should be, which no user can write to. */
static void
test_no_folder (void)
{
  FvNetwork *network = load_sample_network ();
  ThumbnailCache *cache = thumbnail_cache_open (network, LAYER, NULL);
  gchar *root = get_thumbnail_root ();

  g_assert_cmpint (g_mkdir_with_parents (root, 0700), ==, 0);
  g_assert_cmpint (g_rmdir (root), ==, 0);
  g_assert_true (g_file_set_contents (root, "", 0, NULL));
  store (cache, 3);
  g_assert_false (has (cache, 3));
  thumbnail_cache_trim (0);
  thumbnail_cache_close (cache);
  g_assert_cmpint (g_unlink (root), ==, 0);
  fv_network_free (network);
  g_free (root);
}

/* Another layer's weights are other weights. */
static void
test_other_weights (void)
{
  FvNetwork *network = load_sample_network ();
  ThumbnailCache *cache = thumbnail_cache_open (network, LAYER, NULL);
  ThumbnailCache *other;
  FvWeights *weights;
  FvNetwork *small;

  store (cache, 3);
  weights = fv_weights_find (
      g_test_get_filename (G_TEST_DIST, "plug-in", "files", "small.safetensors", NULL),
      NULL);
  g_assert_nonnull (weights);
  small = fv_weights_load (weights, LAYER, NULL);
  other = thumbnail_cache_open (small, LAYER, NULL);
  g_assert_false (has (other, 3));
  g_assert_true (has (cache, 3));

  thumbnail_cache_close (other);
  thumbnail_cache_close (cache);
  fv_network_free (small);
  fv_weights_free (weights);
  fv_network_free (network);
  clear_thumbnails ();
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/thumbnail-cache/round-trip", test_round_trip);
  g_test_add_func ("/thumbnail-cache/damaged", test_damaged);
  g_test_add_func ("/thumbnail-cache/bound", test_bound);
  g_test_add_func ("/thumbnail-cache/no-folder", test_no_folder);
  g_test_add_func ("/thumbnail-cache/other-weights", test_other_weights);
  return g_test_run ();
}
