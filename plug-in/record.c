/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The record that stays with a result: a persistent parasite with lines of
 * key=value, UTF-8, that hold all that is needed to run it again. A line break or
 * backslash within a value is written as in C. */

#include "record.h"

#include <string.h>

static void
add_text (GString *text, const gchar *key, const gchar *value)
{
  g_string_append_printf (text, "%s=", key);
  for (const gchar *c = value ? value : ""; *c; c++)
    if (*c == '\n')
      g_string_append (text, "\\n");
    else if (*c == '\\')
      g_string_append (text, "\\\\");
    else
      g_string_append_c (text, *c);
  g_string_append_c (text, '\n');
}

static void
add_number (GString *text, const gchar *key, gint64 number)
{
  g_string_append_printf (text, "%s=%" G_GINT64_FORMAT "\n", key, number);
}

static void
add_network (GString *text, const FvWeights *weights)
{
  add_text (text, "network", fv_weights_get_title (weights));
  add_text (text, "weights", fv_weights_get_file (weights));
  add_text (text, "weights-format", fv_weights_get_format (weights));
}

static void
add_picture (GString *text, const Parameters *parameters, const Source *source,
             const FvAscent *ascent)
{
  add_number (text, "start", parameters->start);
  add_number (text, "output", parameters->output);
  add_number (text, "width", ascent->width);
  add_number (text, "height", ascent->height);
  if (ascent->start == FV_START_IMAGE)
    {
      add_number (text, "x", source->offset_x + source->x);
      add_number (text, "y", source->offset_y + source->y);
    }
}

/* Seed and size are the ones that were used, even where the parameters left the
 * choice open. */
GimpParasite *
record_new (const Parameters *parameters, const Source *source, const FvAscent *ascent,
            const FvWeights *weights, gdouble loss)
{
  GString *text = g_string_new (NULL);
  gchar *options = fv_settings_to_string (&ascent->settings);
  gchar number[G_ASCII_DTOSTR_BUF_SIZE];
  GimpParasite *parasite;

  add_text (text, "version", FV_VERSION);
  add_text (text, "procedure", FILTER_PROCEDURE);
  add_network (text, weights);
  add_text (text, "layer", ascent->layer);
  add_number (text, "filter", ascent->filter);
  add_picture (text, parameters, source, ascent);
  add_text (text, "recipe", parameters->recipe);
  add_number (text, "seed", ascent->seed);
  add_text (text, "options", options);
  add_text (text, "loss", g_ascii_dtostr (number, sizeof number, loss));

  /* GIMP wants a text's final zero to be part of it. */
  parasite =
      gimp_parasite_new (RECORD_NAME, GIMP_PARASITE_PERSISTENT, text->len + 1, text->str);
  g_string_free (text, TRUE);
  g_free (options);
  return parasite;
}
