/* SPDX-License-Identifier: GPL-3.0-or-later */

/* oneDNN's convolutions layer by layer, direct and Winograd, each in the memory format
 * that it prefers, with bias alone: what layers.c is compared with. OMP_NUM_THREADS=1
 * makes it use one thread. */

#include <oneapi/dnnl/dnnl.h>

#include "layers.h"

typedef struct
{
  dnnl_engine_t engine;
  dnnl_stream_t stream;
  dnnl_primitive_desc_t descriptions[2]; /* forward and backward */
  dnnl_primitive_t primitives[2];
  dnnl_exec_arg_t arguments[2][4];
  gint n_arguments[2];
} Theirs;

static dnnl_memory_desc_t
describe (gint n, const dnnl_dims_t sizes, dnnl_format_tag_t tag)
{
  dnnl_memory_desc_t description;

  dnnl_memory_desc_init_by_tag (&description, n, sizes, dnnl_f32, tag);
  return description;
}

/* An argument in the format that the primitive wants */
static void
add_argument (Theirs *theirs, gint direction, gint argument)
{
  const dnnl_memory_desc_t *shape = dnnl_primitive_desc_query_md (
      theirs->descriptions[direction], dnnl_query_exec_arg_md, argument);
  dnnl_exec_arg_t *target =
      &theirs->arguments[direction][theirs->n_arguments[direction]++];
  gfloat *values;

  target->arg = argument;
  dnnl_memory_create (&target->memory, shape, theirs->engine, DNNL_MEMORY_ALLOCATE);
  dnnl_memory_get_data_handle (target->memory, (void **)&values);
  for (gsize i = 0; i < dnnl_memory_desc_get_size (shape) / sizeof (gfloat); i++)
    values[i] = (gfloat)(i * 37 % 101) / 101 - 0.5f;
}

/* Whether oneDNN has the method for this shape and direction */
static gboolean
create (Theirs *theirs, gint direction, dnnl_op_desc_t operation)
{
  dnnl_primitive_desc_t *description = &theirs->descriptions[direction];

  if (dnnl_primitive_desc_create (description, operation, NULL, theirs->engine,
                                  direction == 1 ? theirs->descriptions[0] : NULL) !=
      dnnl_success)
    return FALSE;
  dnnl_primitive_create (&theirs->primitives[direction], *description);
  return TRUE;
}

static void
prepare (Theirs *theirs, const Shape *s, dnnl_alg_kind_t method)
{
  const dnnl_dims_t ones = { 1, 1 }, inputs = { 1, s->n_inputs, s->side, s->side };
  const dnnl_dims_t kernels = { s->n_filters, s->n_inputs, 3, 3 };
  const dnnl_dims_t outputs = { 1, s->n_filters, s->side, s->side };
  const dnnl_dims_t filters = { s->n_filters };
  dnnl_memory_desc_t input = describe (4, inputs, dnnl_format_tag_any);
  dnnl_memory_desc_t kernel = describe (4, kernels, dnnl_format_tag_any);
  dnnl_memory_desc_t output = describe (4, outputs, dnnl_format_tag_any);
  dnnl_memory_desc_t bias = describe (1, filters, dnnl_a);
  dnnl_convolution_desc_t forward, backward;

  dnnl_convolution_forward_desc_init (&forward, dnnl_forward_training, method, &input,
                                      &kernel, &bias, &output, ones, ones, ones);
  if (create (theirs, 0, &forward))
    {
      add_argument (theirs, 0, DNNL_ARG_SRC);
      add_argument (theirs, 0, DNNL_ARG_WEIGHTS);
      add_argument (theirs, 0, DNNL_ARG_BIAS);
      add_argument (theirs, 0, DNNL_ARG_DST);
    }
  dnnl_convolution_backward_data_desc_init (&backward, method, &input, &kernel, &output,
                                            ones, ones, ones);
  if (theirs->primitives[0] != NULL && create (theirs, 1, &backward))
    {
      add_argument (theirs, 1, DNNL_ARG_DIFF_SRC);
      add_argument (theirs, 1, DNNL_ARG_WEIGHTS);
      add_argument (theirs, 1, DNNL_ARG_DIFF_DST);
    }
}

static void
clear (Theirs *theirs)
{
  for (gint direction = 0; direction < 2; direction++)
    {
      for (gint i = 0; i < theirs->n_arguments[direction]; i++)
        dnnl_memory_destroy (theirs->arguments[direction][i].memory);
      if (theirs->primitives[direction] != NULL)
        dnnl_primitive_destroy (theirs->primitives[direction]);
      if (theirs->descriptions[direction] != NULL)
        dnnl_primitive_desc_destroy (theirs->descriptions[direction]);
    }
}

static void
run (gpointer data, gboolean backward)
{
  Theirs *theirs = data;
  gint direction = backward ? 1 : 0;

  dnnl_primitive_execute (theirs->primitives[direction], theirs->stream,
                          theirs->n_arguments[direction], theirs->arguments[direction]);
  dnnl_stream_wait (theirs->stream);
}

static void
compare (const Theirs *system, const Shape *s, dnnl_alg_kind_t method, const gchar *name)
{
  Theirs theirs = *system;

  prepare (&theirs, s, method);
  for (gint direction = 0; direction < 2; direction++)
    if (theirs.primitives[direction] != NULL)
      {
        g_autofree gchar *what =
            g_strdup_printf ("%s-%s", direction == 0 ? "forward" : "backward", name);

        print_rate (s, what, measure (run, &theirs, direction == 1));
      }
  clear (&theirs);
}

int
main (void)
{
  Theirs system = { NULL };

  dnnl_engine_create (&system.engine, dnnl_cpu, 0);
  dnnl_stream_create (&system.stream, system.engine, dnnl_stream_default_flags);
  for (guint i = 0; i < G_N_ELEMENTS (shapes); i++)
    {
      compare (&system, &shapes[i], dnnl_convolution_direct, "direct");
      compare (&system, &shapes[i], dnnl_convolution_winograd, "winograd");
    }
  dnnl_stream_destroy (system.stream);
  dnnl_engine_destroy (system.engine);
  return 0;
}
