/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A name is of a kind only if it is exactly what this would give to such a file: others
 * are the user's. */

#include "sheet-names.h"

#include <stdio.h>

typedef gchar *(*NameFunc) (FvShard shard);

/**
 * fv_sheet_name_picture:
 * @filter: a filter
 *
 * Returns: (transfer full): name of its cell's picture
 */
gchar *
fv_sheet_name_picture (gint filter)
{
  return g_strdup_printf ("filter-%04d.png", filter);
}

/**
 * fv_sheet_name_table:
 * @shard: a part of the work
 *
 * Returns: (transfer full): name of the table of its finished cells
 */
gchar *
fv_sheet_name_table (FvShard shard)
{
  return shard.n == 1 ? g_strdup ("cells.csv")
                      : g_strdup_printf ("cells-%d-of-%d.csv", shard.index + 1, shard.n);
}

/**
 * fv_sheet_name_part:
 * @shard: a part of the work
 *
 * Returns: (transfer full): name of the file that it is writing
 */
gchar *
fv_sheet_name_part (FvShard shard)
{
  return shard.n == 1 ? g_strdup ("cell.part")
                      : g_strdup_printf ("cell-%d-of-%d.part", shard.index + 1, shard.n);
}

/**
 * fv_sheet_name_find_picture:
 * @name: a file's name
 *
 * Returns: the filter whose cell's picture has that name, -1 if it is another name
 */
gint
fv_sheet_name_find_picture (const gchar *name)
{
  g_autofree gchar *exact = NULL;
  gint filter;

  if (sscanf (name, "filter-%9d", &filter) != 1 || filter < 0)
    return -1;
  exact = fv_sheet_name_picture (filter);
  return g_str_equal (name, exact) ? filter : -1;
}

static gboolean
find_shard (const gchar *name, const gchar *format, NameFunc get_name, FvShard *shard)
{
  g_autofree gchar *exact = NULL;

  *shard = (FvShard){ 0, 1 };
  if (sscanf (name, format, &shard->index, &shard->n) == 2)
    shard->index--;
  exact = get_name (*shard);
  return g_str_equal (name, exact);
}

/**
 * fv_sheet_name_find_table:
 * @name: a file's name
 * @shard: (out): the part of the work whose table it is
 *
 * Returns: whether it is a table's name
 */
gboolean
fv_sheet_name_find_table (const gchar *name, FvShard *shard)
{
  return find_shard (name, "cells-%9d-of-%9d", fv_sheet_name_table, shard);
}

/**
 * fv_sheet_name_find_part:
 * @name: a file's name
 * @shard: (out): the part of the work that writes to it
 *
 * Returns: whether it is the name of a file that is not complete
 */
gboolean
fv_sheet_name_find_part (const gchar *name, FvShard *shard)
{
  return find_shard (name, "cell-%9d-of-%9d", fv_sheet_name_part, shard);
}
