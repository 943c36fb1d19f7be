/* SPDX-License-Identifier: GPL-3.0-or-later */

/* An operation of every kind, what it is given, and its definition in double precision.
 */

#ifndef TEST_OPERATION_CASE_H
#define TEST_OPERATION_CASE_H

#include "layers/operation.h"

#define HEIGHT      9
#define WIDTH       7
#define CHANNELS    19
#define MOST_INPUTS 3

/* broadcasts: of which size the second input is */
typedef struct
{
  const gchar *name;
  FvNodeKind kind;
  gint n_inputs;
  FvWindow window;
  FvNodeParameters parameters;
  FvNodeKind activation;
  FvNodeParameters activation_parameters;
  gint second_height;
  gint second_width;
  gint groups;
} OperationCase;

extern const OperationCase operation_cases[];
extern const guint n_operation_cases;

/* An operation with whole maps for all that it reads and writes */
typedef struct
{
  const OperationCase *test;
  FvOperation operation;
  gint channels[MOST_INPUTS];
  FvSpan rows[MOST_INPUTS];
  FvMap inputs[MOST_INPUTS];
  FvMap output;
  FvMap output_gradient;
  FvMap input_gradients[MOST_INPUTS];
  gfloat *shared;
} OperationSetting;

void operation_set_up (OperationSetting *setting, const OperationCase *test);
void operation_tear_down (OperationSetting *setting);
FvWorkers *operation_new_workers (const OperationSetting *setting, gint n_threads);
void operation_run (OperationSetting *setting, FvWorkers *workers);

gdouble operation_define (const OperationSetting *setting, gdouble *const *values, gint y,
                          gint x, gint c);
gdouble operation_define_loss (const OperationSetting *setting, gdouble *const *values,
                               gint input, gint y, gint x);

#endif /* TEST_OPERATION_CASE_H */
