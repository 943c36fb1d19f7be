/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "host-folders.h"

#include "system/process.h"

/* Returns: whether this runs in a Flatpak, so that the user's own folders are not those
 *   that GLib tells */
gboolean
fv_host_is_outside (void)
{
  return g_getenv ("FLATPAK_ID") != NULL;
}

/* @variable: what a Flatpak tells the user's own folder by, if it is new enough
 * @usual: where that is at home if nobody tells
 * @here: the folder where this runs
 *
 * Returns: (transfer full): the user's own folder */
static gchar *
get_folder (const gchar *variable, const gchar *usual, const gchar *here)
{
  const gchar *told = g_getenv (variable);

  if (!fv_host_is_outside ())
    return g_strdup (here);
  if (told != NULL && g_path_is_absolute (told))
    return g_strdup (told);
  return g_build_filename (g_get_home_dir (), usual, NULL);
}

/* Returns: (transfer full): where other programs have their caches */
gchar *
fv_host_get_cache_folder (void)
{
  g_autofree gchar *here = fv_system_get_cache_folder ();

  return get_folder ("HOST_XDG_CACHE_HOME", ".cache", here);
}

/* Returns: (transfer full): where programs outside the Flatpak have the user's data */
gchar *
fv_host_get_data_folder (void)
{
  return get_folder ("HOST_XDG_DATA_HOME", ".local/share", g_get_user_data_dir ());
}
