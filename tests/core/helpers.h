/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What several tests of the library need. */

#ifndef HELPERS_H
#define HELPERS_H

#include "featvis.h"
#include "network/classifier.h"
#include "network/network.h"

/* The objective at the first step and at the last one so far */
typedef struct
{
  gdouble first;
  gdouble last;
} Losses;

FvNetwork *make_network (const FvArchitecture *architecture, const gchar *layer,
                         gint width_divisor);
FvNetwork *make_drawn_network (const FvArchitecture *architecture, const gchar *layer,
                               gint width_divisor, const GStrv draws);
FvNetwork *make_golden_network (const gchar *name, const gchar *layer,
                                gint width_divisor);
FvClassifier *make_classifier (gint n_channels, const gint n_outputs[FV_N_DENSE]);
FvImage *make_input (gint width, gint height);
FvImage *read_golden (const gchar *format, ...) G_GNUC_PRINTF (1, 2);
GStrv read_golden_lines (const gchar *name);
gchar *find_test_data (const gchar *name);
void remove_folder (const gchar *path);
void add_labels_test (const gchar *path, GTestFunc test);
gdouble get_relative_error (const gfloat *values, const gfloat *expected, gsize n);
gdouble get_product (const FvImage *a, const FvImage *b);
gfloat *get_pixel (const FvImage *image, gint x, gint y);
gboolean record_losses (const FvStep *step, gpointer data);
void assert_same_image (const FvImage *image, const FvImage *expected);

#endif /* HELPERS_H */
