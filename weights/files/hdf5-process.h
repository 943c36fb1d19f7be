/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef FV_HDF5_PROCESS_H
#define FV_HDF5_PROCESS_H

#include "hdf5-message.h"
#include "reader.h"

typedef struct _FvHdf5Process FvHdf5Process;

/* Takes the bytes of a message; returns whether they are as they should be. */
typedef gboolean (*FvHdf5Func) (const FvConnection *connection, gsize n_bytes,
                                gpointer data);

FvHdf5Process *fv_hdf5_process_new (const FvReader *reader, gint descriptor,
                                    GError **error);
void fv_hdf5_process_free (FvHdf5Process *process);
gboolean fv_hdf5_process_open (FvHdf5Process *process, const FvHdf5File *file,
                               FvHdf5Func func, gpointer data, GError **error);
gboolean fv_hdf5_process_read (FvHdf5Process *process, const FvHdf5Record *record,
                               FvHdf5Func func, gpointer data, GError **error);
gchar *fv_hdf5_process_read_model (FvHdf5Process *process, GError **error);

#endif /* FV_HDF5_PROCESS_H */
