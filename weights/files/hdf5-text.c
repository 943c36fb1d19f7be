/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Texts that are attributes: read in the process that looks into the file. */

#define H5_USE_110_API

#include "hdf5-text.h"

#include <string.h>

/* A string of variable length is one that the library has allocated. */
static gchar *
read_variable (hid_t attribute, hid_t type, gsize most)
{
  gchar *variable = NULL, *text = NULL;

  if (H5Aread (attribute, type, &variable) < 0 || variable == NULL)
    return NULL;
  if (strlen (variable) <= most)
    text = g_strdup (variable);
  H5free_memory (variable);
  return text;
}

static gchar *
read_fixed (hid_t attribute, hid_t type, gsize most)
{
  gsize n_bytes = H5Tget_size (type);
  g_autofree gchar *text = n_bytes <= most ? g_try_malloc0 (n_bytes + 1) : NULL;

  return text != NULL && H5Aread (attribute, type, text) >= 0 ? g_steal_pointer (&text)
                                                              : NULL;
}

static gchar *
read_text (hid_t attribute, hid_t type, gsize most)
{
  hid_t space = H5Aget_space (attribute);
  gboolean is_text =
      H5Tget_class (type) == H5T_STRING && H5Sget_simple_extent_npoints (space) == 1;

  H5Sclose (space);
  if (!is_text)
    return NULL;
  return H5Tis_variable_str (type) > 0 ? read_variable (attribute, type, most)
                                       : read_fixed (attribute, type, most);
}

/**
 * fv_hdf5_read_text:
 * @object: a group, or a file
 * @attribute: an attribute's name
 * @most: the bytes that the text may have
 *
 * Returns: (transfer full) (nullable): the only text that the attribute holds
 */
gchar *
fv_hdf5_read_text (hid_t object, const gchar *attribute, gsize most)
{
  hid_t opened, type;
  gchar *text;

  if (H5Aexists (object, attribute) <= 0 ||
      (opened = H5Aopen (object, attribute, H5P_DEFAULT)) < 0)
    return NULL;
  type = H5Aget_type (opened);
  text = read_text (opened, type, most);
  H5Tclose (type);
  H5Aclose (opened);
  return text;
}
