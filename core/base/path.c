/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Paths as people write them where no shell reads them: in a dialog, a settings file, an
 * environment variable, behind "--option=". */

#include "featvis.h"

#include <string.h>

#include "system/process.h"

/* Between folders: on Windows people write either */
#ifdef G_OS_WIN32
#define SEPARATORS "/\\"
#else
#define SEPARATORS "/"
#endif

/* Returns: (transfer full) (nullable): the home of the user who is named up to @end */
static gchar *
find_home (const gchar *name, const gchar *end)
{
  g_autofree gchar *user = g_strndup (name, (gsize)(end - name));

  return user[0] == '\0' ? g_strdup (g_get_home_dir ()) : fv_system_find_home (user);
}

static gchar *
expand_home (const gchar *path)
{
  const gchar *end = path + strcspn (path, SEPARATORS);
  g_autofree gchar *home = find_home (path + 1, end);

  return home != NULL ? g_strconcat (home, end, NULL) : g_strdup (path);
}

/**
 * fv_path_expand:
 * @path: a file or folder as a person names it, in the file system's encoding
 *
 * Understands a home folder, "~/vgg16.h5" or "~name/vgg16.h5", and the address of a file
 * on this machine, "file:///home/name/vgg16.h5", which is what programs give when a file
 * is dragged or copied. All else, and what there is a file of that very name of, stays as
 * it is.
 *
 * Returns: (transfer full): the path
 */
gchar *
fv_path_expand (const gchar *path)
{
  gchar *from_address = NULL;

  g_return_val_if_fail (path != NULL, NULL);
  if (g_file_test (path, G_FILE_TEST_EXISTS))
    return g_strdup (path);
  if (path[0] == '~')
    return expand_home (path);
  if (g_ascii_strncasecmp (path, "file:", 5) == 0)
    from_address = g_filename_from_uri (path, NULL, NULL);
  return from_address != NULL ? from_address : g_strdup (path);
}
