/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Kinds of files that no fixed signature tells. The bytes decide, or those of the file
 * that belongs to it; a name alone never does. */

#include "foreign.h"

#include <string.h>

#define FOOTER_BYTES  8
#define SIBLING_BYTES (64 * 1024) /* looked at of a file beside this one */

/* Texts ----------------------------------------------------------------------------- */

/* Returns: (transfer full): the file's beginning in small letters, without what texts may
 *   begin with */
static gchar *
get_text (const FvReader *reader)
{
  const gchar *bytes = (const gchar *)reader->first_bytes;
  gsize skipped = 0, length = reader->n_first_bytes;
  g_autofree gchar *text = NULL;

  if (length >= 3 && memcmp (bytes, "\xef\xbb\xbf", 3) == 0)
    skipped = 3;
  while (skipped < length && g_ascii_isspace (bytes[skipped]))
    skipped++;
  text = g_strndup (bytes + skipped, length - skipped);
  return g_ascii_strdown (text, -1);
}

static gboolean
begins_with (const FvReader *reader, const gchar *const *beginnings)
{
  g_autofree gchar *text = get_text (reader);

  for (; *beginnings != NULL; beginnings++)
    if (g_str_has_prefix (text, *beginnings))
      return TRUE;
  return FALSE;
}

gboolean
fv_foreign_is_page (const FvReader *reader)
{
  static const gchar *const beginnings[] = { "<!doctype", "<html",  "<head", "<body",
                                             "<?xml",     "<error", "<!--",  NULL };

  return begins_with (reader, beginnings);
}

gboolean
fv_foreign_is_openvino (const FvReader *reader)
{
  static const gchar *const beginnings[] = { "<?xml", "<net", NULL };
  g_autofree gchar *text = get_text (reader);

  return begins_with (reader, beginnings) && strstr (text, "<net name=") != NULL;
}

/* JSON ------------------------------------------------------------------------------ */

static gboolean
is_json (const FvReader *reader)
{
  static const gchar *const beginnings[] = { "{", "[", NULL };

  return begins_with (reader, beginnings);
}

static gboolean
is_json_with (const FvReader *reader, const gchar *word, const gchar *other)
{
  g_autofree gchar *text = get_text (reader);

  return is_json (reader) &&
         (strstr (text, word) != NULL || (other != NULL && strstr (text, other) != NULL));
}

gboolean
fv_foreign_is_json_error (const FvReader *reader)
{
  return is_json_with (reader, "\"error\"", "\"message\"");
}

gboolean
fv_foreign_is_keras_config (const FvReader *reader)
{
  return is_json_with (reader, "\"class_name\"", "\"keras_version\"");
}

/* Its metadata come first. */
gboolean
fv_foreign_is_safetensors_index (const FvReader *reader)
{
  return is_json_with (reader, "\"weight_map\"", "\"total_size\"");
}

/* Files beside this one ------------------------------------------------------------- */

/* Returns: (transfer full) (nullable): the beginning of a file of the same folder */
static gchar *
read_sibling (const FvReader *reader, const gchar *name)
{
  g_autofree gchar *folder = g_path_get_dirname (reader->file);
  g_autofree gchar *path = g_build_filename (folder, name, NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GFileInputStream) stream = NULL;
  gchar *text;
  gsize n_bytes = 0;

  if (!g_file_test (path, G_FILE_TEST_IS_REGULAR))
    return NULL;
  stream = g_file_read (file, NULL, NULL);
  text = g_malloc0 (SIBLING_BYTES + 1);
  if (stream != NULL)
    g_input_stream_read_all (G_INPUT_STREAM (stream), text, SIBLING_BYTES, &n_bytes, NULL,
                             NULL);
  return text;
}

/* The model itself, or numbers of which a model beside them tells */
gboolean
fv_foreign_is_tfjs (const FvReader *reader)
{
  g_autofree gchar *name = g_path_get_basename (reader->file);
  g_autofree gchar *model = NULL;

  if (is_json_with (reader, "\"modeltopology\"", "\"weightsmanifest\"") ||
      is_json_with (reader, "\"layers-model\"", "\"graph-model\""))
    return TRUE;
  if (!g_str_has_suffix (name, ".bin"))
    return FALSE;
  model = read_sibling (reader, "model.json");
  return model != NULL && strstr (model, "\"weightsManifest\"") != NULL;
}

gboolean
fv_foreign_is_ncnn_values (const FvReader *reader)
{
  g_autofree gchar *name = g_path_get_basename (reader->file);
  g_autofree gchar *stem = NULL, *network_name = NULL, *network = NULL;

  if (!g_str_has_suffix (name, ".bin"))
    return FALSE;
  stem = g_strndup (name, strlen (name) - strlen (".bin"));
  network_name = g_strconcat (stem, ".param", NULL);
  network = read_sibling (reader, network_name);
  return network != NULL && g_str_has_prefix (network, "7767517");
}

/* Whether these are the last bytes of a table, such as a checkpoint's index is */
static gboolean
is_footer (const guint8 bytes[FOOTER_BYTES])
{
  static const guint8 footer[FOOTER_BYTES] = { 0x57, 0xfb, 0x80, 0x8b,
                                               0x24, 0x75, 0x47, 0xdb };

  return memcmp (bytes, footer, sizeof footer) == 0;
}

static gboolean
has_footer (const FvReader *reader)
{
  guint8 bytes[FOOTER_BYTES];

  return reader->size >= sizeof bytes &&
         fv_reader_read_bytes (reader, reader->size - sizeof bytes, bytes, sizeof bytes,
                               NULL) &&
         is_footer (bytes);
}

