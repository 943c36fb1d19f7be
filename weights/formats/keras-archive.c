/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What Keras saves as .keras since 2.12: a zip of the model's configuration and of an
 * HDF5 file of its weights. The latter is stored without compression by Keras, and is
 * read where it lies; one that somebody compressed is unpacked into a file without a
 * name. */

#include "keras.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "foreign.h"
#include "formats.h"
#include "files/archive-scan.h"
#include "files/archive.h"
#include "files/reader-errors.h"
#include "files/values.h"
#include "system/file.h"

#define WEIGHTS "model.weights.h5"
#define CONFIG  "config.json"

#define MAX_ENTRIES      64
#define MAX_CONFIG_BYTES (8 << 20)
#define MAX_UNPACKED     ((guint64)4 << 30)

/* By the name of the first entry, which follows the first 30 bytes. */
static gboolean
probe (const FvReader *reader)
{
  static const gchar *const names[] = { "metadata.json", CONFIG, WEIGHTS };
  const gsize begin = 30;
  gsize length;

  if (!fv_archive_probe (reader) || reader->n_first_bytes < begin)
    return FALSE;
  length = (gsize)fv_values_get_number (reader->first_bytes + 26, 2);
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    if (length == strlen (names[i]) && length <= reader->n_first_bytes - begin &&
        memcmp (reader->first_bytes + begin, names[i], length) == 0)
      return TRUE;
  return FALSE;
}

/* Returns: (transfer full) (nullable): the configuration, without which the weights can
 *   be read as well */
static FvKerasConfig *
read_config (const FvArchive *archive)
{
  g_autofree gchar *json = NULL;
  guint64 entry, size;

  if (!fv_archive_find (archive, CONFIG, &entry) ||
      !fv_archive_get_size (archive, entry, &size, NULL) || size > MAX_CONFIG_BYTES)
    return NULL;
  json = g_malloc (size + 1);
  json[size] = '\0';
  if (!fv_archive_read (archive, entry, 0, json, (gsize)size, NULL))
    return NULL;
  return fv_keras_config_new (json, (gsize)size);
}

/* Whether the weights are stored as they are */
static gboolean
find_stored (const FvReader *reader, FvKerasSource *source)
{
  g_autoptr (GArray) entries = fv_archive_scan (reader, MAX_ENTRIES);

  for (guint i = 0; i < entries->len; i++)
    {
      const FvArchiveEntry *entry = &g_array_index (entries, FvArchiveEntry, i);

      if (strcmp (entry->name, WEIGHTS) == 0)
        {
          source->begin = entry->begin;
          source->size = entry->size;
          return TRUE;
        }
    }
  return FALSE;
}

static gboolean
has_room (guint64 size)
{
  g_autoptr (GFile) folder = g_file_new_for_path (g_get_tmp_dir ());
  g_autoptr (GFileInfo) info =
      g_file_query_filesystem_info (folder, G_FILE_ATTRIBUTE_FILESYSTEM_FREE, NULL, NULL);

  return size <= MAX_UNPACKED && info != NULL &&
         g_file_info_get_attribute_uint64 (info, G_FILE_ATTRIBUTE_FILESYSTEM_FREE) > size;
}

static gboolean
write_all (gconstpointer bytes, gsize n_bytes, gpointer data)
{
  const gint *descriptor = data;

  return fv_system_write (*descriptor, bytes, n_bytes) == n_bytes;
}

static gboolean
unpack (const FvReader *reader, const FvArchive *archive, guint64 entry,
        FvKerasSource *source, GError **error)
{
  g_autofree gchar *size = g_format_size (source->size);

  if (has_room (source->size))
    {
      source->descriptor = fv_system_open_unnamed (g_get_tmp_dir ());
      if (source->descriptor >= 0 &&
          fv_archive_copy (archive, entry, source->size, write_all, &source->descriptor))
        return TRUE;
    }
  g_set_error (error, FV_ERROR, FV_ERROR_FILE,
               _ ("The weights in “%s” are compressed, and cannot be unpacked in “%s”. "
                  "Make room for %s there, or save the model again."),
               reader->label, g_get_tmp_dir (), size);
  return FALSE;
}

/* @source: (out): the weights */
static gboolean
find_source (const FvReader *reader, const FvArchive *archive, FvKerasSource *source,
             GError **error)
{
  guint64 entry;

  if (find_stored (reader, source))
    {
      source->descriptor = fv_reader_open_descriptor (reader, error);
      return source->descriptor >= 0;
    }
  if (fv_archive_find (archive, WEIGHTS, &entry))
    return fv_archive_get_size (archive, entry, &source->size, error) &&
           unpack (reader, archive, entry, source, error);
  if (fv_archive_is_cut (archive))
    fv_reader_set_truncated (reader, NULL, error);
  else
    fv_foreign_set_zip (reader, error);
  return FALSE;
}

static gboolean
open_file (FvReader *reader, GError **error)
{
  g_autoptr (FvArchive) archive = fv_archive_new (reader, error);
  g_autoptr (FvKerasConfig) config = NULL;
  g_auto (FvKerasSource) source = { .descriptor = -1 };

  if (archive == NULL)
    return FALSE;
  config = read_config (archive);
  return find_source (reader, archive, &source, error) &&
         fv_keras_open (reader, &source, config, error);
}

const FvFormat fv_format_keras_archive = {
  .name = "Keras archive",
  .probe = probe,
  .open = open_file,
  .check = fv_keras_check,
  .read = fv_keras_read,
  .close = fv_keras_close,
};
