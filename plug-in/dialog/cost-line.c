/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The line of a dialog that tells what it will take to look at the photo, or to make a
 * sheet. Where there is a preview, that tells it. */

#include "cost-line.h"
#include "dialog/base/dialog-changes.h"
#include "dialog/base/duration.h"
#include "dialog/rows/dialog-row.h"
#include "work/cost.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#define DELAY 150 /* milliseconds from the last change to the question */

typedef struct _CostLine
{
  Dialog *dialog;
  GtkWidget *label;
  guint delay;
  gchar *key; /* what it is of */
} CostLine;

/* All that the cost depends on */
static gchar *
make_key (const Dialog *dialog, const Look *look)
{
  g_autofree gchar *layers = g_strjoinv (",", look->layers);
  g_autofree gchar *settings = fv_settings_to_string (&look->settings);

  return g_strdup_printf ("%d %d %s %d %d %dx%d %s", dialog->n_weights_changes,
                          look->kind, layers, look->filter, look->n_cells, look->width,
                          look->height, settings);
}

static void
show_estimate (CostLine *line, const Cost *cost)
{
  g_autofree gchar *size =
      g_format_size_full (cost->estimate.memory, G_FORMAT_SIZE_IEC_UNITS);
  g_autofree gchar *text = NULL;

  if (cost->seconds >= 0.0)
    {
      g_autofree gchar *seconds = duration_describe (cost->seconds);

      text = g_strdup_printf (_ ("This takes about %s and %s of memory."), seconds, size);
    }
  else
    text = g_strdup_printf (_ ("This takes %s of memory."), size);
  gtk_label_set_text (GTK_LABEL (line->label), text);
}

/* What cannot be done is told before OK is pressed. */
static void
take_cost (const Cost *cost, gpointer user_data)
{
  CostLine *line = user_data;

  if (!cost->error)
    {
      show_estimate (line, cost);
      return;
    }

  g_clear_pointer (&line->key, g_free); /* it is asked again, and told again */
  gtk_label_set_text (GTK_LABEL (line->label), "");
  dialog_show_problem (line->dialog, cost->error);
}

static void
start (CostLine *line, Look *look)
{
  Dialog *dialog = line->dialog;

  cost_start (dialog->background, dialog_get_weights_file (dialog), look, take_cost,
              line);
}

static gboolean
start_if_forgotten (gpointer data)
{
  CostLine *line = data;
  Look look = { 0 };

  line->delay = 0;
  if (!line->key && line->dialog->procedure->get_look (line->dialog->job, &look, NULL))
    {
      line->key = make_key (line->dialog, &look);
      start (line, &look);
    }
  look_clear (&look);
  return G_SOURCE_REMOVE;
}

static gboolean
is_outdated (const CostLine *line)
{
  Look look = { 0 };
  g_autofree gchar *key = NULL;

  if (line->key && line->dialog->procedure->get_look (line->dialog->job, &look, NULL))
    key = make_key (line->dialog, &look);
  look_clear (&look);
  return !key || strcmp (key, line->key) != 0;
}

/* What has been outdated is not told any more. */
static void
forget (CostLine *line)
{
  background_stop (line->dialog->background, BACKGROUND_COST);
  g_clear_pointer (&line->key, g_free);
  gtk_label_set_text (GTK_LABEL (line->label), "");
}

/* The panel */

static gboolean
is_for (const Procedure *procedure)
{
  return procedure->get_look != NULL;
}

static void
add (Dialog *dialog)
{
  CostLine *line = g_new0 (CostLine, 1);

  dialog->cost_line = line;
  line->dialog = dialog;
  line->label = gtk_label_new (NULL);
  gtk_misc_set_alignment (GTK_MISC (line->label), 0.0, 0.5);
  gtk_box_pack_start (GTK_BOX (dialog->column), line->label, FALSE, FALSE, 0);
  gtk_widget_show (line->label);
}

static void
changed (Dialog *dialog, const GError *problem)
{
  CostLine *line = dialog->cost_line;

  if (problem || is_outdated (line))
    forget (line);
  g_clear_handle_id (&line->delay, g_source_remove);
  if (!problem)
    line->delay = g_timeout_add (DELAY, start_if_forgotten, line);
}

static void
close_line (Dialog *dialog)
{
  g_clear_handle_id (&dialog->cost_line->delay, g_source_remove);
  g_free (dialog->cost_line->key);
  g_free (dialog->cost_line);
}

const DialogPanel dialog_cost_line = { is_for, add, changed, close_line, NULL };