/* The same of a file beside this one */
static gboolean
has_sibling_footer (const gchar *path)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GFileInputStream) stream = NULL;
  guint8 bytes[FOOTER_BYTES];
  gsize n_bytes = 0;

  if (!g_file_test (path, G_FILE_TEST_IS_REGULAR))
    return FALSE;
  stream = g_file_read (file, NULL, NULL);
  return stream != NULL &&
         g_seekable_seek (G_SEEKABLE (stream), -FOOTER_BYTES, G_SEEK_END, NULL, NULL) &&
         g_input_stream_read_all (G_INPUT_STREAM (stream), bytes, sizeof bytes, &n_bytes,
                                  NULL, NULL) &&
         n_bytes == sizeof bytes && is_footer (bytes);
}

/* TensorFlow and Core ML: messages of protobuf -------------------------------------- */

/* Whether byte @position begins a field of bytes with this tag; @position: (inout): its
 * content */
static gboolean
enter (const FvReader *reader, guint8 tag, gsize *position)
{
  gsize at = *position;

  if (at >= reader->n_first_bytes || reader->first_bytes[at++] != tag)
    return FALSE;
  while (at < reader->n_first_bytes && (reader->first_bytes[at] & 0x80) != 0)
    at++;
  *position = at + 1;
  return *position < reader->n_first_bytes;
}

/* schema version 1, then graphs, each of which begins with what is known of it */
gboolean
fv_foreign_is_saved_model (const FvReader *reader)
{
  gsize position = 2;

  return reader->n_first_bytes > 2 && memcmp (reader->first_bytes, "\x08\x01", 2) == 0 &&
         enter (reader, 0x12, &position) && enter (reader, 0x0a, &position) &&
         !enter (reader, 0x0a, &position);
}

/* A version, then a description, which begins with an input, which begins with a name */
gboolean
fv_foreign_is_core_ml (const FvReader *reader)
{
  gsize position = 2;

  return reader->n_first_bytes > 2 && reader->first_bytes[0] == 0x08 &&
         reader->first_bytes[1] < 0x20 && enter (reader, 0x12, &position) &&
         enter (reader, 0x0a, &position) && enter (reader, 0x0a, &position);
}

/* Nodes, each of which begins with a name and an operation */
gboolean
fv_foreign_is_graph (const FvReader *reader)
{
  static const gchar *const operations[] = { "Placeholder", "Const", "VariableV2", "NoOp",
                                             NULL };
  gsize position = 0, end;

  if (!enter (reader, 0x0a, &position) || position + 2 > reader->n_first_bytes ||
      reader->first_bytes[position] != 0x0a)
    return FALSE;
  end = position + 2 + reader->first_bytes[position + 1];
  if (end + 2 > reader->n_first_bytes || reader->first_bytes[end] != 0x12)
    return FALSE;
  for (gsize i = 0; operations[i] != NULL; i++)
    {
      gsize length = strlen (operations[i]);

      if (reader->first_bytes[end + 1] == length &&
          end + 2 + length <= reader->n_first_bytes &&
          memcmp (reader->first_bytes + end + 2, operations[i], length) == 0)
        return TRUE;
    }
  return FALSE;
}

static gboolean
is_graph_of_checkpoint (const FvReader *reader)
{
  gsize position = 0;

  return enter (reader, 0x0a, &position) && enter (reader, 0x12, &position) &&
         enter (reader, 0x0a, &position) && enter (reader, 0x0a, &position);
}

/* The graph, which begins with the operations that there are; the index; or the numbers
 * that an index beside them tells of */
gboolean
fv_foreign_is_checkpoint (const FvReader *reader)
{
  const gchar *data = g_strrstr (reader->file, ".data-0");
  g_autofree gchar *stem = NULL, *index = NULL;

  if (has_footer (reader) || is_graph_of_checkpoint (reader))
    return TRUE;
  if (data == NULL)
    return FALSE;
  stem = g_strndup (reader->file, (gsize)(data - reader->file));
  index = g_strconcat (stem, ".index", NULL);
  return has_sibling_footer (index);
}

/* Others ---------------------------------------------------------------------------- */

gboolean
fv_foreign_is_prototxt (const FvReader *reader)
{
  g_autofree gchar *text = get_text (reader);

  return g_regex_match_simple (
             "^(#[^\\n]*\\n\\s*)*(name:\\s*\"|layers?\\s*\\{|input:\\s*\")", text,
             G_REGEX_RAW, 0) &&
         g_regex_match_simple ("(layers?\\s*\\{|input_dim:|input:)", text, G_REGEX_RAW,
                               0);
}

/* The header of an array whose values are Python's objects */
gboolean
fv_foreign_is_pickled_npy (const FvReader *reader)
{
  return reader->n_first_bytes > 10 &&
         g_strstr_len ((const gchar *)reader->first_bytes + 10,
                       (gssize)MIN (reader->n_first_bytes - 10, 118), "|O'") != NULL;
}

/* Of protocol 2 or later, to its first instruction */
gboolean
fv_foreign_is_pickle (const FvReader *reader)
{
  const guint8 *bytes = reader->first_bytes;

  return reader->n_first_bytes > 3 && bytes[0] == 0x80 && bytes[1] >= 2 &&
         bytes[1] <= 5 && strchr ("}](c\x95X", bytes[2]) != NULL && bytes[2] != 0;
}
