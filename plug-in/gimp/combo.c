/* SPDX-License-Identifier: GPL-3.0-or-later */

/* GIMP's combo boxes, whose choices have a number each: one of our own, or the ID of a
 * drawable of any open image. */

#include "combo.h"
#include "gimp/host/item-combo.h"
#include "record.h"

#include <libgimp/gimp.h>
#include <libgimp/gimpui.h>

/* One without choices. */
GtkWidget *
combo_new (void)
{
  return g_object_new (GIMP_TYPE_INT_COMBO_BOX, NULL);
}

/* Lets it ask for no more width than it is given: what is chosen ends in an ellipsis
 * where it is too long, and the list shows it whole. */
void
combo_shorten (GtkWidget *combo)
{
  g_object_set (combo, "ellipsize", PANGO_ELLIPSIZE_END, NULL);
}

/* One with all drawables; before them, with the number 0, that label. */
GtkWidget *
combo_new_for_drawables (const gchar *none)
{
  GtkWidget *combo = item_combo_new_for_drawables ();

  gimp_int_combo_box_prepend (GIMP_INT_COMBO_BOX (combo), GIMP_INT_STORE_VALUE, 0,
                              GIMP_INT_STORE_LABEL, none, -1);
  return combo;
}

/* One with all layers that have a record. */
GtkWidget *
combo_new_for_records (void)
{
  return item_combo_new_for_layers (RECORD_NAME);
}

void
combo_append (GtkWidget *combo, gint number, const gchar *label)
{
  gimp_int_combo_box_append (GIMP_INT_COMBO_BOX (combo), GIMP_INT_STORE_VALUE, number,
                             GIMP_INT_STORE_LABEL, label, -1);
}

void
combo_prepend (GtkWidget *combo, gint number, const gchar *label)
{
  gimp_int_combo_box_prepend (GIMP_INT_COMBO_BOX (combo), GIMP_INT_STORE_VALUE, number,
                              GIMP_INT_STORE_LABEL, label, -1);
}

static gboolean
find (GtkWidget *combo, gint number, GtkTreeIter *iter)
{
  return gimp_int_store_lookup_by_value (gtk_combo_box_get_model (GTK_COMBO_BOX (combo)),
                                         number, iter);
}

void
combo_remove (GtkWidget *combo, gint number)
{
  GtkTreeIter iter;

  if (find (combo, number, &iter))
    gtk_list_store_remove (
        GTK_LIST_STORE (gtk_combo_box_get_model (GTK_COMBO_BOX (combo))), &iter);
}

/* Takes all choices away. */
void
combo_clear (GtkWidget *combo)
{
  GtkListStore *store = g_object_new (GIMP_TYPE_INT_STORE, NULL);

  gtk_combo_box_set_model (GTK_COMBO_BOX (combo), GTK_TREE_MODEL (store));
  g_object_unref (store);
}

gboolean
combo_has (GtkWidget *combo, gint number)
{
  GtkTreeIter iter;

  return find (combo, number, &iter);
}

/* What is chosen; FALSE if that is nothing. */
gboolean
combo_get (GtkWidget *combo, gint *number)
{
  return gimp_int_combo_box_get_active (GIMP_INT_COMBO_BOX (combo), number);
}

/* Chooses; FALSE if there is no such number. */
gboolean
combo_set (GtkWidget *combo, gint number)
{
  return gimp_int_combo_box_set_active (GIMP_INT_COMBO_BOX (combo), number);
}
