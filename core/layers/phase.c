/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Which positions of the source of a convolution each position of its target sees, and by
 * which tap: the same terms for the way forward and the way back. */

#include "phase.h"

static gint
divide_up (gint a, gint b)
{
  return a > 0 ? (a + b - 1) / b : -(-a / b);
}

/* Which position of the source one of the target sees by a tap; whether there is one */
static gboolean
find_offset (const FvSpan *span, gboolean backward, gint position, gint tap, gint *offset)
{
  gint sum = position + span->before - tap * span->dilation;

  *offset = backward ? sum / span->stride
                     : position * span->stride - span->before + tap * span->dilation;
  return !backward || sum % span->stride == 0;
}

/* Whether the offset lies in the source, of @n_source positions, for any block */
static gboolean
is_seen (const FvPhase *phase, gint offset, gint n_blocks, gint n_source)
{
  gint block = MAX (divide_up (-offset, phase->source_step), 0);

  return block < n_blocks && block * phase->source_step + offset < n_source;
}

static gint
compare_offsets (gconstpointer a, gconstpointer b)
{
  return *(const gint *)a - *(const gint *)b;
}

static void
list_offsets (FvPhase *phase, const FvSpan *span, gboolean backward)
{
  gint n_source = backward ? span->n_outputs : span->n_inputs;
  gint n_blocks =
      fv_phase_count_blocks (phase, backward ? span->n_inputs : span->n_outputs);
  g_autoptr (GArray) offsets = g_array_new (FALSE, FALSE, sizeof (gint));
  gint offset;

  for (gint i = 0; i < phase->block; i++)
    for (gint tap = 0; tap < span->size; tap++)
      if (find_offset (span, backward, phase->first + i, tap, &offset) &&
          is_seen (phase, offset, n_blocks, n_source))
        g_array_append_val (offsets, offset);
  g_array_sort (offsets, compare_offsets);
  phase->offsets = g_new (gint, offsets->len);
  for (guint i = 0; i < offsets->len; i++)
    if (i == 0 ||
        g_array_index (offsets, gint, i) != g_array_index (offsets, gint, i - 1))
      phase->offsets[phase->n_offsets++] = g_array_index (offsets, gint, i);
}

static gint
find_tap (const FvPhase *phase, const FvSpan *span, gboolean backward, gint position,
          gint offset)
{
  gint seen;

  for (gint tap = 0; tap < span->size; tap++)
    if (find_offset (span, backward, phase->first + position, tap, &seen) &&
        seen == offset)
      return tap;
  return -1;
}

/**
 * fv_phase_new:
 * @span: an axis of a convolution
 * @backward: whether the target is the input, else the output
 * @first: the target's first position, below the stride if @backward, else 0
 * @block: how many are done at once: 1, or, backward, a multiple of the stride: then
 *   those of all remainders are among them
 *
 * Returns: this axis; free it with fv_phase_clear()
 */
FvPhase
fv_phase_new (const FvSpan *span, gboolean backward, gint first, gint block)
{
  FvPhase phase = { .first = first,
                    .step = backward ? MAX (block, span->stride) : block,
                    .block = block };

  phase.source_step = backward ? phase.step / span->stride : block * span->stride;
  list_offsets (&phase, span, backward);
  phase.taps = g_new (gint, (gsize)block * phase.n_offsets);
  for (gint i = 0; i < block; i++)
    for (gint k = 0; k < phase.n_offsets; k++)
      phase.taps[i * phase.n_offsets + k] =
          find_tap (&phase, span, backward, i, phase.offsets[k]);
  return phase;
}

/**
 * fv_phase_clear:
 * @phase: an axis, or zeros
 */
void
fv_phase_clear (FvPhase *phase)
{
  g_free (phase->offsets);
  g_free (phase->taps);
  *phase = (FvPhase){ 0 };
}

/**
 * fv_phase_get_first_block:
 * @phase: an axis
 * @first: a position of the target
 *
 * Returns: the first block with this or a later position
 */
gint
fv_phase_get_first_block (const FvPhase *phase, gint first)
{
  return MAX (divide_up (first - phase->first - phase->block + 1, phase->step), 0);
}

/**
 * fv_phase_count_blocks:
 * @phase: an axis
 * @end: a number of positions of the target
 *
 * Returns: how many blocks begin in the first @end positions
 */
gint
fv_phase_count_blocks (const FvPhase *phase, gint end)
{
  return MAX (divide_up (end - phase->first, phase->step), 0);
}

/**
 * fv_phase_get_extent:
 * @phase: an axis that sees something
 * @n_blocks: a number of blocks, at least 1
 *
 * Returns: from the first to the last position of the source that so many blocks see
 */
gint
fv_phase_get_extent (const FvPhase *phase, gint n_blocks)
{
  return (n_blocks - 1) * phase->source_step + phase->offsets[phase->n_offsets - 1] -
         phase->offsets[0] + 1;
}

/**
 * fv_phase_get_run:
 * @phase: an axis
 * @offset: index of an offset
 *
 * Returns: how many offsets, from this one on, are those of positions side by side
 */
gint
fv_phase_get_run (const FvPhase *phase, gint offset)
{
  gint end = offset + 1;

  while (end < phase->n_offsets && phase->offsets[end] == phase->offsets[end - 1] + 1)
    end++;
  return end - offset;
}
