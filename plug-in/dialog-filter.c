/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The dialog's first part: which filter, of which network. The layers and their
 * numbers of filters are those of the weights that were found. */

#include "dialog-private.h"

#include <string.h>

#include <glib/gi18n-lib.h>

static void
show_filter_count (Dialog *dialog, gint n_filters)
{
  gchar *text = g_strdup_printf (_ ("0 to %d"), n_filters - 1);

  gtk_spin_button_set_range (GTK_SPIN_BUTTON (dialog->filter), 0, n_filters - 1);
  gtk_label_set_text (GTK_LABEL (dialog->filter_count), text);
  g_free (text);
}

static void
layer_changed (GtkWidget *widget, Dialog *dialog)
{
  const FvLayer *layers;
  gint n_layers;
  gint index;

  if (!dialog->weights ||
      !gimp_int_combo_box_get_active (GIMP_INT_COMBO_BOX (widget), &index))
    return;

  layers = fv_weights_get_layers (dialog->weights, &n_layers);
  if (!dialog->showing)
    g_strlcpy (dialog->parameters->layer, layers[index].name,
               sizeof dialog->parameters->layer);
  show_filter_count (dialog, layers[index].n_filters);
  dialog_changed (dialog);
}

static void
filter_changed (GtkWidget *widget, Dialog *dialog)
{
  if (dialog->showing)
    return;

  dialog->parameters->filter =
      gtk_spin_button_get_value_as_int (GTK_SPIN_BUTTON (widget));
  dialog_changed (dialog);
}

static void
append_layer (Dialog *dialog, gint index, const FvLayer *layer)
{
  gchar *label = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%s (%d filter)",
                                               "%s (%d filters)", layer->n_filters),
                                  layer->name, layer->n_filters);

  gimp_int_combo_box_append (GIMP_INT_COMBO_BOX (dialog->layer), GIMP_INT_STORE_VALUE,
                             index, GIMP_INT_STORE_LABEL, label, -1);
  g_free (label);
}

/* Fills the list of layers, and chooses the one that is set. Where the weights do
 * not hold it, the last one that they do hold takes its place. */
static void
show_layers (Dialog *dialog)
{
  GtkListStore *store = gimp_int_store_new ();
  gint n_layers;
  const FvLayer *layers = fv_weights_get_layers (dialog->weights, &n_layers);
  gint active = n_layers - 1;

  gtk_combo_box_set_model (GTK_COMBO_BOX (dialog->layer), GTK_TREE_MODEL (store));
  g_object_unref (store);
  for (gint i = 0; i < n_layers; i++)
    {
      append_layer (dialog, i, &layers[i]);
      if (strcmp (layers[i].name, dialog->parameters->layer) == 0)
        active = i;
    }

  g_strlcpy (dialog->parameters->layer, layers[active].name,
             sizeof dialog->parameters->layer);
  dialog->parameters->filter =
      MIN (dialog->parameters->filter, layers[active].n_filters - 1);
  gimp_int_combo_box_set_active (GIMP_INT_COMBO_BOX (dialog->layer), active);
  show_filter_count (dialog, layers[active].n_filters);
  gtk_spin_button_set_value (GTK_SPIN_BUTTON (dialog->filter),
                             dialog->parameters->filter);
}

/* Whether the only weights are the sample network, where a search could have found
 * better ones. */
static gboolean
lacks_weights (const Dialog *dialog)
{
  return dialog->parameters->weights[0] == '\0' && dialog->weights &&
         g_strcmp0 (fv_weights_get_file (dialog->weights), "sample") == 0;
}

/* Looks for the weights, and shows what was found. */
static void
show_weights (Dialog *dialog)
{
  GError *error = NULL;
  gchar *line;

  g_clear_pointer (&dialog->weights, fv_weights_free);
  g_clear_pointer (&dialog->weights_problem, g_free);
  dialog->weights = parameters_find_weights (dialog->parameters, &error);
  if (dialog->weights)
    {
      line = fv_weights_describe (dialog->weights);
      show_layers (dialog);
    }
  else
    {
      line = g_strdup (_ ("These weights cannot be used."));
      dialog->weights_problem = g_strdup (error->message);
    }

  gtk_label_set_text (GTK_LABEL (dialog->weights_line), line);
  gimp_help_set_help_data (dialog->weights_line, line, NULL);
  gtk_widget_set_visible (dialog->fetch_button, lacks_weights (dialog));
  gtk_widget_set_sensitive (dialog->layer, dialog->weights != NULL);
  gtk_widget_set_sensitive (dialog->filter, dialog->weights != NULL);
  g_free (line);
  g_clear_error (&error);
}

static void
update_weights (Dialog *dialog)
{
  dialog->showing = TRUE;
  show_weights (dialog);
  dialog->showing = FALSE;
  dialog_changed (dialog);
}

static void
weights_changed (Dialog *dialog)
{
  const gchar *file = gtk_entry_get_text (GTK_ENTRY (dialog->weights_file));

  if (dialog->showing || strcmp (file, dialog->parameters->weights) == 0)
    return;

  g_strlcpy (dialog->parameters->weights, file, sizeof dialog->parameters->weights);
  update_weights (dialog);
}

static void
fetch_weights (Dialog *dialog)
{
  if (dialog_fetch_ask (dialog->window))
    update_weights (dialog);
}

