/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The cache of filters' thumbnails: a PNG file for each, in a folder for each network and
 * layer, in the user's cache. The folder's name is the checksum of all that the pictures
 * depend on, so that other weights find others.
 *
 * What cannot be written, or read, is as if it was not there. */

#define _DEFAULT_SOURCE /* for lstat() */

#include "thumbnail-cache.h"

#include <math.h>
#include <string.h>
#include <utime.h>

#include <gdk-pixbuf/gdk-pixbuf.h>
#include <glib/gstdio.h>

/* Of the way in which thumbnails are made: another way needs another number */
#define VERSION "2"

#define KEY_LENGTH     32                 /* digits of the checksum */
#define LIMIT          (64 * 1024 * 1024) /* bytes of all files together */
#define TEMPORARY_LIFE 3600 /* seconds until a file being written is left over */

/* PNG's header */
#define WIDTH_OFFSET  16
#define HEIGHT_OFFSET 20
#define MAXIMUM_SIZE  (64 * 1024) /* bytes, far above any thumbnail's */

/* PNG's text chunks */
#define VERSION_KEY "tEXt::Thumbnail version"
#define LOSS_KEY    "tEXt::Loss"
#define STUCK_KEY   "tEXt::Stuck"

struct _ThumbnailCache
{
  gchar *folder;
  gchar *layer;
  gboolean has_grown;
};

static gchar *
get_root (void)
{
  return g_build_filename (g_get_user_cache_dir (), "featvis", "thumbnails", NULL);
}

/* The cache of a layer. This reads all weights up to it, for their checksum. */
ThumbnailCache *
thumbnail_cache_open (const FvNetwork *network, const gchar *layer, GError **error)
{
  g_autofree gchar *checksum = fv_network_get_checksum (network, layer, error);
  g_autofree gchar *root = get_root ();
  ThumbnailCache *cache;

  if (!checksum)
    return NULL;

  checksum[KEY_LENGTH] = '\0';
  cache = g_new0 (ThumbnailCache, 1);
  cache->folder = g_build_filename (root, checksum, NULL);
  cache->layer = g_strdup (layer);
  return cache;
}

/* Keeps the whole cache within its bounds. */
void
thumbnail_cache_close (ThumbnailCache *cache)
{
  if (cache->has_grown)
    thumbnail_cache_trim (LIMIT);
  g_free (cache->folder);
  g_free (cache->layer);
  g_free (cache);
}

static gchar *
get_file (const ThumbnailCache *cache, gint filter)
{
  g_autofree gchar *layer = g_uri_escape_string (cache->layer, NULL, FALSE); /* a "/" */
  g_autofree gchar *name = g_strdup_printf ("%s-%d.png", layer, filter);

  return g_build_filename (cache->folder, name, NULL);
}

void
thumbnail_clear (Thumbnail *thumbnail)
{
  g_clear_pointer (&thumbnail->bytes, g_free);
}

/* Loading */

static gboolean
read_texts (GdkPixbuf *pixbuf, Thumbnail *thumbnail)
{
  const gchar *loss = gdk_pixbuf_get_option (pixbuf, LOSS_KEY);
  const gchar *stuck = gdk_pixbuf_get_option (pixbuf, STUCK_KEY);
  gchar *end;

  if (g_strcmp0 (gdk_pixbuf_get_option (pixbuf, VERSION_KEY), VERSION) != 0 || !loss ||
      !stuck)
    return FALSE;

  thumbnail->loss = g_ascii_strtod (loss, &end);
  thumbnail->is_stuck = strcmp (stuck, "yes") == 0;
  return end != loss && *end == '\0' && isfinite (thumbnail->loss);
}

