/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef FV_ASCENT_CHECK_H
#define FV_ASCENT_CHECK_H

#include "featvis.h"

FvObjective fv_ascent_get_objective (const FvAscent *ascent);
gboolean fv_ascent_is_faithful (const FvAscent *ascent);
gboolean fv_ascent_check_values (const FvAscent *ascent, GError **error);

#endif /* FV_ASCENT_CHECK_H */
