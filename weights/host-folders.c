/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "host-folders.h"

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

/* PyTorch and Hugging Face have theirs in one place on all systems, wherever the system
 * itself has caches.
 *
 * Returns: (transfer full): where other programs have their caches */
gchar *
fv_host_get_cache_folder (void)
{
  const gchar *told = g_getenv ("XDG_CACHE_HOME");
  g_autofree gchar *usual = g_build_filename (g_get_home_dir (), ".cache", NULL);

  return get_folder ("HOST_XDG_CACHE_HOME", ".cache",
                     told != NULL && told[0] != '\0' ? told : usual);
}

/* Returns: (transfer full): where programs outside the Flatpak have the user's data */
gchar *
fv_host_get_data_folder (void)
{
  return get_folder ("HOST_XDG_DATA_HOME", ".local/share", g_get_user_data_dir ());
}
