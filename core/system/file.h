/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Files that are open, by the descriptors of the C library: file-unix.c and
 * file-windows.c. What fails sets errno. */

#ifndef FV_SYSTEM_FILE_H
#define FV_SYSTEM_FILE_H

#include <glib.h>

/* What a file is opened for. A symbolic link is followed by the first two alone, and is
 * an error, ELOOP, for the others. */
typedef enum
{
  FV_SYSTEM_READ,
  FV_SYSTEM_WRITE,  /* into what is there: a pipe or a device */
  FV_SYSTEM_UPDATE, /* reading and writing a file, which is made if it is not there */
  FV_SYSTEM_APPEND, /* the same, but all is written at its end */
  FV_SYSTEM_CREATE  /* writing a new file: it is an error, EEXIST, if there is one */
} FvSystemMode;

#define FV_SYSTEM_SECOND G_GINT64_CONSTANT (1000000000) /* in a status' times */

/* Times are in nanoseconds since 1970. The system alone sets the one of the last change
 * of any kind. */
typedef struct
{
  gboolean is_regular;
  gboolean is_link;
  gboolean is_own; /* of the user who runs this program */
  guint64 device, number;
  guint64 n_names;
  gint64 size; /* in bytes */
  gint64 written, changed;
} FvSystemStatus;

gint fv_system_open (const gchar *file, FvSystemMode mode);
gint fv_system_open_beside (gchar *pattern, const gchar *file);
gint fv_system_open_unnamed (const gchar *folder);
gint fv_system_open_standard_output (void);

gboolean fv_system_get_status (gint descriptor, FvSystemStatus *status);
gboolean fv_system_find_status (const gchar *file, gboolean follows,
                                FvSystemStatus *status);
gboolean fv_system_is_same (const FvSystemStatus *a, const FvSystemStatus *b);
gboolean fv_system_is_standard_output (const gchar *file);
gboolean fv_system_may_write (const gchar *path);

gssize fv_system_read (gint descriptor, gpointer bytes, gsize n_bytes);
gssize fv_system_read_at (gint descriptor, gpointer bytes, gsize n_bytes, guint64 offset);
gsize fv_system_write (gint descriptor, gconstpointer bytes, gsize n_bytes);
gint64 fv_system_seek_end (gint descriptor);
gboolean fv_system_empty (gint descriptor);

gboolean fv_system_lock (gint descriptor);
gboolean fv_system_is_locked (gint descriptor);

#endif /* FV_SYSTEM_FILE_H */
