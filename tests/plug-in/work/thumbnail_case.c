/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "thumbnail_case.h"

#include <utime.h>

#include <glib/gstdio.h>

FvNetwork *
load_sample_network (void)
{
  FvWeights *weights = fv_weights_find ("sample", NULL);
  FvNetwork *network =
      fv_weights_load (weights, fv_weights_get_last_layer (weights)->name, NULL);

  g_assert_nonnull (network);
  fv_weights_free (weights);
  return network;
}

gchar *
get_thumbnail_root (void)
{
  return g_build_filename (g_get_user_cache_dir (), "featvis", "thumbnails", NULL);
}

/* All files of the cache, with their folders */
GPtrArray *
list_thumbnails (void)
{
  GPtrArray *files = g_ptr_array_new_with_free_func (g_free);
  gchar *root = get_thumbnail_root ();
  GDir *dir = g_dir_open (root, 0, NULL);
  const gchar *name, *folder_name;

  while (dir && (folder_name = g_dir_read_name (dir)))
    {
      gchar *folder = g_build_filename (root, folder_name, NULL);
      GDir *inner = g_dir_open (folder, 0, NULL);

      while (inner && (name = g_dir_read_name (inner)))
        g_ptr_array_add (files, g_build_filename (folder, name, NULL));
      g_clear_pointer (&inner, g_dir_close);
      g_free (folder);
    }
  g_clear_pointer (&dir, g_dir_close);
  g_free (root);
  return files;
}

guint
count_thumbnails (void)
{
  GPtrArray *files = list_thumbnails ();
  guint n = files->len;

  g_ptr_array_unref (files);
  return n;
}

void
clear_thumbnails (void)
{
  thumbnail_cache_trim (0);
  g_assert_cmpuint (count_thumbnails (), ==, 0);
}

void
set_thumbnail_age (const gchar *file, gint seconds)
{
  struct utimbuf times;

  times.actime = times.modtime = g_get_real_time () / G_USEC_PER_SEC - seconds;
  g_assert_cmpint (g_utime (file, &times), ==, 0);
}
