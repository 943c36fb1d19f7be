/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Circular shifts: the jitter of DeepDream, which its steps make and undo. */

#include "shift.h"

#include <string.h>

#include "base/memory.h"

static gint
modulo (gint value, gint divisor)
{
  gint rest = value % divisor;

  return rest < 0 ? rest + divisor : rest;
}

/* Moves n values by @shift, those that leave at the end coming in at the beginning */
static void
copy_rotated (const gfloat *row, gsize n, gsize shift, gfloat *target)
{
  memcpy (target + shift, row, (n - shift) * sizeof (gfloat));
  memcpy (target, row + n - shift, shift * sizeof (gfloat));
}

/* The rows that take each other's places, from row @first on: each is written where its
 * successor was read, and the last where the first was. */
static gint
rotate_cycle (FvImage *image, gint first, gsize shift, gint dy, gfloat *kept)
{
  gsize n = (gsize)image->width * 3;
  gint target = first, source = modulo (first - dy, image->height), n_moved = 1;

  copy_rotated (image->data + first * n, n, shift, kept);
  while (source != first)
    {
      copy_rotated (image->data + source * n, n, shift, image->data + target * n);
      target = source;
      source = modulo (target - dy, image->height);
      n_moved++;
    }
  memcpy (image->data + target * n, kept, n * sizeof (gfloat));
  return n_moved;
}

/**
 * fv_image_shift:
 * @image: an image, which is shifted in place
 * @dx: columns to the right; negative for the left
 * @dy: rows down; negative for up
 * @error: %FV_ERROR_MEMORY
 *
 * What leaves at one side comes in at the other, as with roll() of NumPy, so that a shift
 * by -@dx and -@dy undoes it, and is its adjoint too. Any amount will do. Takes the
 * memory of one row.
 *
 * Returns: %FALSE if there was no memory; @image is as it was
 */
gboolean
fv_image_shift (FvImage *image, gint dx, gint dy, GError **error)
{
  gint shift = modulo (dx, image->width);
  gfloat *kept;

  dy = modulo (dy, image->height);
  if (shift == 0 && dy == 0)
    return TRUE;
  kept = fv_memory_new_floats ((gsize)image->width * 3, error);
  if (kept == NULL)
    return FALSE;
  for (gint first = 0, n_moved = 0; n_moved < image->height; first++)
    n_moved += rotate_cycle (image, first, (gsize)shift * 3, dy, kept);
  fv_memory_free (kept);
  return TRUE;
}
