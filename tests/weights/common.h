/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the tests of weights share. The files are made by make_files.py. */

#ifndef TEST_WEIGHTS_COMMON_H
#define TEST_WEIGHTS_COMMON_H

#include "featvis.h"
#include "network/network.h"

/* A file that is refused, with what the sentence has to say */
typedef struct
{
  const gchar *name;
  FvError code;
  const gchar *words;
} TestRefused;

const gchar *test_file (const gchar *name);
gchar *test_write (const gchar *name, const void *bytes, gsize n_bytes);
void test_overwrite (const gchar *file, const void *bytes, gsize n_bytes);
gchar *test_write_safetensors (const gchar *header, gsize n_data);

gdouble test_get_value (gint convolution, gint part, gint k);
FvNetwork *test_load (const gchar *file, const gchar *layer);
gint test_count_convolutions (const FvLayer *layers, gint n_layers);
void test_check_network (const FvNetwork *network, gint n_convolutions,
                         gboolean is_torchvision);
void test_assert_open_fails (const gchar *file, FvError code, const gchar *words);
void test_add_refused (const TestRefused *opened, gsize n_opened,
                       const TestRefused *loaded, gsize n_loaded);
void test_assert_load_fails (const gchar *file, const gchar *layer, FvError code,
                             const gchar *words);

#endif /* TEST_WEIGHTS_COMMON_H */
