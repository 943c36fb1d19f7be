/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef FV_UNTRAINED_H
#define FV_UNTRAINED_H

#include "network.h"

FvNetwork *fv_untrained_load (const gchar *origin, const gchar *layer, GError **error);

#endif /* FV_UNTRAINED_H */
