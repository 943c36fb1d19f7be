/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The positions of fc1's kernel are done some at a time, so that memory stays bounded:
 * the parts of the map under the kernel are laid side by side, and go through the layers
 * as the rows of matrices. Which outputs of fc1 and fc2 ReLU let pass is kept for the
 * way back, which so takes no second forward pass. */

#include "classifier-pass.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "base/cancel.h"
#include "base/memory.h"
#include "layers/product.h"

#define SIDE         FV_CLASSIFIER_SIDE
#define MAXIMUM_ROWS 64 /* positions done at a time */
#define N_RECTIFIED  2  /* layers that ReLU follows: fc1, fc2 */

struct _FvClassifierPass
{
  const FvClassifier *classifier;
  FvWorkers *workers;
  gint width; /* of the map behind the last pooling */
  gint height;
  gint n_positions;               /* of fc1's kernel in it */
  gint n_rows;                    /* of the matrices: positions done at a time */
  guint8 *is_active[N_RECTIFIED]; /* n_positions × n_outputs */
  gfloat *windows;                /* n_rows × fc1's inputs */
  gfloat *outputs[FV_N_DENSE];    /* n_rows × n_outputs, or their gradients */
};

/* The positions from @first on, @n of them */
typedef struct
{
  gint first;
  gint n;
} Rows;

static gint
count_positions (gint width, gint height)
{
  return (width - SIDE + 1) * (height - SIDE + 1);
}

/**
 * fv_classifier_pass_get_memory:
 * @classifier: a classifier
 * @width: columns of the map behind the last pooling, at least 7
 * @height: rows of it, at least 7
 *
 * Returns: bytes that fv_classifier_pass_new() takes, without the classifier itself
 */
guint64
fv_classifier_pass_get_memory (const FvClassifier *classifier, gint width, gint height)
{
  guint64 n_positions = (guint64)count_positions (width, height);
  guint64 row = (guint64)classifier->layers[FV_DENSE_FC1].n_inputs;
  guint64 n_flags = 0;

  for (FvDenseIndex i = 0; i < FV_N_DENSE; i++)
    row += (guint64)classifier->layers[i].n_outputs;
  for (gint i = 0; i < N_RECTIFIED; i++)
    n_flags += n_positions * (guint64)classifier->layers[i].n_outputs;
  return n_flags + MIN (n_positions, MAXIMUM_ROWS) * row * sizeof (gfloat);
}

/**
 * fv_classifier_pass_get_work:
 * @classifier: a classifier
 * @width: columns of the map behind the last pooling, at least 7
 * @height: rows of it, at least 7
 *
 * Returns: the multiplications of all positions, one way
 */
gdouble
fv_classifier_pass_get_work (const FvClassifier *classifier, gint width, gint height)
{
  gdouble work = 0.0;

  for (FvDenseIndex i = 0; i < FV_N_DENSE; i++)
    work += (gdouble)classifier->layers[i].n_inputs * classifier->layers[i].n_outputs;
  return work * count_positions (width, height);
}

static gboolean
allocate (FvClassifierPass *pass, GError **error)
{
  const FvDense *layers = pass->classifier->layers;

  pass->windows =
      fv_memory_new_floats ((gsize)pass->n_rows * layers[FV_DENSE_FC1].n_inputs, error);
  if (pass->windows == NULL)
    return FALSE;
  for (FvDenseIndex i = 0; i < FV_N_DENSE; i++)
    {
      pass->outputs[i] =
          fv_memory_new_floats ((gsize)pass->n_rows * layers[i].n_outputs, error);
      if (pass->outputs[i] == NULL)
        return FALSE;
    }
  for (gint i = 0; i < N_RECTIFIED; i++)
    {
      pass->is_active[i] =
          fv_memory_new ((gsize)pass->n_positions, layers[i].n_outputs, error);
      if (pass->is_active[i] == NULL)
        return FALSE;
    }
  return TRUE;
}

/**
 * fv_classifier_pass_new:
 * @classifier: a classifier, which must live as long as the pass
 * @width: columns of the map behind the last pooling
 * @height: rows of it
 * @n_threads: see fv_workers_get_n_threads()
 * @error: %FV_ERROR_SIZE if the map has less than 7 columns or rows; %FV_ERROR_MEMORY
 *
 * Returns: (transfer full): what fv_classifier_forward() needs, or %NULL
 */
