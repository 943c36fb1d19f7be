/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Memory for images, maps and weights, whose sizes come from users and files: a
 * failure is an error that is told, where g_malloc() would end the program. */

#include "memory.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "memory-limit.h"
#include "system/memory.h"

#define ALIGNMENT 64 /* bytes: a cache line, and the widest vector register */
#define PAGE      ((gsize)64 << 10) /* a multiple of any system's */
#define LARGE     ((gsize)1 << 20)
#define RESERVE   ((gsize)4 << 20) /* for the system, beside a block */
#define MIB       (1024.0 * 1024.0)

static void
set_memory_error (gdouble bytes, GError **error)
{
  g_set_error (
      error, FV_ERROR, FV_ERROR_MEMORY,
      _ ("There is not enough memory for another %.0f MiB. Choose a smaller size, or "
         "close other programs."),
      MAX (bytes / MIB, 1.0));
}

/* Before each block of memory */
typedef struct
{
  gsize mapped; /* its size with this, if it is mapped; 0 if it is from the heap */
} FvMemoryHeader;

/**
 * fv_memory_new:
 * @n_values: number of values
 * @value_size: size of each, in bytes
 * @error: %FV_ERROR_MEMORY
 *
 * Returns: (transfer full): memory that is aligned for vectors, its content
 *   undefined, or %NULL; free it with fv_memory_free()
 */
gpointer
fv_memory_new (gsize n_values, gsize value_size, GError **error)
{
  gsize bytes;
  FvMemoryHeader *header = NULL;
  gboolean is_large = FALSE;

  if (g_size_checked_mul (&bytes, n_values, value_size) && bytes < G_MAXSSIZE - RESERVE)
    {
      is_large = bytes >= LARGE;
      bytes = (bytes / ALIGNMENT + 2) * ALIGNMENT;
      if (is_large)
        bytes = (bytes / PAGE + 1) * PAGE;
      header = is_large ? fv_system_map (bytes) : fv_system_allocate (ALIGNMENT, bytes);
    }
  if (header == NULL)
    {
      set_memory_error ((gdouble)n_values * value_size, error);
      return NULL;
    }
  header->mapped = is_large ? bytes : 0;
  return (guint8 *)header + ALIGNMENT;
}

/**
 * fv_memory_free:
 * @memory: (nullable): what fv_memory_new() returned
 *
 * Frees the bytes that a function of this library says are to be freed so.
 */
void
fv_memory_free (gpointer memory)
{
  FvMemoryHeader *header;

  if (memory == NULL)
    return;
  header = (FvMemoryHeader *)((guint8 *)memory - ALIGNMENT);
  if (header->mapped > 0)
    fv_system_unmap (header, header->mapped);
  else
    fv_system_free (header);
}

/**
 * fv_memory_get_most:
 * @limit_mib: see fv_memory_check()
 *
 * Returns: the most bytes that fv_memory_check() lets work need at this moment
 */
guint64
fv_memory_get_most (gint limit_mib)
{
  guint64 most = fv_memory_limit_get ();

  return limit_mib > 0 ? MIN (most, (guint64)limit_mib << 20) : most;
}

/**
 * fv_memory_check:
 * @bytes: what some work will need
 * @limit_mib: most that it may use, in MiB; 0 for no such limit. What the process can
 *   have counts in any case
 * @error: %FV_ERROR_MEMORY
 *
 * An operating system promises memory that it does not have, and ends the program
 * when it is used; so large work asks here before it begins.
 *
 * Returns: whether the work may begin
 */
gboolean
fv_memory_check (guint64 bytes, gint limit_mib, GError **error)
{
  guint64 most = fv_memory_limit_get ();

  if (limit_mib > 0 && bytes > limit_mib * MIB)
    {
      g_set_error (error, FV_ERROR, FV_ERROR_MEMORY,
                   _ ("This needs %.0f MiB of memory, and the limit is %d MiB. Choose a "
                      "smaller size or a layer nearer to the input, or raise the memory "
                      "setting."),
                   ceil (bytes / MIB), limit_mib);
      return FALSE;
    }
  if (bytes > most)
    {
      g_set_error (
          error, FV_ERROR, FV_ERROR_MEMORY,
          _ ("This needs %.0f MiB of memory, and this program can have %.0f MiB here. "
             "Choose a smaller size or a layer nearer to the input."),
          ceil (bytes / MIB), most / MIB);
      return FALSE;
    }
  return TRUE;
}
