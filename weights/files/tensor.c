/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "tensor.h"

/* For arrays of #FvTensor */
void
fv_tensor_clear (gpointer tensor)
{
  FvTensor *cleared = tensor;

  g_free (cleared->name);
  g_free (cleared->type);
}

/**
 * fv_tensor_get_n_values:
 * @tensor: a tensor
 * @n_values: (out): the product of its shape
 *
 * Returns: %FALSE if the product is too large for any memory
 */
gboolean
fv_tensor_get_n_values (const FvTensor *tensor, guint64 *n_values)
{
  *n_values = 1;
  for (gint i = 0; i < tensor->rank; i++)
    if (!g_uint64_checked_mul (n_values, *n_values, tensor->shape[i]))
      return FALSE;
  return *n_values <= G_MAXSSIZE / sizeof (gdouble);
}

/* For messages: "3 × 3 × 64 × 128". */
gchar *
fv_tensor_describe_shape (const FvTensor *tensor)
{
  g_autoptr (GString) text = g_string_new (tensor->rank == 0 ? "1" : NULL);

  for (gint i = 0; i < tensor->rank; i++)
    g_string_append_printf (text, "%s%" G_GUINT64_FORMAT, i > 0 ? " × " : "",
                            tensor->shape[i]);
  return g_string_free (g_steal_pointer (&text), FALSE);
}
