/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The library's convolutions layer by layer, on one thread: what rival_onednn.c is
 * compared with. Bias, ReLU and the mask are included. */

#include "layers.h"
#include "base/memory.h"
#include "layers/narrow.h"
#include "layers/winograd.h"

typedef struct
{
  FvConvolution *convolution;
  FvWinograd *winograd;
  FvNarrow *narrow;
  FvMask mask;
  FvMap input;
  FvMap output;
  FvWorkers *workers;
} Ours;

static FvMap
new_map (gint side, gint channels)
{
  FvMap map = { side, side, channels, side, NULL };

  map.data = fv_memory_new_floats (fv_map_get_n_values (&map), NULL);
  for (gsize i = 0; i < fv_map_get_n_values (&map); i++)
    map.data[i] = (gfloat)(i * 37 % 101) / 101 - 0.5f;
  return map;
}

static Ours
new_ours (const Shape *s)
{
  Ours ours = { fv_convolution_new (s->n_inputs, s->n_filters, NULL) };
  gsize scratch;

  for (gint i = 0; i < 9 * s->n_inputs * s->n_filters; i++)
    ours.convolution->kernel[i] = (gfloat)(i * 53 % 97) / 97 - 0.5f;
  for (gint i = 0; i < s->n_filters; i++)
    ours.convolution->bias[i] = 0.0f;
  scratch = MAX (fv_winograd_get_scratch (ours.convolution, FALSE),
                 fv_narrow_get_scratch (s->n_inputs, s->n_filters));
  ours.mask = (FvMask){ s->side, s->side, s->side, s->n_filters, FALSE, NULL };
  ours.mask.bits = g_malloc (fv_mask_get_size (&ours.mask));
  ours.input = new_map (s->side, s->n_inputs);
  ours.output = new_map (s->side, s->n_filters);
  ours.workers = fv_workers_new (1, scratch, NULL);
  if (fv_narrow_suits (s->n_inputs, s->n_filters))
    ours.narrow = fv_narrow_new (ours.convolution, NULL);
  else /* as a pass has it: accurate at full size */
    ours.winograd = fv_winograd_new (
        ours.convolution, fv_winograd_choose_tiles (s->side, s->side, s->side == 412),
        ours.workers, NULL);
  return ours;
}

static void
free_ours (Ours *ours)
{
  fv_winograd_free (ours->winograd);
  fv_narrow_free (ours->narrow);
  fv_workers_free (ours->workers);
  fv_convolution_free (ours->convolution);
  fv_memory_free (ours->input.data);
  fv_memory_free (ours->output.data);
  g_free (ours->mask.bits);
}

static void
run_ours (gpointer data, gboolean backward)
{
  Ours *ours = data;
  gint end = ours->input.height;

  if (ours->narrow != NULL && backward)
    fv_narrow_backward (ours->narrow, &ours->output, &ours->mask, 0, end, &ours->input,
                        ours->workers);
  else if (ours->narrow != NULL)
    fv_narrow_forward (ours->narrow, &ours->input, 0, end, &ours->mask, &ours->output,
                       ours->workers);
  else if (backward)
    fv_winograd_backward (ours->winograd, &ours->output, &ours->mask, 0, end,
                          &ours->input, ours->workers);
  else
    fv_winograd_forward (ours->winograd, &ours->input, 0, end, &ours->mask, &ours->output,
                         ours->workers);
}

int
main (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (shapes); i++)
    {
      Ours ours = new_ours (&shapes[i]);

      print_rate (&shapes[i], "forward", measure (run_ours, &ours, FALSE));
      print_rate (&shapes[i], "backward", measure (run_ours, &ours, TRUE));
      free_ours (&ours);
    }
  return 0;
}
