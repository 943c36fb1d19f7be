/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What connections and processes have in common. */

#ifndef FV_SYSTEM_CONNECTION_WINDOWS_H
#define FV_SYSTEM_CONNECTION_WINDOWS_H

#include "connection.h"

#include <windows.h>

HANDLE fv_system_get_handle (gint descriptor);
gboolean fv_system_set_error (GError **error);

#endif /* FV_SYSTEM_CONNECTION_WINDOWS_H */
