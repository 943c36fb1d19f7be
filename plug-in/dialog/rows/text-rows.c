/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The dialog's rows for texts: plain ones, a recipe, and options, which few need, behind
 * an expander. */

#include "text-rows.h"
#include "dialog-row.h"
#include "dialog/base/dialog-widgets.h"
#include "gimp/combo.h"
#include "parameters/options.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#define BYTES_PER_CHARACTER 4

/* A text, which the parameter follows as it is typed */

static void
text_changed (GtkWidget *widget, DialogRow *row)
{
  dialog_row_set_text (row, gtk_entry_get_text (GTK_ENTRY (widget)));
}

GtkWidget *
text_row_make_entry (DialogRow *row)
{
  GtkWidget *entry = gtk_entry_new ();

  gtk_entry_set_max_length (GTK_ENTRY (entry), row->argument->size / BYTES_PER_CHARACTER);
  gtk_entry_set_activates_default (GTK_ENTRY (entry), TRUE);
  g_signal_connect (entry, "changed", G_CALLBACK (text_changed), row);
  return entry;
}

static void
make_text (DialogRow *row)
{
  GtkWidget *entry = text_row_make_entry (row);

  dialog_row_attach (row, entry, entry);
}

static void
show_text (DialogRow *row)
{
  gtk_entry_set_text (GTK_ENTRY (row->widget), dialog_row_get_text (row));
}

const DialogRowKind dialog_text_row = { .make = make_text, .show = show_text };

/* A recipe */

static void
recipe_changed (GtkWidget *widget, DialogRow *row)
{
  gint index;

  if (combo_get (widget, &index))
    dialog_row_set_text (row, fv_recipe_get (index)->name);
}

static void
make_recipe (DialogRow *row)
{
  GtkWidget *combo = combo_new ();
  const FvRecipe *recipe;

  for (gint i = 0; (recipe = fv_recipe_get (i)); i++)
    combo_append (combo, i, fv_recipe_get_label (recipe));
  dialog_row_attach (row, combo, combo);
  g_signal_connect (combo, "changed", G_CALLBACK (recipe_changed), row);
}

static void
show_recipe (DialogRow *row)
{
  const FvRecipe *recipe;

  for (gint i = 0; (recipe = fv_recipe_get (i)); i++)
    if (strcmp (recipe->name, dialog_row_get_text (row)) == 0)
      combo_set (row->widget, i);
}

const DialogRowKind dialog_recipe_row = { .make = make_recipe, .show = show_recipe };

/* Options. When the user opens the expander, the entry gets the focus as soon as it is
 * there. */

static void
options_mapped (DialogRow *row)
{
  if (row->opened)
    gtk_widget_grab_focus (row->widget);
  row->opened = FALSE;
}

/* GTK 2 maps the entry after this, GTK 3 before. */
static void
options_opened (DialogRow *row)
{
  row->opened =
      !row->dialog->showing && gtk_expander_get_expanded (GTK_EXPANDER (row->expander));
  if (gtk_widget_get_mapped (row->widget))
    options_mapped (row);
}

/* The letter opens it and goes to the entry, but never closes it. */
static gboolean
options_mnemonic (DialogRow *row)
{
  if (!gtk_expander_get_expanded (GTK_EXPANDER (row->expander)))
    return FALSE;

  gtk_widget_grab_focus (row->widget);
  return TRUE;
}

/* Shows them, with the focus. */
void
options_row_open (const DialogRow *row)
{
  gtk_expander_set_expanded (GTK_EXPANDER (row->expander), TRUE);
  gtk_widget_grab_focus (row->widget);
}

/* Whether the entry can hold them. */
gboolean
options_row_has_room (const DialogRow *row, const gchar *options)
{
  return g_utf8_strlen (options, -1) <=
         gtk_entry_get_max_length (GTK_ENTRY (row->widget));
}

static void
make_options (DialogRow *row)
{
  g_autofree gchar *keys = arguments_describe_options (row->argument->number, "\n");
  g_autofree gchar *help = g_strconcat (_ (row->argument->help), "\n", keys, NULL);

  row->widget = text_row_make_entry (row);
  gtk_widget_set_tooltip_text (row->widget, help);
  row->expander = gtk_expander_new_with_mnemonic (_ (row->argument->label));
  row->box = row->expander;
  gtk_container_add (GTK_CONTAINER (row->expander), row->widget);
  dialog_row_attach_wide (row, row->expander);
  dialog_label_by (row->widget, row->expander);

  g_signal_connect_swapped (row->expander, "mnemonic-activate",
                            G_CALLBACK (options_mnemonic), row);
  g_signal_connect_swapped (row->expander, "notify::expanded",
                            G_CALLBACK (options_opened), row);
  g_signal_connect_data (row->widget, "map", G_CALLBACK (options_mapped), row, NULL,
                         G_CONNECT_SWAPPED | G_CONNECT_AFTER);
}

/* What is as usual needs not to be seen, nor what another row shows. */
static void
show_options (DialogRow *row)
{
  g_autofree gchar *options = NULL;
  gboolean is_usual;

  g_free (options_take (dialog_row_get_text (row), "objective", &options));
  is_usual = strcmp (options, row->argument->text) == 0;
  show_text (row);
  gtk_expander_set_expanded (GTK_EXPANDER (row->expander), options[0] && !is_usual);
}

const DialogRowKind dialog_options_row = { .make = make_options, .show = show_options };
