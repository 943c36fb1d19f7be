/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "featvis.h"

/**
 * fv_weights_get_folder:
 *
 * Returns: (transfer full): the user's data folder, where fv_weights_find() looks
 *   first and fv_weights_fetch() puts what it fetches; it need not exist
 */
gchar *
fv_weights_get_folder (void)
{
  return g_build_filename (g_get_user_data_dir (), "featvis", NULL);
}
