/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The last resort where no weights file is found: a VGG16 of full width that has
 * never learned anything, with the weights that training would begin with (He,
 * Zhang, Ren and Sun, "Delving deep into rectifiers", 2015).
 *
 * Value k of the kernel (in memory order: row, column, input, filter) of node n is
 *
 *   fv_random_normal (16 n, k) × sqrt (2 / (9 × number of inputs))
 *
 * rounded to a float, where n is the index in VGG16's table, ReLU and pooling
 * counted (0, 2, 5, 7, …). The biases are 0. */

#include "untrained.h"

#include <math.h>

#include "random.h"
#include "workers.h"

#define SEEDS_PER_NODE   16
#define VALUES_PER_CHUNK 4096

typedef struct
{
  FvConvolution *convolution;
  guint64 seed;
} Work;

static gsize
count_values (const FvConvolution *convolution)
{
  return (gsize)9 * convolution->n_inputs * convolution->n_filters;
}

static void
fill_chunk (gint chunk, gfloat *scratch, gpointer data)
{
  const Work *work = data;
  gfloat *kernel = work->convolution->kernel;
  gdouble deviation = sqrt (2.0 / (9.0 * work->convolution->n_inputs));
  gsize first = (gsize)chunk * VALUES_PER_CHUNK;
  gsize end = MIN (first + VALUES_PER_CHUNK, count_values (work->convolution));

  (void)scratch;
  for (gsize k = first; k < end; k++)
    kernel[k] = (gfloat)(fv_random_normal (work->seed, k) * deviation);
}

static FvConvolution *
make_convolution (gint node, gint n_inputs, FvWorkers *workers, GError **error)
{
  gint n_filters = fv_vgg16.nodes[node].n_filters;
  FvConvolution *convolution = fv_convolution_new (n_inputs, n_filters, error);
  Work work = { convolution, (guint64)node * SEEDS_PER_NODE };

  if (convolution == NULL)
    return NULL;
  fv_workers_run (workers,
                  (gint)((count_values (convolution) - 1) / VALUES_PER_CHUNK + 1),
                  fill_chunk, &work);
  for (gint i = 0; i < n_filters; i++)
    convolution->bias[i] = 0;
  return convolution;
}

static gboolean
fill_network (FvNetwork *network, gint last, FvWorkers *workers, GError **error)
{
  gint n_inputs = 3;

  for (gint node = 0; node <= last; node++)
    if (fv_vgg16.nodes[node].kind == FV_NODE_CONVOLUTION)
      {
        FvConvolution *convolution = make_convolution (node, n_inputs, workers, error);

        if (convolution == NULL ||
            !fv_network_set_convolution (network, node, convolution, error))
          return FALSE;
        n_inputs = fv_vgg16.nodes[node].n_filters;
      }
  return TRUE;
}

/**
 * fv_untrained_load:
 * @origin: see fv_network_get_origin()
 * @layer: the last layer that is needed; VGG16 has it
 * @error: %FV_ERROR_MEMORY, or the reason why a thread could not be started
 *
 * Returns: (transfer full): an untrained VGG16 from the input to @layer, or %NULL
 */
FvNetwork *
fv_untrained_load (const gchar *origin, const gchar *layer, GError **error)
{
  g_autoptr (FvNetwork) network = fv_network_new (&fv_vgg16, origin, fv_imagenet_mean);
  FvWorkers *workers = fv_workers_new (0, 1, error);
  gboolean succeeded;

  if (workers == NULL)
    return NULL;
  succeeded =
      fill_network (network, fv_architecture_find (&fv_vgg16, layer), workers, error);
  fv_workers_free (workers);
  return succeeded ? g_steal_pointer (&network) : NULL;
}
