/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Textures and styles by the sliced Wasserstein distance (E. Heitz, K. Vanhoey, T.
 * Chambon, L. Belcour: "A Sliced Wasserstein Loss for Neural Texture Synthesis", 2021):
 * the features of all positions are points in as many dimensions as there are channels;
 * along a direction they have an order, and what is compared is the picture's n-th with
 * the guide's.
 *
 * The paper draws other directions now and then. Here they are the same ones always, as
 * many as there are channels: a quasi-Newton method learns from how a gradient changes,
 * and takes steps back that went down, which tells nothing where it is another function
 * each time. And a guide need not be kept but for its points in their order.
 *
 * Every position's place along every direction is kept, until its gradient is asked for;
 * its features are not. */

#include "statistics.h"

#include <math.h>
#include <string.h>

#include "guide.h"
#include "ranks.h"
#include "base/memory.h"
#include "base/random.h"
#include "layers/product.h"

#define DIRECTIONS_SEED 0x3c6ef372fe94f82bu

/* Directions that a thread does at once. No value depends on it. */
#define BLOCK 32

struct _FvStatistics
{
  gint n_channels;    /* and directions */
  gsize n_room;       /* positions of each direction that there is room for */
  gsize n_added;      /* of these */
  gfloat *directions; /* each with its n_channels components */
  gfloat *places;     /* directions × positions; then d loss / d these */
  gdouble *losses;    /* of each direction */
};

/**
 * fv_statistics_get_n_values:
 * @n_channels: of a layer
 * @n_positions: that are added
 *
 * Returns: how many floats fv_statistics_new() allocates
 */
gsize
fv_statistics_get_n_values (gint n_channels, gsize n_positions)
{
  gsize channels = n_channels;

  return channels * (channels + n_positions + sizeof (gdouble) / sizeof (gfloat));
}

/**
 * fv_statistics_get_scratch:
 * @n_channels: of a layer
 * @n_positions: that are added
 * @width: most of them that are differentiated at once
 *
 * Returns: how many floats of scratch memory each thread needs
 */
gsize
fv_statistics_get_scratch (gint n_channels, gsize n_positions, gint width)
{
  return MAX (fv_ranks_get_scratch (n_positions),
              FV_PRODUCT_SCRATCH + (gsize)n_channels * width);
}

/* Points of a normal distribution are as likely in one direction as in any other. */
static void
draw_directions (FvStatistics *statistics)
{
  gsize n = statistics->n_channels;

  for (gsize i = 0; i < n; i++)
    {
      gfloat *direction = statistics->directions + i * n;
      gdouble square = 0.0;

      for (gsize c = 0; c < n; c++)
        {
          direction[c] = fv_random_normal (DIRECTIONS_SEED, i * n + c);
          square += (gdouble)direction[c] * direction[c];
        }
      for (gsize c = 0; c < n; c++)
        direction[c] /= sqrt (square);
    }
}

/**
 * fv_statistics_new:
 * @n_channels: of a layer
 * @n_positions: that will be added
 * @error: %FV_ERROR_MEMORY
 *
 * Returns: (transfer full): room for what positions have along directions, or %NULL
 */
FvStatistics *
fv_statistics_new (gint n_channels, gsize n_positions, GError **error)
{
  g_autoptr (FvStatistics) statistics = g_new0 (FvStatistics, 1);
  gsize n = n_channels;

  statistics->n_channels = n_channels;
  statistics->n_room = n_positions;
  statistics->losses = fv_memory_new (n, sizeof (gdouble), error);
  if (statistics->losses == NULL)
    return NULL;
  statistics->places = fv_memory_new_floats (n * n_positions, error);
  if (statistics->places == NULL)
    return NULL;
  statistics->directions = fv_memory_new_floats (n * n, error);
  if (statistics->directions == NULL)
    return NULL;
  draw_directions (statistics);
  return g_steal_pointer (&statistics);
}

