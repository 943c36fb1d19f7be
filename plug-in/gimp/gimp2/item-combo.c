/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Combo boxes of GIMP 2.10 whose choices are items of the open images. */

#include "gimp/host/item-combo.h"
#include "gimp/host/parasites.h"

#include <libgimp/gimp.h>
#include <libgimp/gimpui.h>

GtkWidget *
item_combo_new_for_drawables (void)
{
  return gimp_drawable_combo_box_new (NULL, NULL);
}

static gboolean
has_parasite (gint32 image G_GNUC_UNUSED, gint32 layer, gpointer name)
{
  gsize size;
  g_autofree gchar *text = parasite_read (layer, name, &size);

  return text != NULL;
}

/* Those layers that have a parasite of that name, which stays. */
GtkWidget *
item_combo_new_for_layers (const gchar *parasite)
{
  return gimp_layer_combo_box_new (has_parasite, (gpointer)parasite);
}
