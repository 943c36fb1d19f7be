/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Depthwise convolutions: each channel is weighed alone. Sums are taken in the order of
 * taps. */

#include "kernel-set.h"

void
KERNEL (fv_weigh_) (const FvWeighing *weighing, gint positions, const gfloat *values,
                    const gfloat *weights, gfloat *sums, gsize sums_step)
{
  for (gint position = 0; position < positions; position++)
    {
      for (gint channel = 0; channel < weighing->channels; channel += LANES)
        {
          gint n = weighing->channels - channel;
          Lanes sum = load_some (sums + channel, n);

          for (gint tap = 0; tap < weighing->taps; tap++)
            sum = multiply_add (
                load_some (values + tap * weighing->tap_step + channel, n),
                load_some (weights + tap * weighing->weights_step + channel, n), sum);
          store_some (sums + channel, sum, n);
        }
      values += weighing->values_step;
      sums += sums_step;
    }
}
