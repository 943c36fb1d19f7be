/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The button that shows which class is chosen, and asks for another one. */

#include "class-button.h"
#include "text-button.h"

#include <glib/gi18n-lib.h>

/* The layer of the weights with a filter for each of ImageNet's classes, whose names are
 * known. NULL if there is none. */
const FvLayer *
class_button_find_layer (const Dialog *dialog)
{
  gint n_layers;
  const FvLayer *layers = job_get_layers (dialog->job, &n_layers);
  const FvLayer *classes = fv_layers_find_classes (layers, n_layers);

  return classes && fv_layer_get_class_name (classes, 0) ? classes : NULL;
}

/* What a choice among them does, or why there is none. */
const gchar *
class_button_get_help (const FvLayer *layer)
{
  return layer ? _ ("Leads to a list of ImageNet’s classes, which can be searched")
               : _ ("These weights lack ImageNet’s classes. GoogLeNet has them, and so "
                    "has a file of the whole VGG16.");
}

/* The function asks for a class. */
GtkWidget *
class_button_new (Dialog *dialog, DialogQuestion choose)
{
  GtkWidget *button = text_button_new ();

  dialog_connect_question (dialog, button, choose);
  return button;
}

/* Shows one of the layer's classes, or none where there is no such class. */
void
class_button_show (GtkWidget *button, const FvLayer *layer, gint class_index)
{
  const gchar *name = layer ? fv_layer_get_class_name (layer, class_index) : NULL;

  text_button_set_text (button, name ? name : _ ("Class…"),
                        class_button_get_help (layer));
  if (!name)
    gtk_widget_set_tooltip_text (button, class_button_get_help (layer));
  gtk_widget_set_sensitive (button, layer != NULL);
}
