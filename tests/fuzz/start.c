/* SPDX-License-Identifier: GPL-3.0-or-later */

/* libFuzzer's harness for start tensors: .npy files. */

#include "featvis.h"
#include "input.h"

#include <math.h>

int
LLVMFuzzerTestOneInput (const guint8 *bytes, size_t n_bytes)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (FvImage) image = fv_npy_read (put_in_file (bytes, n_bytes), &error);

  g_assert_true ((image == NULL) == (error != NULL));
  if (image == NULL)
    {
      g_assert_true (g_utf8_validate (error->message, -1, NULL));
      return 0;
    }
  for (gint i = 0; i < image->width * image->height * 3; i++)
    g_assert_true (isfinite (image->data[i]));
  return 0;
}
