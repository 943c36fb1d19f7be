/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The dialog's third part: how the ascent goes. The recipe sets everything; the
 * options, which few need, are behind an expander. */

#include "dialog-private.h"

#include <string.h>

#include <glib/gi18n-lib.h>

static void
recipe_changed (GtkWidget *widget, Dialog *dialog)
{
  gint index;

  if (dialog->showing ||
      !gimp_int_combo_box_get_active (GIMP_INT_COMBO_BOX (widget), &index))
    return;

  g_strlcpy (dialog->parameters->recipe, fv_recipe_get (index)->name,
             sizeof dialog->parameters->recipe);
  dialog_changed (dialog);
}

static void
options_changed (GtkWidget *widget, Dialog *dialog)
{
  if (dialog->showing)
    return;

  g_strlcpy (dialog->parameters->options, gtk_entry_get_text (GTK_ENTRY (widget)),
             sizeof dialog->parameters->options);
  dialog_changed (dialog);
}

static void
add_recipe (Dialog *dialog, GtkTable *table)
{
  const FvRecipe *recipe;

  dialog->recipe = g_object_new (GIMP_TYPE_INT_COMBO_BOX, NULL);
  for (gint i = 0; (recipe = fv_recipe_get (i)); i++)
    gimp_int_combo_box_append (GIMP_INT_COMBO_BOX (dialog->recipe), GIMP_INT_STORE_VALUE,
                               i, GIMP_INT_STORE_LABEL, fv_recipe_get_label (recipe), -1);

  dialog_add_row (dialog, table, 0, _ ("Rec_ipe:"), dialog->recipe, dialog->recipe,
                  _ ("Number of steps and scales, step size, noise and contrast, as a "
                     "published script has them"));
}

/* When the user opens the expander, the entry gets the focus as soon as it is
 * there. */
static void
options_opened (Dialog *dialog)
{
  GtkExpander *expander = GTK_EXPANDER (dialog->options_expander);

  dialog->options_opened = !dialog->showing && gtk_expander_get_expanded (expander);
}

static void
options_mapped (Dialog *dialog)
{
  if (dialog->options_opened)
    gtk_widget_grab_focus (dialog->options);
  dialog->options_opened = FALSE;
}

static void
add_options (Dialog *dialog, GtkTable *table)
{
  gchar *keys = arguments_describe_options (FV_TASK_ASCENT, "\n");
  gchar *help = g_strdup_printf (_ ("What differs from the recipe, such as “steps=40 "
                                    "contrast=0.2”:\n%s"),
                                 keys);

  dialog->options = gtk_entry_new ();
  gtk_entry_set_max_length (GTK_ENTRY (dialog->options),
                            sizeof dialog->parameters->options / 4);
  gtk_entry_set_activates_default (GTK_ENTRY (dialog->options), TRUE);
  gimp_help_set_help_data (dialog->options, help, NULL);

  dialog->options_expander = gtk_expander_new_with_mnemonic (_ ("O_ptions"));
  gtk_container_add (GTK_CONTAINER (dialog->options_expander), dialog->options);
  gtk_table_attach (table, dialog->options_expander, 0, 2, 1, 2, GTK_EXPAND | GTK_FILL,
                    GTK_FILL, 0, 0);
  g_free (help);
  g_free (keys);
}

void
dialog_ascent_add (Dialog *dialog, GtkWidget *box)
{
  GtkTable *table = dialog_add_frame (box, _ ("Ascent"), 2);

  add_recipe (dialog, table);
  add_options (dialog, table);
  g_signal_connect (dialog->recipe, "changed", G_CALLBACK (recipe_changed), dialog);
  g_signal_connect (dialog->options, "changed", G_CALLBACK (options_changed), dialog);
  g_signal_connect_swapped (dialog->options_expander, "notify::expanded",
                            G_CALLBACK (options_opened), dialog);
  g_signal_connect_data (dialog->options, "map", G_CALLBACK (options_mapped), dialog,
                         NULL, G_CONNECT_SWAPPED | G_CONNECT_AFTER);
}

void
dialog_ascent_show (Dialog *dialog)
{
  const Parameters *parameters = dialog->parameters;
  const FvRecipe *recipe;

  for (gint i = 0; (recipe = fv_recipe_get (i)); i++)
    if (strcmp (recipe->name, parameters->recipe) == 0)
      gimp_int_combo_box_set_active (GIMP_INT_COMBO_BOX (dialog->recipe), i);

  gtk_entry_set_text (GTK_ENTRY (dialog->options), parameters->options);
  if (parameters->options[0])
    gtk_expander_set_expanded (GTK_EXPANDER (dialog->options_expander), TRUE);
}
