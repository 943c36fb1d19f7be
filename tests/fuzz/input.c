/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the harnesses for readers of files share: one file, which each input fills anew.
 */

#define _POSIX_C_SOURCE 200809L

#include "input.h"

#include <glib/gstdio.h>
#include <stdlib.h>
#include <unistd.h>

static gchar *path;

static void
remove_file (void)
{
  g_unlink (path);
}

static int
get_file (void)
{
  static int file = -1;

  if (file < 0)
    {
      file = g_file_open_tmp ("featvis-fuzz-XXXXXX", &path, NULL);
      atexit (remove_file);
    }
  return file;
}

/* Returns the file's name. */
const gchar *
put_in_file (const guint8 *bytes, size_t n_bytes)
{
  int file = get_file ();

  if (ftruncate (file, 0) != 0 || pwrite (file, bytes, n_bytes, 0) != (gssize)n_bytes)
    abort ();
  return path;
}
