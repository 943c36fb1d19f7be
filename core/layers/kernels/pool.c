/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Poolings of any window. */

#include "kernel-set.h"

/* The taps of a window's columns that lie on the map, and the column of the first */
typedef struct
{
  gint first;
  gint end;
  gint column;
} Taps;

INLINE Taps
get_taps (const FvPoolingRow *row, gint x)
{
  gint begin = x * row->stride - row->before, room = row->n_columns - begin;
  gint first = begin < 0 ? (-begin + row->dilation - 1) / row->dilation : 0;
  gint end = room > 0 ? (room - 1) / row->dilation + 1 : 0;

  return (Taps){ first, MIN (end, row->size), begin + first * row->dilation };
}

INLINE void
store_winners (gpointer winners, gboolean is_wide, gsize index, Bits lanes, gint n)
{
  typedef guint8 Bytes __attribute__ ((vector_size (LANES)));
  Bytes bytes = __builtin_convertvector(lanes, Bytes);

  n = MIN (n, LANES);
  if (is_wide)
    memcpy ((guint32 *)winners + index, &lanes, n * sizeof (guint32));
  else if (n == LANES)
    memcpy ((guint8 *)winners + index, &bytes, LANES);
  else
    memcpy ((guint8 *)winners + index, &bytes, n);
}

INLINE Bits
load_winners (const void *winners, gboolean is_wide, gsize index, gint n)
{
  typedef guint8 Bytes __attribute__ ((vector_size (LANES)));
  Bytes bytes = { 0 };
  Bits lanes = { 0 };

  n = MIN (n, LANES);
  if (is_wide)
    {
      memcpy (&lanes, (const guint32 *)winners + index, n * sizeof (guint32));
      return lanes;
    }
  if (n == LANES)
    memcpy (&bytes, (const guint8 *)winners + index, LANES);
  else
    memcpy (&bytes, (const guint8 *)winners + index, n);
  return __builtin_convertvector(bytes, Bits);
}

/* The first of the largest of a window's values, and its tap. A value that is not a
 * number wins. */
INLINE Lanes
find_largest (const FvPoolingRow *row, Taps taps, gint channel, Bits *winner)
{
  gint n = row->channels - channel;
  Lanes largest = { 0 };
  gboolean is_first = TRUE;

  *winner = (Bits){ 0 };
  for (gint i = 0; i < row->n_rows; i++)
    {
      const gfloat *values = row->rows[i] + (gsize)taps.column * row->channels + channel;

      for (gint k = taps.first; k < taps.end; k++)
        {
          Lanes lanes = load_some (values, n);
          Bits wins = (lanes > largest) | (lanes != lanes);
          Bits tap = (Bits){ 0 } + ((row->first + i) * row->size + k);

          if (is_first)
            wins = ~(Bits){ 0 };
          is_first = FALSE;
          largest = (Lanes)(((Bits)lanes & wins) | ((Bits)largest & ~wins));
          *winner = (tap & wins) | (*winner & ~wins);
          values += (gsize)row->dilation * row->channels;
        }
    }
  return largest;
}

void
KERNEL (fv_pool_largest_) (const FvPoolingRow *row, gint left, gint right,
                           gboolean is_wide, gfloat *target, gpointer winners)
{
  gint channels = row->channels;

  for (gint x = left; x < right; x++, target += channels)
    {
      Taps taps = get_taps (row, x);

      for (gint channel = 0; channel < channels; channel += LANES)
        {
          Bits winner;
          Lanes largest = find_largest (row, taps, channel, &winner);

          store_some (target + channel, largest, channels - channel);
          if (winners != NULL)
            store_winners (winners, is_wide, (gsize)(x - left) * channels + channel,
                           winner, channels - channel);
        }
    }
}

void
KERNEL (fv_add_won_) (const gfloat *gradient, gconstpointer winners, gboolean is_wide,
                      gint tap, gint channels, gfloat *target)
{
  for (gint channel = 0; channel < channels; channel += LANES)
    {
      gint n = channels - channel;
      Bits wins = load_winners (winners, is_wide, channel, n) == tap;
      Lanes won = (Lanes)((Bits)load_some (gradient + channel, n) & wins);

      store_some (target + channel, load_some (target + channel, n) + won, n);
    }
}

/* The sum of each row is made by itself: those of large windows are long. */
void
KERNEL (fv_pool_sum_) (const FvPoolingRow *row, gint left, gint right, gfloat *target)
{
  gint channels = row->channels;

  for (gint x = left; x < right; x++, target += channels)
    {
      Taps taps = get_taps (row, x);

      for (gint channel = 0; channel < channels; channel += LANES)
        {
          Lanes total = { 0 };

          for (gint i = 0; i < row->n_rows; i++)
            {
              const gfloat *values =
                  row->rows[i] + (gsize)taps.column * channels + channel;
              Lanes sum = { 0 };

              for (gint k = taps.first; k < taps.end; k++)
                {
                  sum += load_some (values, channels - channel);
                  values += (gsize)row->dilation * channels;
                }
              total += sum;
            }
          store_some (target + channel, total, channels - channel);
        }
    }
}
