/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the tests of ascents share: settings, and what the steps were. */

#ifndef TEST_ASCENT_CASE_H
#define TEST_ASCENT_CASE_H

#include "featvis.h"

#define SEED 7 /* that of the golden values */

typedef struct
{
  GArray *losses;
  GArray *sizes; /* width, height of each step */
  FvImage *first;
  gdouble fraction;
  gint stop_at;
} Recorder;

gboolean record_step (const FvStep *step, gpointer data);
void recorder_init (Recorder *recorder);
void recorder_clear (Recorder *recorder);

void fill_ascent (FvAscent *ascent, const gchar *recipe, const gchar *layer, gint filter,
                  FvStart start, const gchar *options);
void assert_ascent_fails (const FvNetwork *network, const FvAscent *ascent, gint stop_at,
                          FvError code, const gchar *word);

#endif /* TEST_ASCENT_CASE_H */
