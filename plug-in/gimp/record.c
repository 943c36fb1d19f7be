/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The record that stays with a result: a persistent parasite with all that is needed to
 * run it again. */

#include "record.h"
#include "gimp/host/item.h"
#include "gimp/host/parasites.h"
#include "parameters/options.h"

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
  g_autofree gchar *text = fv_settings_to_string (settings);
  g_autofree gchar *options = options_put (text, "objective", objective);

  record_add_text (record, "options", options);
}

/* The same settings wake a filter in the same way: this only tells of it. */
void
record_add_waking (GString *record, const FvWaking *waking, guint64 seed)
{
  if (waking->n_steps == 0 && waking->seed == seed)
    return;

  record_add_integer (record, "woken-steps", waking->n_steps);
  record_add_integer (record, "woken-seed", (gint64)waking->seed);
}

/* The same with the objective of a texture or a style, whose parts are set off by spaces,
 * which options have not. */
void
record_add_own_objective (GString *record, const FvSettings *settings,
                          const gchar *objective)
{
  g_auto (GStrv) words = g_strsplit (objective, " ", -1);
  g_autofree gchar *text = g_strjoinv (NULL, words);

  record_add_settings (record, settings, text);
}

/* A guide is told by its name, 0 for none, or by its file, which may be NULL. */
void
record_add_guide (GString *record, gint32 guide, const gchar *file)
{
  g_autofree gchar *name = guide != 0 ? item_get_name (guide) : NULL;

  record_add_text (record, "guide", name);
  if (file)
    record_add_text (record, "guide-file", file);
}

/* What is selected of the source. */
void
record_add_example (GString *record, const Source *source)
{
  g_autofree gchar *name = item_get_name (source->drawable);
  g_autofree gchar *text =
      g_strdup_printf ("%dx%d+%d+%d %s", source->extent.width, source->extent.height,
                       source->offset_x + source->x, source->offset_y + source->y, name);

  record_add_text (record, "example", text);
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

/* Leaves the record with a layer or channel. */
void
record_attach (gint32 item, const gchar *record)
{
  parasite_attach_to_item (item, RECORD_NAME, record);
}

void
record_attach_to_image (gint32 image, const gchar *record)
{
  parasite_attach_to_image (image, RECORD_NAME, record);
}

/* Reading */

/* Whether the item has a record, which may be damaged. */
gboolean
record_is_on (gint32 item)
{
  gsize size;
  g_autofree gchar *text = parasite_read (item, RECORD_NAME, &size);

  return text != NULL;
}

/* The keys and values of the item's record, to be freed with g_hash_table_unref(). */
GHashTable *
record_read (gint32 item, GError **error)
{
  gsize size;
  g_autofree gchar *text = parasite_read (item, RECORD_NAME, &size);
  GHashTable *values;

  if (!text)
    {
      g_set_error_literal (error, FV_ERROR, FV_ERROR_SETTING,
                           _ ("The layer has no record of how it was made. Choose one "
                              "that a procedure of Filters › Neural made."));
      return NULL;
    }

  values = record_text_parse (text, size);
  if (!values)
    g_set_error_literal (error, FV_ERROR, FV_ERROR_SETTING,
                         _ ("The layer’s record is damaged. Make the picture anew from "
                            "Filters › Neural."));
  return values;
}
