/* SPDX-License-Identifier: GPL-3.0-or-later */

#define _DEFAULT_SOURCE /* for getpwnam_r() and fileno() */
#define _DARWIN_C_SOURCE

#include "process.h"

#include <pwd.h>
#include <sys/resource.h>
#include <unistd.h>

#define MOST_BYTES ((gsize)1 << 14) /* of an entry of the list of users */

/* In bytes, what getrusage() counts memory in */
#ifdef __APPLE__
#define UNIT 1
#else
#define UNIT 1024
#endif

/**
 * fv_system_is_terminal:
 * @stream: an open stream
 *
 * Returns: whether a person reads what is written to it
 */
gboolean
fv_system_is_terminal (FILE *stream)
{
  return isatty (fileno (stream)) != 0;
}

/**
 * fv_system_get_peak_memory:
 *
 * Returns: the most bytes that the process had in memory at once
 */
guint64
fv_system_get_peak_memory (void)
{
  struct rusage usage;

  if (getrusage (RUSAGE_SELF, &usage) != 0)
    return 0;
  return (guint64)usage.ru_maxrss * UNIT;
}

/**
 * fv_system_find_home:
 * @user: the name of any user
 *
 * Returns: (transfer full) (nullable): the home folder, if it can be known
 */
gchar *
fv_system_find_home (const gchar *user)
{
  g_autofree gchar *bytes = g_malloc (MOST_BYTES);
  struct passwd entry, *found = NULL;

  if (getpwnam_r (user, &entry, bytes, MOST_BYTES, &found) != 0 || found == NULL)
    return NULL;
  return g_strdup (found->pw_dir);
}

/**
 * fv_system_get_cache_folder:
 *
 * Programs that come from Linux, as PyTorch and Hugging Face's do, have their caches in
 * the same folder at home on all systems, wherever the system has its own.
 *
 * Returns: (transfer full): that folder
 */
gchar *
fv_system_get_cache_folder (void)
{
#ifdef __APPLE__
  return g_build_filename (g_get_home_dir (), ".cache", NULL);
#else
  return g_strdup (g_get_user_cache_dir ());
#endif
}
