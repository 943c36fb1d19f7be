/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef FV_SPECTRAL_H
#define FV_SPECTRAL_H

#include "ascender.h"

guint64 fv_spectral_get_memory (const FvAscent *ascent);
gboolean fv_ascender_run_spectral (FvAscender *ascender, GError **error);

#endif /* FV_SPECTRAL_H */
