/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The record that stays with a result: a persistent parasite with lines of
 * key=value, UTF-8, that hold all that is needed to run it again. A line break or
 * backslash within a value is written as in C. */

#include "record.h"
#include "options.h"

#include <string.h>

#include <glib/gi18n-lib.h>

/* Begins with what all results have: the program's version, the procedure to call, and
 * the network's weights. */
GString *
record_begin (const gchar *procedure, const FvWeights *weights)
{
  GString *record = g_string_new (NULL);

  record_add_text (record, "version", FV_VERSION);
  record_add_text (record, "procedure", procedure);
  record_add_text (record, "network", fv_weights_get_title (weights));
  record_add_text (record, "weights", fv_weights_get_file (weights));
  record_add_text (record, "weights-format", fv_weights_get_format (weights));
  return record;
}

void
record_add_text (GString *record, const gchar *key, const gchar *value)
{
  g_string_append_printf (record, "%s=", key);
  for (const gchar *c = value ? value : ""; *c; c++)
    if (*c == '\n')
      g_string_append (record, "\\n");
    else if (*c == '\\')
      g_string_append (record, "\\\\");
    else
      g_string_append_c (record, *c);
  g_string_append_c (record, '\n');
}

void
record_add_integer (GString *record, const gchar *key, gint64 number)
{
  g_string_append_printf (record, "%s=%" G_GINT64_FORMAT "\n", key, number);
}

/* With all digits that tell it from its neighbours. */
void
record_add_real (GString *record, const gchar *key, gdouble number)
{
  gchar text[G_ASCII_DTOSTR_BUF_SIZE];

  record_add_text (record, key, g_ascii_dtostr (text, sizeof text, number));
}

/* The options: the settings, and the objective where it is one of them, or NULL. */
void
record_add_settings (GString *record, const FvSettings *settings, const gchar *objective)
{
  gchar *text = fv_settings_to_string (settings);
  gchar *options = options_put (text, "objective", objective);

  record_add_text (record, "options", options);
  g_free (options);
  g_free (text);
}

void
record_add_size (GString *record, gint width, gint height)
{
  record_add_integer (record, "width", width);
  record_add_integer (record, "height", height);
}

/* Where the source's region lies in the image. */
void
record_add_region (GString *record, const Source *source)
{
  record_add_size (record, source->extent.width, source->extent.height);
  record_add_integer (record, "x", source->offset_x + source->x);
  record_add_integer (record, "y", source->offset_y + source->y);
}

/* Frees the record. GIMP wants a text's final zero to be part of a parasite. Where a
 * layer is changed itself, its record goes with the change when that is undone. */
GimpParasite *
record_end (GString *record)
{
  GimpParasite *parasite =
      gimp_parasite_new (RECORD_NAME, GIMP_PARASITE_PERSISTENT | GIMP_PARASITE_UNDOABLE,
                         record->len + 1, record->str);

  g_string_free (record, TRUE);
  return parasite;
}

/* Reading */

/* Whether the item has a record, which may be damaged. */
gboolean
record_is_on (gint32 item)
{
  GimpParasite *parasite = gimp_item_get_parasite (item, RECORD_NAME);

  if (!parasite)
    return FALSE;

  gimp_parasite_free (parasite);
  return TRUE;
}

static gchar *
unescape (const gchar *text)
{
  GString *value = g_string_new (NULL);

  for (const gchar *c = text; *c; c++)
    {
      if (*c == '\\' && (c[1] == 'n' || c[1] == '\\'))
        g_string_append_c (value, *++c == 'n' ? '\n' : '\\');
      else
        g_string_append_c (value, *c);
    }
  return g_string_free (value, FALSE);
}

/* Lines of key=value; NULL if one is not. */
static GHashTable *
parse (const gchar *text)
{
  gchar **lines = g_strsplit (text, "\n", -1);
  GHashTable *values = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);

  for (gint i = 0; values && lines[i]; i++)
    {
      const gchar *sign = strchr (lines[i], '=');

      if (sign && sign > lines[i])
        g_hash_table_insert (values, g_strndup (lines[i], sign - lines[i]),
                             unescape (sign + 1));
      else if (lines[i][0])
        g_clear_pointer (&values, g_hash_table_unref);
    }

  g_strfreev (lines);
  return values;
}

/* The keys and values of the item's record, to be freed with g_hash_table_unref(). */
GHashTable *
record_read (gint32 item, GError **error)
{
  GimpParasite *parasite = gimp_item_get_parasite (item, RECORD_NAME);
  GHashTable *values = NULL;
  gchar *text;

  if (!parasite)
    {
      g_set_error_literal (error, FV_ERROR, FV_ERROR_SETTING,
                           _ ("The layer has no record of how it was made. Choose one "
                              "that a procedure of Filters › Neural made."));
      return NULL;
    }

  text = g_strndup (gimp_parasite_data (parasite), gimp_parasite_data_size (parasite));
  if (text && g_utf8_validate (text, -1, NULL)) /* there may be no data at all */
    values = parse (text);
  if (!values)
    g_set_error_literal (error, FV_ERROR, FV_ERROR_SETTING,
                         _ ("The layer’s record is damaged. Make the picture anew from "
                            "Filters › Neural."));
  g_free (text);
  gimp_parasite_free (parasite);
  return values;
}
