/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What connections and processes have in common. */

#ifndef FV_SYSTEM_CONNECTION_WINDOWS_H
#define FV_SYSTEM_CONNECTION_WINDOWS_H

#include "connection.h"
#include "file-windows.h"

gboolean fv_system_set_error (GError **error);

#endif /* FV_SYSTEM_CONNECTION_WINDOWS_H */
