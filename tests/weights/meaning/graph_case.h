/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Networks that a file seems to tell: a file of tensors with values by a formula, and a
 * topology that is put together by the test. */

#ifndef TEST_GRAPH_CASE_H
#define TEST_GRAPH_CASE_H

#include "formats/formats.h"
#include "meaning/layout.h"

typedef struct
{
  const gchar *name;
  gint rank;
  gint shape[4];
} CaseTensor;

FvReader *case_new (const CaseTensor *tensors, gsize n_tensors);
gint case_find (const FvReader *reader, const gchar *tensor);
gfloat case_get_value (const gchar *tensor, gsize k);
gint case_add (FvReader *reader, FvNodeKind kind, const gchar *layer, gint input);
gint case_add_pair (FvReader *reader, FvNodeKind kind, const gchar *layer, gint first,
                    gint second);
gint case_add_convolution (FvReader *reader, const gchar *layer, gint input,
                           const gchar *kernel, FvKernelOrder order);
void case_set_window (FvReader *reader, gint node, gint size, gint stride, gint padding);
FvLayout *case_open (FvReader *reader);
FvNetwork *case_load (FvReader *reader, const gchar *const *layers,
                      FvConvention convention);
void case_assert_refused (FvReader *reader, const gchar *words);

#endif /* TEST_GRAPH_CASE_H */
