/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef FUZZ_INPUT_H
#define FUZZ_INPUT_H

#include <glib.h>

int LLVMFuzzerTestOneInput (const guint8 *bytes, size_t n_bytes);

const gchar *put_in_file (const guint8 *bytes, size_t n_bytes);

#endif /* FUZZ_INPUT_H */
