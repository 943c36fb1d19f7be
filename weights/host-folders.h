/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The user's own folders, where other programs keep their weights. A Flatpak, such as
 * GIMP's, gives what runs in it a data folder and a cache of its own, below
 * ~/.var/app, although it may read the user's. */

#ifndef FV_HOST_FOLDERS_H
#define FV_HOST_FOLDERS_H

#include <glib.h>

gboolean fv_host_is_outside (void);
gchar *fv_host_get_cache_folder (void);
gchar *fv_host_get_data_folder (void);

#endif /* FV_HOST_FOLDERS_H */
