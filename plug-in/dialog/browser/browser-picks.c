/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The filters that are picked in the filter browser: a row for each, with how strongly it
 * counts, and what they make of the parameters. */

#include "browser-picks.h"
#include "browser-selection.h"
#include "dialog/base/dialog-changes.h"
#include "dialog/base/dialog-widgets.h"
#include "dialog/base/wheel.h"
#include "gimp/host/toolkit.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#define N_SHOWN     3 /* rows; where there are more, they scroll */
#define WEIGHT_STEP 0.1

/* Which of the picks a widget is of */
#define PICK_KEY "pick"

static gint
get_index (GtkWidget *widget)
{
  return GPOINTER_TO_INT (g_object_get_data (G_OBJECT (widget), PICK_KEY));
}

/* The parameters' picks, as a text */
static gchar *
describe_parameters (const Browser *browser)
{
  Pick picks[PICKS_MAXIMUM];
  const Dialog *dialog = browser->dialog;
  gint n_picks = dialog->procedure->get_picks (dialog->job, picks);

  return picks_to_objective (picks, n_picks, "+");
}

/* Rows */

static void
weight_changed (GtkSpinButton *button, Browser *browser)
{
  Pick picks[PICKS_MAXIMUM];

  if (browser->showing)
    return;

  memcpy (picks, browser->picks, sizeof picks);
  picks[get_index (GTK_WIDGET (button))].weight = gtk_spin_button_get_value (button);
  browser_choose (browser, picks, browser->n_picks);
}

static gboolean
forget_button (gpointer button)
{
  g_object_unref (button);
  return G_SOURCE_REMOVE;
}

/* The button goes, but a click by a screen reader has not done with it yet. */
static void
remove_clicked (GtkWidget *button, Browser *browser)
{
  Pick picks[PICKS_MAXIMUM];
  gint n_picks = 0;

  g_idle_add (forget_button, g_object_ref (button));
  for (gint i = 0; i < browser->n_picks; i++)
    if (i != get_index (button))
      picks[n_picks++] = browser->picks[i];
  gtk_widget_grab_focus (browser->grid); /* as the button goes */
  browser_choose (browser, picks, n_picks);
}

static GtkWidget *
make_weight (Browser *browser, gint i)
{
  GtkWidget *button = gtk_spin_button_new_with_range (-PICKS_MAXIMUM_WEIGHT,
                                                      PICKS_MAXIMUM_WEIGHT, WEIGHT_STEP);

  gtk_spin_button_set_digits (GTK_SPIN_BUTTON (button), 2);
  gtk_spin_button_set_value (GTK_SPIN_BUTTON (button), browser->picks[i].weight);
  gtk_entry_set_width_chars (GTK_ENTRY (button), 7);
  gtk_entry_set_activates_default (GTK_ENTRY (button), TRUE);
  gtk_widget_set_sensitive (button, browser->n_picks > 1);
  gtk_widget_set_tooltip_text (
      button, _ ("How strongly this filter counts beside the other ones; "
                 "what is negative is avoided"));
  g_object_set_data (G_OBJECT (button), PICK_KEY, GINT_TO_POINTER (i));
  g_signal_connect (button, "value-changed", G_CALLBACK (weight_changed), browser);
  return button;
}

static GtkWidget *
make_remove_button (Browser *browser, gint i)
{
  GtkWidget *button = dialog_make_icon_button (
      "list-remove", GTK_ICON_SIZE_MENU, _ ("Takes this filter out of the mixture"));

  gtk_button_set_relief (GTK_BUTTON (button), GTK_RELIEF_NONE);
  gtk_widget_set_sensitive (button, browser->n_picks > 1);
  g_object_set_data (G_OBJECT (button), PICK_KEY, GINT_TO_POINTER (i));
  g_signal_connect (button, "clicked", G_CALLBACK (remove_clicked), browser);
  return button;
}

static void
add_row (Browser *browser, gint i)
{
  GtkTable *table = GTK_TABLE (browser->picks_table);
  const Pick *pick = &browser->picks[i];
  g_autofree gchar *text =
      g_strdup_printf (_ ("%s filter %d"), pick->layer, pick->filter);
  GtkWidget *label = gtk_label_new (text);
  GtkWidget *button = make_remove_button (browser, i);

  browser->weights[i] = make_weight (browser, i);
  dialog_label_by (button, label);
  gtk_misc_set_alignment (GTK_MISC (label), 0.0, 0.5);
  gtk_label_set_mnemonic_widget (GTK_LABEL (label), browser->weights[i]);
  gtk_table_attach (table, label, 0, 1, i, i + 1, GTK_EXPAND | GTK_FILL, 0, 0, 0);
  gtk_table_attach (table, gtk_label_new (_ ("Weight:")), 1, 2, i, i + 1, 0, 0, 0, 0);
  gtk_table_attach (table, browser->weights[i], 2, 3, i, i + 1, 0, 0, 0, 0);
  gtk_table_attach (table, button, 3, 4, i, i + 1, 0, 0, 0, 0);
}