/**
 * fv_statistics_free:
 * @statistics: (nullable): statistics
 */
void
fv_statistics_free (FvStatistics *statistics)
{
  if (statistics == NULL)
    return;
  fv_memory_free (statistics->directions);
  fv_memory_free (statistics->places);
  fv_memory_free (statistics->losses);
  g_free (statistics);
}

/* Adding positions ------------------------------------------------------------------ */

/**
 * fv_statistics_begin:
 * @statistics: statistics
 *
 * Forgets what was added.
 */
void
fv_statistics_begin (FvStatistics *statistics)
{
  statistics->n_added = 0;
}

typedef struct
{
  FvStatistics *statistics;
  const gfloat *values;
  gint n_positions;
} Row;

static void
add_block (gint chunk, gfloat *scratch, gpointer data)
{
  const Row *row = data;
  const FvStatistics *statistics = row->statistics;
  gsize n = statistics->n_channels, first = (gsize)chunk * BLOCK;

  fv_product_compute (
      &(FvProduct){
          .rows = MIN (BLOCK, n - first),
          .columns = row->n_positions,
          .depth = n,
          .a = statistics->directions + first * n,
          .a_stride = n,
          .b = row->values,
          .b_stride = n,
          .b_is_transposed = TRUE,
          .product =
              statistics->places + first * statistics->n_room + statistics->n_added,
          .product_stride = statistics->n_room,
      },
      scratch);
}

/**
 * fv_statistics_add:
 * @statistics: (inout): statistics
 * @values: @n_positions × channels: a layer's features
 * @n_positions: how many positions
 * @workers: threads with %FV_PRODUCT_SCRATCH floats each
 */
void
fv_statistics_add (FvStatistics *statistics, const gfloat *values, gint n_positions,
                   FvWorkers *workers)
{
  Row row = { statistics, values, n_positions };

  fv_workers_run (workers, (statistics->n_channels + BLOCK - 1) / BLOCK, add_block, &row);
  statistics->n_added += n_positions;
}

static void
sort_direction (gint direction, gfloat *scratch, gpointer data)
{
  const FvStatistics *statistics = data;
  gsize n = statistics->n_room;
  gfloat *places = statistics->places + direction * n;
  const FvRanked *ranked = fv_ranks_find (places, n, scratch);

  for (gsize i = 0; i < n; i++)
    places[i] = fv_ranked_get_value (ranked[i]);
}

/**
 * fv_statistics_sort:
 * @statistics: (inout): statistics that all positions were added to
 * @workers: threads, with what fv_statistics_get_scratch() tells
 *
 * To be called for a guide, which is not compared with others.
 */
void
fv_statistics_sort (FvStatistics *statistics, FvWorkers *workers)
{
  fv_workers_run (workers, statistics->n_channels, sort_direction, statistics);
}

/**
 * fv_statistics_take_sorted:
 * @statistics: (inout): statistics that were sorted; only to be freed afterwards
 * @n_positions: (out): how many positions there are
 *
 * Returns: (transfer full): n_channels × @n_positions: the places along each direction,
 *   from the smallest to the largest; to be freed with fv_memory_free()
 */
gfloat *
fv_statistics_take_sorted (FvStatistics *statistics, gsize *n_positions)
{
  *n_positions = statistics->n_room;
  return g_steal_pointer (&statistics->places);
}

/* Comparing with guides ------------------------------------------------------------- */

typedef struct
{
  FvStatistics *statistics;
  const FvTerm *terms;
  gint n_terms;
} Comparison;

/* Where the guide's points are, in their order, at so many hundredths of all as @rank is
 * of @n: it may have more or fewer, and between two of them lie all the others. */
static gdouble
get_guide_place (const gfloat *sorted, gsize n_sorted, gsize rank, gsize n)
{
  gdouble at = (rank + 0.5) * n_sorted / n - 0.5;
  gsize below = (gsize)CLAMP (at, 0.0, n_sorted - 1.0);
  gsize above = MIN (below + 1, n_sorted - 1);
  gdouble share = CLAMP (at - below, 0.0, 1.0);

  return (1.0 - share) * sorted[below] + share * sorted[above];
}

