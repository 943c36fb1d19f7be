/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef FV_TEXT_H
#define FV_TEXT_H

#include "featvis.h"

gchar *fv_text_shorten (const gchar *text);

#endif /* FV_TEXT_H */