FvClassifierPass *
fv_classifier_pass_new (const FvClassifier *classifier, gint width, gint height,
                        gint n_threads, GError **error)
{
  g_autoptr (FvClassifierPass) pass = NULL;

  if (width < SIDE || height < SIDE)
    {
      g_set_error (error, FV_ERROR, FV_ERROR_SIZE,
                   _ ("The picture is too small to be classified. Choose one of at least "
                      "%d × %d pixels, or enlarge it."),
                   SIDE * FV_CLASSIFIER_STRIDE, SIDE * FV_CLASSIFIER_STRIDE);
      return NULL;
    }
  pass = g_new0 (FvClassifierPass, 1);
  pass->classifier = classifier;
  pass->width = width;
  pass->height = height;
  pass->n_positions = count_positions (width, height);
  pass->n_rows = MIN (pass->n_positions, MAXIMUM_ROWS);
  pass->workers = fv_workers_new (n_threads, FV_PRODUCT_SCRATCH, error);
  if (pass->workers == NULL || !allocate (pass, error))
    return NULL;
  return g_steal_pointer (&pass);
}

/**
 * fv_classifier_pass_free:
 * @pass: (nullable): a pass
 */
void
fv_classifier_pass_free (FvClassifierPass *pass)
{
  if (pass == NULL)
    return;
  fv_workers_free (pass->workers);
  fv_memory_free (pass->windows);
  for (FvDenseIndex i = 0; i < FV_N_DENSE; i++)
    fv_memory_free (pass->outputs[i]);
  for (gint i = 0; i < N_RECTIFIED; i++)
    fv_memory_free (pass->is_active[i]);
  g_free (pass);
}

static Rows
get_rows (const FvClassifierPass *pass, gint first)
{
  return (Rows){ first, MIN (pass->n_rows, pass->n_positions - first) };
}

/* Row @row of the window at a position: the 7 × n_channels values in @map that are side
 * by side there */
static gfloat *
get_window_row (const FvClassifierPass *pass, const FvMap *map, gint position, gint row)
{
  gint n_columns = pass->width - SIDE + 1;

  return fv_map_get_row (map, position / n_columns + row) +
         (gsize)(position % n_columns) * map->channels;
}

static void
load_windows (FvClassifierPass *pass, const FvMap *pooled, Rows rows)
{
  gsize row_size = (gsize)SIDE * pooled->channels;
  gfloat *target = pass->windows;

  for (gint i = 0; i < rows.n; i++)
    for (gint row = 0; row < SIDE; row++, target += row_size)
      memcpy (target, get_window_row (pass, pooled, rows.first + i, row),
              row_size * sizeof (gfloat));
}

/* Adds what the windows hold to the places of the map that they are of. */
static void
add_windows (const FvClassifierPass *pass, Rows rows, FvMap *map)
{
  gsize row_size = (gsize)SIDE * map->channels;
  const gfloat *source = pass->windows;

  for (gint i = 0; i < rows.n; i++)
    for (gint row = 0; row < SIDE; row++, source += row_size)
      {
        gfloat *target = get_window_row (pass, map, rows.first + i, row);

        for (gsize k = 0; k < row_size; k++)
          target[k] += source[k];
      }
}

static guint8 *
get_flags (const FvClassifierPass *pass, gint layer, Rows rows)
{
  return pass->is_active[layer] +
         (gsize)rows.first * pass->classifier->layers[layer].n_outputs;
}

/* What is not a number stays one, so that it shows in the logits. */
static void
rectify (FvClassifierPass *pass, gint layer, Rows rows)
{
  gsize n_values = (gsize)rows.n * pass->classifier->layers[layer].n_outputs;
  guint8 *is_active = get_flags (pass, layer, rows);
  gfloat *values = pass->outputs[layer];

  for (gsize i = 0; i < n_values; i++)
    {
      is_active[i] = values[i] > 0.0f;
      values[i] = values[i] < 0.0f ? 0.0f : values[i];
    }
}

/* The same on the way back */
static void
mask (FvClassifierPass *pass, gint layer, Rows rows)
{
  gsize n_values = (gsize)rows.n * pass->classifier->layers[layer].n_outputs;
  const guint8 *is_active = get_flags (pass, layer, rows);
  gfloat *values = pass->outputs[layer];

  for (gsize i = 0; i < n_values; i++)
    if (!is_active[i])
      values[i] = 0.0f;
}

