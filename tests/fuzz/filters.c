/* SPDX-License-Identifier: GPL-3.0-or-later */

/* libFuzzer's harness for lists of filters. What was understood is the same when it is
 * written and read again. */

#include "featvis.h"
#include "input.h"

#include <string.h>

#define N_FILTERS 512

int
LLVMFuzzerTestOneInput (const guint8 *bytes, size_t n_bytes)
{
  const FvLayer layer = { "block5_conv1", N_FILTERS, 16 };
  g_autofree gchar *text = g_strndup ((const gchar *)bytes, n_bytes);
  g_autofree gchar *written = NULL;
  g_autofree gint *filters = NULL, *again = NULL;
  g_autoptr (GError) error = NULL;
  gint n, n_again;

  if (!fv_filters_parse (text, &layer, NULL, &filters, &n, &error))
    {
      g_assert_true (error != NULL && g_utf8_validate (error->message, -1, NULL));
      return 0;
    }
  g_assert_true (n >= 1 && n <= N_FILTERS);
  written = fv_filters_to_string (filters, n);
  g_assert_true (fv_filters_parse (written, &layer, NULL, &again, &n_again, NULL));
  g_assert_true (n == n_again && memcmp (filters, again, n * sizeof *filters) == 0);
  return 0;
}
