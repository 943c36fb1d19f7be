/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the tests of the networks that files tell share. */

#ifndef TEST_TOPOLOGY_CASE_H
#define TEST_TOPOLOGY_CASE_H

#include "files/reader.h"

FvReader *open_reader (const gchar *file);
void assert_nodes (const FvReader *reader, const gchar *const *expected,
                   gsize n_expected);
void assert_picture (const FvTopology *topology, gint width, gint height,
                     gint n_channels);
void assert_unknown (const FvTopology *topology, const gchar *words);

#endif /* TEST_TOPOLOGY_CASE_H */
