/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the harnesses for readers of files share: one file, which each input fills anew.
 */

#define _POSIX_C_SOURCE 200809L

#include "input.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <stdlib.h>
#include <unistd.h>

static gchar *path;

static void
remove_file (void)
{
  g_unlink (path);
}

static void
make_path (void)
{
  int file = g_file_open_tmp ("featvis-fuzz-XXXXXX", &path, NULL);

  if (file < 0 || close (file) != 0)
    abort ();
  atexit (remove_file);
}

/* Returns the file's name. What is tested may have put another file in its place. */
const gchar *
put_in_file (const guint8 *bytes, size_t n_bytes)
{
  int file;

  if (path == NULL)
    make_path ();
  file = g_open (path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
  if (file < 0 || write (file, bytes, n_bytes) != (gssize)n_bytes || close (file) != 0)
    abort ();
  return path;
}
