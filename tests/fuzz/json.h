/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef FUZZ_JSON_H
#define FUZZ_JSON_H

#include <glib.h>

gsize change_json (guint8 *bytes, gsize n_bytes, gsize size, guint seed);

#endif /* FUZZ_JSON_H */
