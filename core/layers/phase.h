/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef FV_PHASE_H
#define FV_PHASE_H

#include "window.h"

/* One axis of a convolution as the map sees it that is computed, the target: forward the
 * output, backward the input, whose positions are parted by their remainder where the
 * window has a stride. The @block positions of the target from first + j × step on, for
 * j = 0, 1, …, see the positions j × source_step + offsets[i] of the other map, the
 * source.
 *
 * offsets: in ascending order; those that lie outside the source for every j are left out
 * taps: block × n_offsets: by which of the window's taps a position of the block sees one
 *   of the source; -1 if it does not */
typedef struct
{
  gint first;
  gint step;
  gint block;
  gint source_step;
  gint n_offsets;
  gint *offsets;
  gint *taps;
} FvPhase;

FvPhase fv_phase_new (const FvSpan *span, gboolean backward, gint first, gint block);
void fv_phase_clear (FvPhase *phase);

gint fv_phase_get_first_block (const FvPhase *phase, gint first);
gint fv_phase_count_blocks (const FvPhase *phase, gint end);
gint fv_phase_get_extent (const FvPhase *phase, gint n_blocks);
gint fv_phase_get_run (const FvPhase *phase, gint offset);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (FvPhase, fv_phase_clear)

#endif /* FV_PHASE_H */
