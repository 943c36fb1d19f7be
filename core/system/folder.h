/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Folders that are open: as long as they are, their names lead to no other. What is in
 * them is named without a path, and a symbolic link is never followed. folder-unix.c and
 * folder-windows.c; what fails sets errno. */

#ifndef FV_SYSTEM_FOLDER_H
#define FV_SYSTEM_FOLDER_H

#include "file.h"

typedef struct _FvSystemFolder FvSystemFolder;

FvSystemFolder *fv_system_folder_open (const gchar *path, gboolean follows);
void fv_system_folder_close (FvSystemFolder *folder);
gboolean fv_system_folder_is_own (const FvSystemFolder *folder);
GPtrArray *fv_system_folder_list (const FvSystemFolder *folder);

gint fv_system_folder_open_file (const FvSystemFolder *folder, const gchar *name,
                                 FvSystemMode mode);
gboolean fv_system_folder_has (const FvSystemFolder *folder, const gchar *name);
gboolean fv_system_folder_rename (const FvSystemFolder *folder, const gchar *name,
                                  const gchar *new_name);
gboolean fv_system_folder_link (const FvSystemFolder *folder, const gchar *name,
                                const gchar *new_name);
gboolean fv_system_folder_remove (const FvSystemFolder *folder, const gchar *name);
gboolean fv_system_folder_remove_itself (FvSystemFolder *folder);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FvSystemFolder, fv_system_folder_close)

#endif /* FV_SYSTEM_FOLDER_H */
