/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Combo boxes of GIMP 3 whose choices are items of the open images. */

#include "gimp/host/item-combo.h"
#include "gimp/host/parasites.h"

#include <libgimp/gimp.h>
#include <libgimp/gimpui.h>

GtkWidget *
item_combo_new_for_drawables (void)
{
  return gimp_drawable_combo_box_new (NULL, NULL, NULL);
}

static gboolean
has_parasite (GimpImage *image G_GNUC_UNUSED, GimpItem *layer, gpointer name)
{
  gsize size;
  g_autofree gchar *text = parasite_read (gimp_item_get_id (layer), name, &size);

  return text != NULL;
}

/* Those layers that have a parasite of that name, which stays. */
GtkWidget *
item_combo_new_for_layers (const gchar *parasite)
{
  return gimp_layer_combo_box_new (has_parasite, (gpointer)parasite, NULL);
}
