/* SPDX-License-Identifier: GPL-3.0-or-later */

/* In place of hdf5-process.c, in a build without the HDF5 library: no
 * process begins, so nothing else is ever asked. */

#include "hdf5-process.h"

#include <glib/gi18n-lib.h>

FvHdf5Process *
fv_hdf5_process_new (const FvReader *reader, gint descriptor, GError **error)
{
  (void)descriptor;
  g_set_error (error, FV_ERROR, FV_ERROR_WEIGHTS,
               _ ("The weights in “%s” are in HDF5, and this program was built without "
                  "it (-Dhdf5=disabled). Convert them to safetensors on another machine, "
                  "by “featvis weights convert”."),
               reader->label);
  return NULL;
}

void
fv_hdf5_process_free (FvHdf5Process *process)
{
  (void)process;
}

gboolean
fv_hdf5_process_open (FvHdf5Process *process, const FvHdf5File *file, FvHdf5Func func,
                      gpointer data, GError **error)
{
  (void)process;
  (void)file;
  (void)func;
  (void)data;
  (void)error;
  g_return_val_if_reached (FALSE);
}

gboolean
fv_hdf5_process_read (FvHdf5Process *process, const FvHdf5Record *record, FvHdf5Func func,
                      gpointer data, GError **error)
{
  (void)process;
  (void)record;
  (void)func;
  (void)data;
  (void)error;
  g_return_val_if_reached (FALSE);
}

gchar *
fv_hdf5_process_read_model (FvHdf5Process *process, GError **error)
{
  (void)process;
  (void)error;
  g_return_val_if_reached (NULL);
}