static gboolean
read_pixels (const GdkPixbuf *pixbuf, Thumbnail *thumbnail)
{
  const guint8 *pixels = gdk_pixbuf_read_pixels (pixbuf);
  gint stride = gdk_pixbuf_get_rowstride (pixbuf);

  if (gdk_pixbuf_get_width (pixbuf) != THUMBNAIL_SIZE ||
      gdk_pixbuf_get_height (pixbuf) != THUMBNAIL_SIZE ||
      gdk_pixbuf_get_n_channels (pixbuf) != 3)
    return FALSE;

  if (thumbnail->is_stuck)
    return TRUE;
  thumbnail->bytes = g_malloc (THUMBNAIL_SIZE * THUMBNAIL_SIZE * 3);
  for (gint y = 0; y < THUMBNAIL_SIZE; y++)
    memcpy (thumbnail->bytes + y * THUMBNAIL_SIZE * 3, pixels + y * stride,
            THUMBNAIL_SIZE * 3);
  return TRUE;
}

/* What the loader does not look at: a file that was cut off, and one that claims to be of
 * another size, for which memory would be taken. Numbers in PNG files are big-endian. */
static gboolean
is_complete (const gchar *contents, gsize length)
{
  static const gchar end[] = "IEND\xae\x42\x60\x82";
  const gsize end_length = sizeof end - 1;
  const guint32 size = GUINT32_TO_BE (THUMBNAIL_SIZE);

  return length >= HEIGHT_OFFSET + sizeof size &&
         memcmp (contents + WIDTH_OFFSET, &size, sizeof size) == 0 &&
         memcmp (contents + HEIGHT_OFFSET, &size, sizeof size) == 0 &&
         memcmp (contents + length - end_length, end, end_length) == 0;
}

/* The loader is told that it is PNG: otherwise it would need the desktop's list of types
 * of files. */
static GdkPixbuf *
decode (const gchar *contents, gsize length)
{
  g_autoptr (GdkPixbufLoader) loader = gdk_pixbuf_loader_new_with_type ("png", NULL);
  gboolean success;

  if (!loader)
    return NULL;

  success = gdk_pixbuf_loader_write (loader, (const guchar *)contents, length, NULL);
  success = gdk_pixbuf_loader_close (loader, NULL) && success;
  return success ? g_object_ref (gdk_pixbuf_loader_get_pixbuf (loader)) : NULL;
}

static GdkPixbuf *
read_file (const gchar *file)
{
  g_autofree gchar *contents = NULL;
  GStatBuf status;
  gsize length;

  if (g_stat (file, &status) != 0 || !S_ISREG (status.st_mode) ||
      status.st_size > MAXIMUM_SIZE ||
      !g_file_get_contents (file, &contents, &length, NULL))
    return NULL;

  return is_complete (contents, length) ? decode (contents, length) : NULL;
}

/* Whether the thumbnail was there; it is to be cleared with thumbnail_clear(). */
gboolean
thumbnail_cache_load (const ThumbnailCache *cache, gint filter, Thumbnail *thumbnail)
{
  g_autofree gchar *file = get_file (cache, filter);
  g_autoptr (GdkPixbuf) pixbuf = read_file (file);
  gboolean success = FALSE;

  *thumbnail = (Thumbnail){ .filter = filter };
  if (pixbuf)
    success = read_texts (pixbuf, thumbnail) && read_pixels (pixbuf, thumbnail);
  if (success)
    g_utime (file, NULL); /* what is used stays */
  return success;
}

/* Storing */

static GdkPixbuf *
make_pixbuf (const Thumbnail *thumbnail)
{
  GdkPixbuf *pixbuf =
      gdk_pixbuf_new (GDK_COLORSPACE_RGB, FALSE, 8, THUMBNAIL_SIZE, THUMBNAIL_SIZE);
  guint8 *pixels = gdk_pixbuf_get_pixels (pixbuf);
  gint stride = gdk_pixbuf_get_rowstride (pixbuf);

  gdk_pixbuf_fill (pixbuf, 0x808080ff);
  for (gint y = 0; thumbnail->bytes && y < THUMBNAIL_SIZE; y++)
    memcpy (pixels + y * stride, thumbnail->bytes + y * THUMBNAIL_SIZE * 3,
            THUMBNAIL_SIZE * 3);
  return pixbuf;
}

