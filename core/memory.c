/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Memory for images, maps and weights, whose sizes come from users and files: a
 * failure is an error that is told, where g_malloc() would end the program. */

#define _DEFAULT_SOURCE /* for madvise() */

#include "memory.h"

#include <glib/gi18n-lib.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "featvis.h"

#define ALIGNMENT 64 /* bytes: a cache line, and the widest vector register */
#define HUGE_PAGE (2 << 20)
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

/* Fewer pages to look up, and to read ahead in; if the system does not have them, nothing
 * is lost. The last one is left as it is, so as not to take more than is needed. */
static void
use_huge_pages (G_GNUC_UNUSED gpointer memory, G_GNUC_UNUSED gsize bytes)
{
#ifdef MADV_HUGEPAGE
  (void)!madvise (memory, bytes / HUGE_PAGE * HUGE_PAGE, MADV_HUGEPAGE);
#endif
}

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
  gsize bytes, alignment;
  gpointer memory = NULL;

  if (g_size_checked_mul (&bytes, n_values, value_size) && bytes < G_MAXSSIZE - HUGE_PAGE)
    {
      alignment = bytes >= 2 * HUGE_PAGE ? HUGE_PAGE : ALIGNMENT;
      bytes = (bytes / ALIGNMENT + 1) * ALIGNMENT;
      memory = aligned_alloc (alignment, bytes);
      if (memory != NULL && alignment == HUGE_PAGE)
        use_huge_pages (memory, bytes);
    }
  if (memory == NULL)
    set_memory_error ((gdouble)n_values * value_size, error);
  return memory;
}

/**
 * fv_memory_free:
 * @memory: (nullable): what fv_memory_new() returned
 */
void
fv_memory_free (gpointer memory)
{
  free (memory);
}

static gdouble
get_machine_memory (void)
{
  return (gdouble)sysconf (_SC_PHYS_PAGES) * sysconf (_SC_PAGESIZE);
}

/**
 * fv_memory_check:
 * @bytes: what some work will need
 * @limit_mib: most that it may use, in MiB; 0 for what the machine has
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
  if (limit_mib > 0 && bytes > limit_mib * MIB)
    {
      g_set_error (error, FV_ERROR, FV_ERROR_MEMORY,
                   _ ("This needs %.0f MiB of memory, and the limit is %d MiB. Choose a "
                      "smaller size or a layer nearer to the input, or raise the memory "
                      "setting."),
                   bytes / MIB, limit_mib);
      return FALSE;
    }
  if (bytes > get_machine_memory ())
    {
      g_set_error (
          error, FV_ERROR, FV_ERROR_MEMORY,
          _ ("This needs %.0f MiB of memory, and the machine has %.0f MiB. Choose a "
             "smaller size or a layer nearer to the input."),
          bytes / MIB, get_machine_memory () / MIB);
      return FALSE;
    }
  return TRUE;
}
