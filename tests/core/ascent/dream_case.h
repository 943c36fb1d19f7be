/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the tests of whole ascents by the sample network share. */

#ifndef TEST_DREAM_CASE_H
#define TEST_DREAM_CASE_H

#include "../helpers.h"

#define LAYER  "block3_conv2"
#define WIDTH  72
#define HEIGHT 56
#define SEED   3

extern FvNetwork *network;
extern FvImage *photo;

void dream_case_init (void);
void dream_case_clear (void);

void fill_dream (FvAscent *ascent, const gchar *recipe, const FvImage *image,
                 const gchar *options);
Losses ascend (const FvAscent *ascent, FvResult *result);
FvResult dream (const gchar *options);
FvTerms *set_objective (FvAscent *ascent, const gchar *text);

#endif /* TEST_DREAM_CASE_H */