/* The file is complete, or not there at all. */
void
thumbnail_cache_store (ThumbnailCache *cache, const Thumbnail *thumbnail)
{
  g_autofree gchar *file = get_file (cache, thumbnail->filter);
  g_autoptr (GdkPixbuf) pixbuf = make_pixbuf (thumbnail);
  gchar loss[G_ASCII_DTOSTR_BUF_SIZE];
  g_autofree gchar *buffer = NULL;
  gsize size;

  g_ascii_dtostr (loss, sizeof loss, thumbnail->loss);
  if (g_mkdir_with_parents (cache->folder, 0700) == 0 &&
      gdk_pixbuf_save_to_buffer (pixbuf, &buffer, &size, "png", NULL, VERSION_KEY,
                                 VERSION, LOSS_KEY, loss, STUCK_KEY,
                                 thumbnail->is_stuck ? "yes" : "no", NULL) &&
      g_file_set_contents (file, buffer, size, NULL))
    cache->has_grown = TRUE;
}

/* The bound */

typedef struct
{
  gchar *file;
  guint64 size;
  gint64 used; /* seconds since 1970 */
} CachedFile;

static void
clear_file (gpointer data)
{
  g_free (((CachedFile *)data)->file);
}

/* A name that ends otherwise is that of a file which a writer left behind. What somebody
 * else put there stays. */
static void
add_file (GArray *files, gchar *name)
{
  GStatBuf status;
  CachedFile file = { .file = name };

  if (!strstr (name, ".png") || g_lstat (name, &status) != 0 || !S_ISREG (status.st_mode))
    {
      g_free (name);
      return;
    }

  file.size = status.st_size;
  file.used = status.st_mtime;
  if (!g_str_has_suffix (name, ".png") &&
      file.used + TEMPORARY_LIFE < g_get_real_time () / G_USEC_PER_SEC)
    file.used = 0;
  g_array_append_val (files, file);
}

/* Whether it is a folder that the cache has made, and no link to somewhere else. */
static gboolean
is_own_folder (const gchar *folder, const gchar *name)
{
  GStatBuf status;

  return strlen (name) == KEY_LENGTH && strspn (name, "0123456789abcdef") == KEY_LENGTH &&
         g_lstat (folder, &status) == 0 && S_ISDIR (status.st_mode);
}

static void
add_folder (GArray *files, const gchar *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const gchar *name;

  while (dir && (name = g_dir_read_name (dir)))
    add_file (files, g_build_filename (folder, name, NULL));
}

static gint
compare_use (gconstpointer a, gconstpointer b)
{
  const CachedFile *file_a = a, *file_b = b;

  return (file_a->used > file_b->used) - (file_a->used < file_b->used);
}

/* Removes what was used longest ago, until all files together are within the limit, and
 * what writers left behind. */
static void
remove_oldest (GArray *files, guint64 limit)
{
  guint64 sum = 0;

  for (guint i = 0; i < files->len; i++)
    sum += g_array_index (files, CachedFile, i).size;

  g_array_sort (files, compare_use);
  for (guint i = 0; i < files->len; i++)
    {
      const CachedFile *file = &g_array_index (files, CachedFile, i);

      if (sum <= limit && file->used > 0)
        break;
      if (g_unlink (file->file) == 0)
        sum -= file->size;
    }
}

/* Keeps all layers' thumbnails together within so many bytes. */
void
thumbnail_cache_trim (guint64 limit)
{
  g_autofree gchar *root = get_root ();
  g_autoptr (GDir) dir = g_dir_open (root, 0, NULL);
  g_autoptr (GPtrArray) folders = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GArray) files = g_array_new (FALSE, FALSE, sizeof (CachedFile));
  const gchar *name;

  g_array_set_clear_func (files, clear_file);
  while (dir && (name = g_dir_read_name (dir)))
    {
      gchar *folder = g_build_filename (root, name, NULL);

      g_ptr_array_add (folders, folder);
      if (is_own_folder (folder, name))
        add_folder (files, folder);
    }
  remove_oldest (files, limit);
  for (guint i = 0; i < folders->len; i++)
    g_rmdir (folders->pdata[i]); /* if it is one, and empty */
}
