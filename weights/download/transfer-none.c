/* SPDX-License-Identifier: GPL-3.0-or-later */

/* In place of transfer.c, in a build without libcurl: nothing is fetched, and there is
 * nothing to cancel. */

#include "transfer.h"

#include <glib/gi18n-lib.h>

gboolean
fv_transfer_check_cancelled (const FvTransfer *transfer, GError **error)
{
  (void)transfer;
  (void)error;
  return FALSE;
}

gboolean
fv_transfer_run (FvTransfer *transfer, gboolean *is_passing, GError **error)
{
  g_autofree gchar *folder = g_path_get_dirname (transfer->part->target);
  g_autofree gchar *label = g_filename_display_name (folder);

  *is_passing = FALSE;
  g_set_error (error, FV_ERROR, FV_ERROR_FILE,
               _ ("This program was built without libcurl (-Ddownload=disabled), and "
                  "fetches nothing. Fetch %s by other means, and put it into the folder "
                  "“%s”."),
               transfer->source->url, label);
  return FALSE;
}