/* One guide's part of the loss and of the gradient, by the points' order */
static gdouble
compare (const FvStatistics *statistics, const FvTerm *term, gint direction,
         const FvRanked *ranked, gfloat *gradient)
{
  const FvGuide *guide = term->guide;
  gsize n = statistics->n_room, n_sorted = guide->n_positions;
  const gfloat *sorted = guide->sorted + direction * n_sorted;
  gdouble share = -term->weight / guide->sorted_norm / statistics->n_channels / n;
  gdouble sum = 0.0;

  for (gsize rank = 0; rank < n; rank++)
    {
      gdouble difference = fv_ranked_get_value (ranked[rank]) -
                           get_guide_place (sorted, n_sorted, rank, n);

      sum += difference * difference;
      gradient[fv_ranked_get_index (ranked[rank])] += 2.0 * share * difference;
    }
  return share * sum;
}

static void
compare_direction (gint direction, gfloat *scratch, gpointer data)
{
  const Comparison *comparison = data;
  FvStatistics *statistics = comparison->statistics;
  gsize n = statistics->n_room;
  gfloat *places = statistics->places + direction * n;
  const FvRanked *ranked = fv_ranks_find (places, n, scratch);

  memset (places, 0, n * sizeof (gfloat));
  statistics->losses[direction] = 0.0;
  for (gint i = 0; i < comparison->n_terms; i++)
    if (comparison->terms[i].kind == FV_TERM_STATISTICS)
      statistics->losses[direction] +=
          compare (statistics, &comparison->terms[i], direction, ranked, places);
}

/**
 * fv_statistics_compare:
 * @statistics: (inout): statistics that all positions were added to
 * @terms: (array length=n_terms): terms about its layer; those about no statistics are
 *   left out
 * @n_terms: how many
 * @workers: threads, with what fv_statistics_get_scratch() tells
 */
void
fv_statistics_compare (FvStatistics *statistics, const FvTerm *terms, gint n_terms,
                       FvWorkers *workers)
{
  Comparison comparison = { statistics, terms, n_terms };

  fv_workers_run (workers, statistics->n_channels, compare_direction, &comparison);
}

/**
 * fv_statistics_get_loss:
 * @statistics: statistics that were compared
 *
 * Returns: the sum of the terms: minus the mean squared distance of the picture's points
 *   along a direction to the guide's, each to that of its rank, over the mean square of
 *   these, times the term's weight
 */
gdouble
fv_statistics_get_loss (const FvStatistics *statistics)
{
  gdouble loss = 0.0;

  for (gint i = 0; i < statistics->n_channels; i++)
    loss += statistics->losses[i];
  return loss;
}

/**
 * fv_statistics_differentiate:
 * @statistics: statistics that were compared
 * @first: number of a position, in the order in which they were added
 * @n_positions: how many positions, from that on
 * @gradient: (inout): @n_positions × channels: d loss / d their features is added
 * @scratch: as much as fv_statistics_get_scratch() tells
 */
void
fv_statistics_differentiate (const FvStatistics *statistics, gsize first,
                             gint n_positions, gfloat *gradient, gfloat *scratch)
{
  gsize n = statistics->n_channels;
  gfloat *transposed = scratch + FV_PRODUCT_SCRATCH;

  for (gsize i = 0; i < n; i++)
    for (gint k = 0; k < n_positions; k++)
      transposed[k * n + i] = statistics->places[i * statistics->n_room + first + k];
  fv_product_compute (
      &(FvProduct){
          .rows = n_positions,
          .columns = n,
          .depth = n,
          .a = transposed,
          .a_stride = n,
          .b = statistics->directions,
          .b_stride = n,
          .adds = TRUE,
          .product = gradient,
          .product_stride = n,
      },
      scratch);
}