static void
choose_weights (Dialog *dialog)
{
  GtkWidget *chooser = gtk_file_chooser_dialog_new (
      _ ("Choose a Weights File"), GTK_WINDOW (dialog->window),
      GTK_FILE_CHOOSER_ACTION_OPEN, _ ("_Cancel"), GTK_RESPONSE_CANCEL, _ ("_Open"),
      GTK_RESPONSE_OK, NULL);

  if (dialog->parameters->weights[0])
    gtk_file_chooser_set_filename (GTK_FILE_CHOOSER (chooser),
                                   dialog->parameters->weights);
  gtk_dialog_set_default_response (GTK_DIALOG (chooser), GTK_RESPONSE_OK);

  if (gtk_dialog_run (GTK_DIALOG (chooser)) == GTK_RESPONSE_OK)
    {
      gchar *file = gtk_file_chooser_get_filename (GTK_FILE_CHOOSER (chooser));

      gtk_entry_set_text (GTK_ENTRY (dialog->weights_file), file);
      g_free (file);
    }

  gtk_widget_destroy (chooser);
}

static void
add_filter_rows (Dialog *dialog, GtkTable *table)
{
  GtkWidget *box = gtk_hbox_new (FALSE, 6);

  dialog->layer = g_object_new (GIMP_TYPE_INT_COMBO_BOX, NULL);
  dialog_add_row (dialog, table, 0, _ ("_Layer:"), dialog->layer, dialog->layer,
                  _ ("Convolution layer of the network. Early layers respond to colors "
                     "and edges, later ones to textures and parts of things."));

  dialog->filter = gtk_spin_button_new_with_range (0, 1, 1);
  gtk_entry_set_width_chars (GTK_ENTRY (dialog->filter), 5);
  gtk_entry_set_activates_default (GTK_ENTRY (dialog->filter), TRUE);
  dialog->filter_count = gtk_label_new (NULL);
  gtk_box_pack_start (GTK_BOX (box), dialog->filter, FALSE, FALSE, 0);
  gtk_box_pack_start (GTK_BOX (box), dialog->filter_count, FALSE, FALSE, 0);
  dialog_add_row (dialog, table, 1, _ ("_Filter:"), box, dialog->filter,
                  _ ("Number of the filter in its layer"));
}

static GtkWidget *
make_weights_box (Dialog *dialog)
{
  GtkWidget *box = gtk_hbox_new (FALSE, 6);
  GtkWidget *button = gtk_button_new ();
  GtkWidget *icon =
      gtk_image_new_from_icon_name (GIMP_ICON_DOCUMENT_OPEN, GTK_ICON_SIZE_BUTTON);

  dialog->weights_file = gtk_entry_new ();
  gtk_entry_set_activates_default (GTK_ENTRY (dialog->weights_file), TRUE);
  gimp_help_set_help_data (
      dialog->weights_file,
      _ ("File with the network's weights. If it is empty, the usual "
         "places are searched."),
      NULL);
  gtk_container_add (GTK_CONTAINER (button), icon);
  gimp_help_set_help_data (button, _ ("Choose a weights file"), NULL);
  gtk_box_pack_start (GTK_BOX (box), dialog->weights_file, TRUE, TRUE, 0);
  gtk_box_pack_start (GTK_BOX (box), button, FALSE, FALSE, 0);

  g_signal_connect_swapped (dialog->weights_file, "changed", G_CALLBACK (weights_changed),
                            dialog);
  g_signal_connect_swapped (button, "clicked", G_CALLBACK (choose_weights), dialog);
  return box;
}

static void
add_weights_rows (Dialog *dialog, GtkTable *table)
{
  GtkWidget *box = make_weights_box (dialog);

  dialog_add_row (dialog, table, 2, _ ("_Weights file:"), box, dialog->weights_file,
                  _ ("File with the network's weights. If it is empty, the usual places "
                     "are searched."));

  dialog->weights_line = gtk_label_new (NULL);
  gtk_misc_set_alignment (GTK_MISC (dialog->weights_line), 0.0, 0.5);
  gtk_label_set_ellipsize (GTK_LABEL (dialog->weights_line), PANGO_ELLIPSIZE_MIDDLE);
  gtk_label_set_width_chars (GTK_LABEL (dialog->weights_line), 56);
  gimp_label_set_attributes (GTK_LABEL (dialog->weights_line), PANGO_ATTR_STYLE,
                             PANGO_STYLE_ITALIC, -1);
  gtk_table_attach (table, dialog->weights_line, 0, 2, 3, 4, GTK_EXPAND | GTK_FILL,
                    GTK_FILL, 0, 0);
}

static void
add_fetch_button (Dialog *dialog, GtkTable *table)
{
  dialog->fetch_button =
      gtk_button_new_with_mnemonic (_ ("_Download VGG16 weights (59 MB)…"));
  gimp_help_set_help_data (dialog->fetch_button,
                           _ ("The sample network is small. With the weights of VGG16 "
                              "itself, the pictures are richer."),
                           NULL);
  gtk_widget_set_no_show_all (dialog->fetch_button, TRUE);
  gtk_table_attach (table, dialog->fetch_button, 0, 2, 4, 5, GTK_EXPAND | GTK_FILL,
                    GTK_FILL, 0, 0);
  g_signal_connect_swapped (dialog->fetch_button, "clicked", G_CALLBACK (fetch_weights),
                            dialog);
}

void
dialog_filter_add (Dialog *dialog, GtkWidget *box)
{
  GtkTable *table = dialog_add_frame (box, _ ("Filter"), 5);

  add_filter_rows (dialog, table);
  add_weights_rows (dialog, table);
  add_fetch_button (dialog, table);
  g_signal_connect (dialog->layer, "changed", G_CALLBACK (layer_changed), dialog);
  g_signal_connect (dialog->filter, "value-changed", G_CALLBACK (filter_changed), dialog);
}

void
dialog_filter_show (Dialog *dialog)
{
  gtk_entry_set_text (GTK_ENTRY (dialog->weights_file), dialog->parameters->weights);
  show_weights (dialog);
}
