/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Documented in process-unix.c. */

#define PSAPI_VERSION 2 /* for K32GetProcessMemoryInfo(), which needs no library more */

#include "process.h"

#include <io.h>
#include <windows.h>
/* behind windows.h, which it needs */
#include <psapi.h>

gboolean
fv_system_is_terminal (FILE *stream)
{
  return _isatty (_fileno (stream)) != 0;
}

guint64
fv_system_get_peak_memory (void)
{
  PROCESS_MEMORY_COUNTERS counters;

  if (!GetProcessMemoryInfo (GetCurrentProcess (), &counters, sizeof counters))
    return 0;
  return counters.PeakWorkingSetSize;
}

/* Homes of other users are not for this one. */
gchar *
fv_system_find_home (const gchar *user)
{
  (void)user;
  return NULL;
}

gchar *
fv_system_get_cache_folder (void)
{
  return g_build_filename (g_get_home_dir (), ".cache", NULL);
}
