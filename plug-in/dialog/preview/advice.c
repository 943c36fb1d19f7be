/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The line of a dialog that helps where the picture is too small for the layer, or the
 * filter is stuck: it says why, and has a button that changes what is to be changed. */

#include "advice.h"
#include "dialog/base/dialog-changes.h"
#include "dialog/base/dialog-widgets.h"
#include "dialog/rows/dialog-row.h"
#include "parameters/options.h"

#include <glib/gi18n-lib.h>

typedef struct _Advice
{
  GtkWidget *box;
  GtkWidget *text;
  GtkWidget *button;
  gint width; /* that is proposed; 0 for none */
  gint height;
  gint scales; /* the same */
} Advice;

static const FvLayer *
find_layer (const Dialog *dialog, const gchar *name)
{
  gint n_layers;
  const FvLayer *layers = fv_weights_get_layers (dialog->job->weights, &n_layers);

  return fv_layer_find (layers, n_layers, name);
}

static void
propose_size (Advice *advice, gint width, gint height)
{
  g_autofree gchar *label = g_strdup_printf (_ ("Use %d × %d Pi_xels"), width, height);

  advice->width = width;
  advice->height = height;
  gtk_button_set_label (GTK_BUTTON (advice->button), label);
}

static void
propose_scales (Advice *advice, gint scales)
{
  g_autofree gchar *label = g_strdup_printf (
      g_dngettext (GETTEXT_PACKAGE, "_Just %d Scale", "_Just %d Scales", scales), scales);

  advice->scales = scales;
  gtk_button_set_label (GTK_BUTTON (advice->button), label);
}

/* The most scales that the photo is large enough for; 0 if it is too small for one. */
static gint
count_possible_scales (const Dialog *dialog, FvAscent ascent)
{
  gint n_layers;
  const FvLayer *layers = fv_weights_get_layers (dialog->job->weights, &n_layers);

  while (ascent.settings.scales > 0 && !fv_ascent_check (layers, n_layers, &ascent, NULL))
    ascent.settings.scales--;
  return ascent.settings.scales;
}

/* What can be done where it is too small to begin. If the size is to change, then at once
 * to one that holds a whole pattern. */
static void
propose (const Dialog *dialog, const FvAscent *ascent)
{
  gint n_layers;
  const FvLayer *layers = fv_weights_get_layers (dialog->job->weights, &n_layers);
  const FvLayer *layer = find_layer (dialog, ascent->layer);
  gint field = layer ? layer->receptive_field : 0;
  gint width, height;

  if (ascent->start == FV_START_IMAGE)
    {
      gint scales = count_possible_scales (dialog, *ascent);

      if (scales > 0)
        propose_scales (dialog->advice, scales);
    }
  else if (fv_ascent_get_smallest_size (layers, n_layers, ascent, &width, &height,
                                        NULL) &&
           (width > ascent->width || height > ascent->height))
    propose_size (dialog->advice, MAX (MAX (width, field), ascent->width),
                  MAX (MAX (height, field), ascent->height));
}

/* What the layer sees at once may be larger than the picture. */
static void
warn (const Dialog *dialog, const FvAscent *ascent)
{
  const FvLayer *layer = find_layer (dialog, ascent->layer);
  g_autofree gchar *text = NULL;

  if (!layer || ascent->start == FV_START_IMAGE ||
      layer->receptive_field <= MIN (ascent->width, ascent->height))
    return;

  text = g_strdup_printf (_ ("A filter of %s sees %d pixels at once. In a smaller "
                             "picture, its pattern is cut off."),
                          layer->name, layer->receptive_field);
  gtk_label_set_text (GTK_LABEL (dialog->advice->text), text);
  gtk_widget_show (dialog->advice->text);
  propose_size (dialog->advice, MAX (layer->receptive_field, ascent->width),
                MAX (layer->receptive_field, ascent->height));
}

static void
set_number (Dialog *dialog, ArgumentKind kind, gint number)
{
  DialogRow *row = dialog_find_row (dialog, kind);

  if (row)
    *dialog_row_get_number (row) = number;
}

static void
set_option (Dialog *dialog, const gchar *key, const gchar *value)
{
  DialogRow *row = dialog_find_row (dialog, ARGUMENT_OPTIONS);
  g_autofree gchar *options = options_put (dialog_row_get_text (row), key, value);

  g_strlcpy (dialog_row_get_text (row), options, row->argument->size);
}

static void
follow (Dialog *dialog)
{
  Advice *advice = dialog->advice;

  if (advice->width > 0)
    {
      set_number (dialog, ARGUMENT_WIDTH, advice->width);
      set_number (dialog, ARGUMENT_HEIGHT, advice->height);
    }
  else if (advice->scales > 0)
    {
      g_autofree gchar *scales = g_strdup_printf ("%d", advice->scales);

      set_option (dialog, "scales", scales);
    }
  else
    set_option (dialog, "relu", "before");
  dialog_show (dialog);
}

/* What can be done where a draft told that the filter does not respond. */
void
advice_show_stuck (Dialog *dialog)
{
  Advice *advice = dialog->advice;

  if (gtk_widget_get_visible (advice->box))
    return;

  gtk_button_set_label (GTK_BUTTON (advice->button), _ ("Fi_x: Measure before the ReLU"));
  gtk_widget_show (advice->box);
}

/* The panel */

static gboolean
is_for (const Procedure *procedure)
{
  return procedure->plan != NULL;
}

static void
add (Dialog *dialog)
{
  Advice *advice = g_new0 (Advice, 1);
  GtkWidget *line = gtk_hbox_new (FALSE, 0);

  dialog->advice = advice;
  advice->box = gtk_vbox_new (FALSE, 6);
  advice->text = dialog_add_text (advice->box);
  advice->button = gtk_button_new_with_mnemonic ("");
  gtk_widget_set_no_show_all (advice->box, TRUE);
  gtk_box_pack_start (GTK_BOX (line), advice->button, FALSE, FALSE, 0);
  gtk_box_pack_start (GTK_BOX (advice->box), line, FALSE, FALSE, 0);
  gtk_widget_show_all (line);
  gtk_box_pack_start (GTK_BOX (dialog->column), advice->box, FALSE, FALSE, 0);
  g_signal_connect_swapped (advice->button, "clicked", G_CALLBACK (follow), dialog);
}

static void
changed (Dialog *dialog, const GError *problem)
{
  Advice *advice = dialog->advice;
  AscentPlan plan = { 0 };

  advice->width = advice->height = advice->scales = 0;
  gtk_widget_hide (advice->text);
  if (dialog->job->weights)
    {
      gboolean is_possible = dialog->procedure->plan (dialog->job, &plan, NULL);

      if (is_possible && !problem)
        warn (dialog, &plan.ascent);
      else if (g_error_matches (problem, FV_ERROR, FV_ERROR_SIZE))
        propose (dialog, &plan.ascent);
    }
  ascent_plan_clear (&plan);
  gtk_widget_set_visible (advice->box, advice->width > 0 || advice->scales > 0);
}

static void
close_advice (Dialog *dialog)
{
  g_free (dialog->advice);
}

const DialogPanel dialog_advice = { is_for, add, changed, close_advice, NULL };
