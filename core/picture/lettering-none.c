/* SPDX-License-Identifier: GPL-3.0-or-later */

/* In place of lettering.c, in a build without Pango */

#include "featvis.h"

#include <glib/gi18n-lib.h>

gboolean
fv_lettering_draw (const gchar *text, guint8 *bytes, gsize row_size, gint width,
                   gint height, GError **error)
{
  g_return_val_if_fail (text != NULL && g_utf8_validate (text, -1, NULL), FALSE);
  g_return_val_if_fail (bytes != NULL && width >= 1 && height >= 1, FALSE);
  g_return_val_if_fail (row_size >= (gsize)width * 3, FALSE);
  g_set_error_literal (error, FV_ERROR, FV_ERROR_SETTING,
                       _ ("This program was built without Pango (-Dlabels=disabled), and "
                          "writes no text into pictures. Leave the labels out."));
  return FALSE;
}
