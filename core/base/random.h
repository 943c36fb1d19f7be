/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef FV_RANDOM_H
#define FV_RANDOM_H

#include <glib.h>

guint64 fv_random_bits (guint64 seed, guint64 index);
gdouble fv_random_uniform (guint64 seed, guint64 index);
gdouble fv_random_normal (guint64 seed, guint64 index);

#endif /* FV_RANDOM_H */
