/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef FV_SETTINGS_H
#define FV_SETTINGS_H

#include "featvis.h"

gboolean fv_settings_check (const FvSettings *settings, GError **error);

#endif /* FV_SETTINGS_H */