/* The scores of some positions are in outputs[FV_DENSE_PREDICTIONS] then. */
static void
forward_rows (FvClassifierPass *pass, const FvMap *pooled, Rows rows)
{
  const FvDense *layers = pass->classifier->layers;

  load_windows (pass, pooled, rows);
  for (FvDenseIndex i = 0; i < FV_N_DENSE; i++)
    {
      fv_dense_forward (&layers[i], i == 0 ? pass->windows : pass->outputs[i - 1], rows.n,
                        pass->outputs[i], pass->workers);
      if (i < N_RECTIFIED)
        rectify (pass, (gint)i, rows);
    }
}

static void
backward_rows (FvClassifierPass *pass, gint class_index, Rows rows, FvMap *gradient)
{
  const FvDense *layers = pass->classifier->layers;
  const FvDense *predictions = &layers[FV_DENSE_PREDICTIONS];
  gfloat *values = pass->outputs[FV_DENSE_FC2];

  for (gint row = 0; row < rows.n; row++)
    for (gint i = 0; i < predictions->n_inputs; i++)
      values[(gsize)row * predictions->n_inputs + i] =
          predictions->kernel[(gsize)i * predictions->n_outputs + class_index] /
          pass->n_positions;
  mask (pass, FV_DENSE_FC2, rows);
  fv_dense_backward (&layers[FV_DENSE_FC2], values, rows.n, pass->outputs[FV_DENSE_FC1],
                     pass->workers);
  mask (pass, FV_DENSE_FC1, rows);
  fv_dense_backward (&layers[FV_DENSE_FC1], pass->outputs[FV_DENSE_FC1], rows.n,
                     pass->windows, pass->workers);
  add_windows (pass, rows, gradient);
}

static gboolean
check_finite (const gfloat *logits, gint n_classes, GError **error)
{
  for (gint i = 0; i < n_classes; i++)
    if (!isfinite (logits[i]))
      {
        g_set_error_literal (
            error, FV_ERROR, FV_ERROR_WEIGHTS,
            _ ("The weights give no finite scores for the classes, so their fc1, fc2 or "
               "predictions are damaged. Choose another weights file."));
        return FALSE;
      }
  return TRUE;
}

/**
 * fv_classifier_forward:
 * @pass: a pass
 * @pooled: height × width × n_channels: the whole map behind the last pooling
 * @logits: (out caller-allocates): n_classes scores, before softmax
 * @cancellable: (nullable): asked every few positions
 * @error: %FV_ERROR_WEIGHTS if the scores are not finite; %FV_ERROR_CANCELLED
 *
 * Computes the scores of the classes: for a map of 7 × 7 those of the network as it was
 * trained, for a larger one their mean over all positions; see classifier.h.
 *
 * Returns: whether there are scores
 */
gboolean
fv_classifier_forward (FvClassifierPass *pass, const FvMap *pooled, gfloat *logits,
                       GCancellable *cancellable, GError **error)
{
  gint n_classes = fv_classifier_get_n_classes (pass->classifier);
  const gfloat *scores = pass->outputs[FV_DENSE_PREDICTIONS];
  g_autofree gdouble *sums = g_new0 (gdouble, n_classes);

  for (gint first = 0; first < pass->n_positions; first += pass->n_rows)
    {
      Rows rows = get_rows (pass, first);

      if (!fv_cancel_check (cancellable, error))
        return FALSE;
      forward_rows (pass, pooled, rows);
      for (gint row = 0; row < rows.n; row++)
        for (gint i = 0; i < n_classes; i++)
          sums[i] += scores[(gsize)row * n_classes + i];
    }
  for (gint i = 0; i < n_classes; i++)
    logits[i] = (gfloat)(sums[i] / pass->n_positions);
  return check_finite (logits, n_classes, error);
}

/**
 * fv_classifier_backward:
 * @pass: a pass after fv_classifier_forward()
 * @class_index: one of the classes
 * @gradient: height × width × n_channels: the whole map of d logit / d pooled is
 *   written here, of the class's logit before softmax
 * @cancellable: (nullable): asked every few positions
 * @error: %FV_ERROR_CANCELLED
 *
 * May be called for several classes after one another.
 *
 * Returns: whether it was not cancelled
 */
gboolean
fv_classifier_backward (FvClassifierPass *pass, gint class_index, FvMap *gradient,
                        GCancellable *cancellable, GError **error)
{
  memset (gradient->data, 0, fv_map_get_n_values (gradient) * sizeof (gfloat));
  for (gint first = 0; first < pass->n_positions; first += pass->n_rows)
    {
      if (!fv_cancel_check (cancellable, error))
        return FALSE;
      backward_rows (pass, class_index, get_rows (pass, first), gradient);
    }
  return TRUE;
}
