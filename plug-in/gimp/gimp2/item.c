/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Layers, channels and masks of GIMP 2.10 as items, and the parasites on them. */

#include "gimp/host/item.h"
#include "gimp/host/parasites.h"

#include <string.h>

#include <libgimp/gimp.h>

gboolean
item_exists (gint32 item)
{
  return gimp_item_is_valid (item);
}

gboolean
item_is_drawable (gint32 item)
{
  return gimp_item_is_valid (item) && gimp_item_is_drawable (item);
}

gboolean
item_is_layer (gint32 item)
{
  return gimp_item_is_valid (item) && gimp_item_is_layer (item);
}

gboolean
item_is_layer_mask (gint32 item)
{
  return gimp_item_is_valid (item) && gimp_item_is_layer_mask (item);
}

gboolean
item_is_group (gint32 item)
{
  return gimp_item_is_group (item);
}

/* Whether GIMP makes its pixels anew from a file or a path: no layer of GIMP 2.10 is. */
gboolean
item_is_generated (gint32 item G_GNUC_UNUSED)
{
  return FALSE;
}

/* To be freed; NULL if it does not exist any more. */
gchar *
item_get_name (gint32 item)
{
  return gimp_item_is_valid (item) ? gimp_item_get_name (item) : NULL;
}

void
item_set_name (gint32 item, const gchar *name)
{
  gimp_item_set_name (item, name);
}

void
item_hide (gint32 item)
{
  gimp_item_set_visible (item, FALSE);
}

gboolean
item_is_content_locked (gint32 item)
{
  return gimp_item_get_lock_content (item);
}

gint32
item_get_image (gint32 item)
{
  return gimp_item_get_image (item);
}

/* The group, or -1 without one. */
gint32
item_get_parent (gint32 item)
{
  return gimp_item_get_parent (item);
}

/* The topmost first; to be freed. */
gint32 *
item_get_children (gint32 group, gint *n_children)
{
  return gimp_item_get_children (group, n_children);
}

/* One that is in no image yet. */
void
item_delete (gint32 item)
{
  gimp_item_delete (item);
}

/* Parasites */

/* GIMP wants a text's final zero to be part of a parasite. Where a layer is changed
 * itself, its parasite goes with the change when that is undone. */
static GimpParasite *
new_parasite (const gchar *name, const gchar *text)
{
  return gimp_parasite_new (name, GIMP_PARASITE_PERSISTENT | GIMP_PARASITE_UNDOABLE,
                            strlen (text) + 1, text);
}

void
parasite_attach_to_item (gint32 item, const gchar *name, const gchar *text)
{
  GimpParasite *parasite = new_parasite (name, text);

  gimp_item_attach_parasite (item, parasite);
  gimp_parasite_free (parasite);
}

void
parasite_attach_to_image (gint32 image, const gchar *name, const gchar *text)
{
  GimpParasite *parasite = new_parasite (name, text);

  gimp_image_attach_parasite (image, parasite);
  gimp_parasite_free (parasite);
}

/* What it holds, to be freed, though that be nothing; NULL if there is none. */
gchar *
parasite_read (gint32 item, const gchar *name, gsize *size)
{
  GimpParasite *parasite = gimp_item_get_parasite (item, name);
  gchar *text;

  if (!parasite)
    return NULL;

  *size = gimp_parasite_data_size (parasite);
  text = *size > 0 ? g_memdup2 (gimp_parasite_data (parasite), *size) : g_strdup ("");
  gimp_parasite_free (parasite);
  return text;
}
