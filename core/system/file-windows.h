/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What files, folders, connections and processes have in common. */

#ifndef FV_SYSTEM_FILE_WINDOWS_H
#define FV_SYSTEM_FILE_WINDOWS_H

#include "file.h"

#include <windows.h>

/* Others may read, write, rename and remove what is open, as on other systems. */
#define FV_SYSTEM_SHARE (FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE)

HANDLE fv_system_get_handle (gint descriptor);
gboolean fv_system_set_errno (void);
gunichar2 *fv_system_get_wide (const gchar *file);

#endif /* FV_SYSTEM_FILE_WINDOWS_H */