static void
destroy (GtkWidget *widget, gpointer data G_GNUC_UNUSED)
{
  gtk_widget_destroy (widget);
}

static void
show_rows (Browser *browser)
{
  GtkRequisition size;

  browser->showing = TRUE;
  gtk_container_foreach (GTK_CONTAINER (browser->picks_table), destroy, NULL);
  for (gint i = 0; i < browser->n_picks; i++)
    add_row (browser, i);
  gtk_table_resize (GTK_TABLE (browser->picks_table), MAX (browser->n_picks, 1), 4);
  gtk_widget_show_all (browser->picks_table);
  wheel_tame (browser->picks_table);
  toolkit_get_wanted_size (browser->picks_table, &size);
  if (browser->n_picks > N_SHOWN)
    size.height = size.height * N_SHOWN / browser->n_picks;
  gtk_widget_set_size_request (browser->picks_window, -1, size.height);
  browser->showing = FALSE;
}

GtkWidget *
browser_make_picks (Browser *browser)
{
  GtkWidget *window = gtk_scrolled_window_new (NULL, NULL);

  gtk_widget_set_can_focus (window, FALSE);
  browser->picks_window = window;
  browser->picks_table = gtk_table_new (1, 4, FALSE);
  gtk_table_set_col_spacings (GTK_TABLE (browser->picks_table), 6);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (window), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_add_with_viewport (GTK_SCROLLED_WINDOW (window),
                                         browser->picks_table);
  gtk_viewport_set_shadow_type (GTK_VIEWPORT (gtk_bin_get_child (GTK_BIN (window))),
                                GTK_SHADOW_NONE);
  return window;
}

/* Picks and parameters */

/* Shows the picks of the parameters, if these are others than those that were shown. */
void
browser_take_picks (Browser *browser)
{
  const Dialog *dialog = browser->dialog;
  g_autofree gchar *objective = describe_parameters (browser);

  if (g_strcmp0 (objective, browser->objective) == 0)
    return;

  g_free (browser->objective);
  browser->objective = g_steal_pointer (&objective);
  browser->n_picks = dialog->procedure->get_picks (dialog->job, browser->picks);
  show_rows (browser);
  browser_show_selection (browser);
}

static gboolean
have_same_filters (const Browser *browser, const Pick *picks, gint n_picks)
{
  gboolean same = n_picks == browser->n_picks;

  for (gint i = 0; same && i < n_picks; i++)
    same = picks[i].filter == browser->picks[i].filter &&
           strcmp (picks[i].layer, browser->picks[i].layer) == 0;
  return same;
}

static void
set_picks (Browser *browser, const Pick *picks, gint n_picks)
{
  gboolean has_rows = have_same_filters (browser, picks, n_picks);

  memcpy (browser->picks, picks, n_picks * sizeof *picks);
  browser->n_picks = n_picks;
  if (n_picks == 1)
    browser->picks[0].weight = 1.0;
  g_free (browser->objective);
  browser->objective = describe_parameters (browser);
  if (has_rows)
    return;

  show_rows (browser);
  browser_show_selection (browser);
}

/* Lets these filters grow, and shows what becomes of the parameters. */
void
browser_choose (Browser *browser, const Pick *picks, gint n_picks)
{
  static const ArgumentKind kinds[] = { ARGUMENT_LAYER, ARGUMENT_FILTER,
                                        ARGUMENT_OBJECTIVE, ARGUMENT_GUIDE,
                                        ARGUMENT_OPTIONS };
  Dialog *dialog = browser->dialog;

  if (!dialog->procedure->set_picks (dialog->parameters, picks, n_picks))
    {
      browser_set_status (browser,
                          _ ("There is no room for this mixture. Remove a filter "
                             "or an option, or give one of them a weight."));
      return;
    }

  set_picks (browser, picks, n_picks);
  dialog_show_rows (dialog, kinds, G_N_ELEMENTS (kinds));
  dialog_changed (dialog);
}

/* Takes over what was typed but not confirmed. */
void
browser_finish_picks (Browser *browser)
{
  for (gint i = 0; i < browser->n_picks; i++)
    gtk_spin_button_update (GTK_SPIN_BUTTON (browser->weights[i]));
}
