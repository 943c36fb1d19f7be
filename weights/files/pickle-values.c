/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "pickle-machine.h"

/* For arrays of #FvPickleValue */
void
fv_pickle_value_clear (gpointer data)
{
  FvPickleValue *value = data;

  g_free (value->string);
  if (value->items != NULL)
    g_array_unref (value->items);
}

FvPickle *
fv_pickle_new (void)
{
  FvPickle *pickle = g_new0 (FvPickle, 1);

  pickle->values = g_array_new (FALSE, TRUE, sizeof (FvPickleValue));
  g_array_set_clear_func (pickle->values, fv_pickle_value_clear);
  return pickle;
}

void
fv_pickle_free (FvPickle *pickle)
{
  if (pickle == NULL)
    return;
  g_array_unref (pickle->values);
  g_free (pickle);
}

const FvPickleValue *
fv_pickle_get_value (const FvPickle *pickle, guint value)
{
  return &g_array_index (pickle->values, FvPickleValue, value);
}

guint
fv_pickle_get_n_values (const FvPickle *pickle)
{
  return pickle->values->len;
}

const FvPickleValue *
fv_pickle_get_root (const FvPickle *pickle)
{
  return fv_pickle_get_value (pickle, pickle->root);
}

guint
fv_pickle_get_n_items (const FvPickleValue *value)
{
  return value->items != NULL ? value->items->len : 0;
}

const FvPickleValue *
fv_pickle_get_item (const FvPickle *pickle, const FvPickleValue *value, guint item)
{
  return fv_pickle_get_value (pickle, g_array_index (value->items, guint, item));
}
