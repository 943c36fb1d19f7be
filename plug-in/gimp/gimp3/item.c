/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Layers, channels and masks of GIMP 3 as items, and the parasites on them. */

#include "gimp/host/item.h"
#include "gimp/host/parasites.h"
#include "objects.h"

#include <string.h>

gboolean
item_exists (gint32 item)
{
  return gimp_item_id_is_valid (item);
}

gboolean
item_is_drawable (gint32 item)
{
  return gimp_item_id_is_valid (item) && gimp_item_id_is_drawable (item);
}

gboolean
item_is_layer (gint32 item)
{
  return gimp_item_id_is_valid (item) && gimp_item_id_is_layer (item);
}

gboolean
item_is_layer_mask (gint32 item)
{
  return gimp_item_id_is_valid (item) && gimp_item_id_is_layer_mask (item);
}

gboolean
item_is_group (gint32 item)
{
  return gimp_item_is_group (get_item (item));
}

/* Asks a procedure that newer versions alone may have. */
static gboolean
ask_about (gint32 item, const gchar *question)
{
  GimpProcedure *procedure;
  GimpValueArray *values;
  gboolean answer;

  if (!gimp_pdb_procedure_exists (gimp_get_pdb (), question))
    return FALSE;

  procedure = gimp_pdb_lookup_procedure (gimp_get_pdb (), question);
  values = gimp_procedure_run (procedure, "item-id", item, NULL);
  answer = gimp_value_array_length (values) > 1 &&
           g_value_get_boolean (gimp_value_array_index (values, 1));
  gimp_value_array_unref (values);
  return answer;
}

/* Whether GIMP makes its pixels anew from a file or a path, as 3.2 and later do. */
gboolean
item_is_generated (gint32 item)
{
  return ask_about (item, "gimp-item-id-is-link-layer") ||
         ask_about (item, "gimp-item-id-is-vector-layer");
}

/* To be freed; NULL if it does not exist any more. */
gchar *
item_get_name (gint32 item)
{
  return gimp_item_id_is_valid (item) ? gimp_item_get_name (get_item (item)) : NULL;
}

void
item_set_name (gint32 item, const gchar *name)
{
  gimp_item_set_name (get_item (item), name);
}

void
item_hide (gint32 item)
{
  gimp_item_set_visible (get_item (item), FALSE);
}

gboolean
item_is_content_locked (gint32 item)
{
  return gimp_item_get_lock_content (get_item (item));
}

gint32
item_get_image (gint32 item)
{
  return gimp_image_get_id (gimp_item_get_image (get_item (item)));
}

/* The group, or -1 without one. */
gint32
item_get_parent (gint32 item)
{
  return get_id (gimp_item_get_parent (get_item (item)));
}

/* The topmost first; to be freed. */
gint32 *
item_get_children (gint32 group, gint *n_children)
{
  return objects_get_ids (gimp_item_get_children (get_item (group)), n_children);
}

/* One that is in no image yet. */
void
item_delete (gint32 item)
{
  gimp_item_delete (get_item (item));
}

/* Parasites */

/* As those of GIMP 2.10, which reads and writes the same files: with a text's final zero,
 * and undone together with a change of the layer. */
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

  gimp_item_attach_parasite (get_item (item), parasite);
  gimp_parasite_free (parasite);
}

void
parasite_attach_to_image (gint32 image, const gchar *name, const gchar *text)
{
  GimpParasite *parasite = new_parasite (name, text);

  gimp_image_attach_parasite (gimp_image_get_by_id (image), parasite);
  gimp_parasite_free (parasite);
}

/* What it holds, to be freed, though that be nothing; NULL if there is none. */
gchar *
parasite_read (gint32 item, const gchar *name, gsize *size)
{
  GimpParasite *parasite = gimp_item_get_parasite (get_item (item), name);
  gconstpointer bytes;
  guint32 n_bytes;
  gchar *text;

  if (!parasite)
    return NULL;

  bytes = gimp_parasite_get_data (parasite, &n_bytes);
  *size = n_bytes;
  text = n_bytes > 0 ? g_memdup2 (bytes, n_bytes) : g_strdup ("");
  gimp_parasite_free (parasite);
  return text;
}
