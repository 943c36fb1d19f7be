/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef PLUG_IN_DIALOG_PRIVATE_H
#define PLUG_IN_DIALOG_PRIVATE_H

#include "parameters.h"

#include <libgimp/gimpui.h>

/* The dialog's state. The parameters are what counts: each widget writes its value
 * there when the user changes it, and dialog_changed() shows what follows. */
typedef struct
{
  Parameters *parameters;
  Source source;
  FvWeights *weights; /* what was found, or NULL */
  gboolean showing;   /* the widgets are being set, not changed by the user */

  GtkWidget *window;
  GtkSizeGroup *labels;   /* all of one width */
  GtkWidget *message_box; /* why OK is insensitive */
  GtkWidget *message;

  GtkWidget *layer; /* the filter */
  GtkWidget *filter;
  GtkWidget *filter_count;
  GtkWidget *weights_file;
  GtkWidget *weights_line;
  GtkWidget *fetch_button;
  gchar *weights_problem; /* why there are none, or NULL */

  GtkWidget *start; /* the picture */
  GtkWidget *output;
  GtkWidget *width;
  GtkWidget *height;
  GtkWidget *seed_box;
  guint32 seed;
  gboolean random_seed;

  GtkWidget *recipe; /* the ascent */
  GtkWidget *options_expander;
  GtkWidget *options;
  gboolean options_opened; /* by the user, just now */
} Dialog;

void dialog_changed (Dialog *dialog);
GtkTable *dialog_add_frame (GtkWidget *box, const gchar *title, gint n_rows);
void dialog_add_row (Dialog *dialog, GtkTable *table, gint row, const gchar *label,
                     GtkWidget *widget, GtkWidget *target, const gchar *help);

GtkWidget *dialog_add_message (GtkWidget *box, GtkWidget **label);

void dialog_filter_add (Dialog *dialog, GtkWidget *box);
void dialog_filter_show (Dialog *dialog);

gboolean dialog_fetch_ask (GtkWidget *parent);

void dialog_picture_add (Dialog *dialog, GtkWidget *box);
void dialog_picture_show (Dialog *dialog);
void dialog_picture_set_sensitive (Dialog *dialog);
void dialog_picture_finish (Dialog *dialog);

void dialog_ascent_add (Dialog *dialog, GtkWidget *box);
void dialog_ascent_show (Dialog *dialog);

#endif /* PLUG_IN_DIALOG_PRIVATE_H */
