/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Both ends of what looks into an HDF5 file: damaged files can crash the HDF5 library, so
 * it works in a process of its own, one for each file that is open, and is asked for what
 * is in it. What that process tells may be anything. */

#include "hdf5-process.h"

#include <glib/gi18n-lib.h>
#include <string.h>
#include <unistd.h>

#include "hdf5-values.h"
#include "hdf5-walk.h"
#include "isolated.h"

#define WORK "featvis-hdf5"

#define MAX_QUESTION 65536 /* bytes */

/* What the HDF5 library may take at once of a sound file: where there is not even so
 * much, that it failed says nothing of the file. */
#define LEAST_MEMORY ((gsize)64 << 20)

struct _FvHdf5Process
{
  const FvReader *reader;
  FvIsolated *isolated;
};

/* In the process that looks into the file ------------------------------------------- */

static FvHdf5Subject
find_reason (void)
{
  gpointer memory = g_try_malloc (LEAST_MEMORY);
  FvHdf5Subject reason = memory != NULL ? FV_HDF5_DAMAGED : FV_HDF5_NO_MEMORY;

  g_free (memory);
  return reason;
}

/* Of a truncated file, what was found before the walk came to the hole serves. */
static FvHdf5Subject
open_file (gconstpointer question, hid_t *file, gint descriptor)
{
  const FvHdf5File *info = question;
  const gchar *path = (const gchar *)(info + 1);

  *file = H5Fopen (path, H5F_ACC_RDONLY, H5P_DEFAULT);
  return *file >= 0 && (fv_hdf5_walk (*file, info->size, descriptor) || info->is_cut)
             ? FV_HDF5_DONE
             : find_reason ();
}

static gboolean
answer (FvHdf5Subject subject, gconstpointer question, hid_t *file, gint descriptor)
{
  FvHdf5Subject end = subject == FV_HDF5_OPEN
                          ? open_file (question, file, descriptor)
                          : fv_hdf5_tell_values (*file, question, descriptor);

  return fv_hdf5_tell (descriptor, end, NULL, 0);
}

static void
answer_all (gint descriptor)
{
  FvHdf5Subject subject;
  gsize n_bytes;
  hid_t file = -1;

  H5Eset_auto2 (H5E_DEFAULT, NULL, NULL);
  if (!fv_hdf5_tell (descriptor, FV_HDF5_READY, NULL, 0))
    return;
  while (fv_hdf5_hear (descriptor, &subject, &n_bytes) && n_bytes < MAX_QUESTION)
    {
      g_autofree guint8 *question = g_malloc0 (n_bytes + 1);

      if (!fv_isolated_read (descriptor, question, n_bytes) ||
          !answer (subject, question, &file, descriptor))
        return;
    }
}

/* Before main(): see isolated.c */
__attribute__ ((constructor)) static void
begin (void)
{
  gint descriptor = fv_isolated_begin (WORK);

  if (descriptor < 0)
    return;
  answer_all (descriptor);
  _exit (0);
}

/* In the caller's process ------------------------------------------------------------ */

/* "Closed" is as good as a word; a process that is in good order closes nothing. */
static gboolean
set_error (FvHdf5Process *process, gboolean has_closed, FvHdf5Subject subject,
           GError **error)
{
  FvIsolatedEnd end = fv_isolated_end (g_steal_pointer (&process->isolated), has_closed);

  if (subject == FV_HDF5_NO_MEMORY || end == FV_ISOLATED_KILLED)
    g_set_error (error, FV_ERROR, FV_ERROR_MEMORY,
                 _ ("There is not enough memory to read the weights file “%s”. Close "
                    "other programs, or raise the limits of this one."),
                 process->reader->label);
  else
    fv_reader_set_damaged (process->reader, error);
  return FALSE;
}

static void
set_not_started (const FvReader *reader, const gchar *reason, GError **error)
{
  g_set_error (error, FV_ERROR, FV_ERROR_FILE,
               _ ("The weights file “%s” cannot be read, as a process for it cannot be "
                  "started: %s. Close other programs, or raise the limits of this one."),
               reader->label, reason);
}

/**
 * fv_hdf5_process_new:
 * @reader: a reader of an HDF5 file, which must outlive the process
 * @error: %FV_ERROR_FILE if it cannot be started
 *
 * Returns: (transfer full): a process that looks into files, or %NULL
 */
FvHdf5Process *
fv_hdf5_process_new (const FvReader *reader, GError **error)
{
  g_autoptr (GError) reason = NULL;
  FvIsolated *isolated = fv_isolated_start (WORK, &reason);
  FvHdf5Subject subject;
  FvHdf5Process *process;
  gsize n_bytes;

  if (isolated == NULL)
    {
      set_not_started (reader, reason->message, error);
      return NULL;
    }
  if (!fv_hdf5_hear (fv_isolated_get_descriptor (isolated), &subject, &n_bytes) ||
      subject != FV_HDF5_READY || n_bytes > 0)
    {
      fv_isolated_end (isolated, FALSE);
      set_not_started (reader, _ ("it ended at once"), error);
      return NULL;
    }
  process = g_new0 (FvHdf5Process, 1);
  process->reader = reader;
  process->isolated = isolated;
  return process;
}

/**
 * fv_hdf5_process_free:
 * @process: (nullable): a process
 */
void
fv_hdf5_process_free (FvHdf5Process *process)
{
  if (process == NULL)
    return;
  if (process->isolated != NULL)
    fv_isolated_end (process->isolated, FALSE);
  g_free (process);
}

/* Gives @func what is answered, until it is done. */
static gboolean
listen (FvHdf5Process *process, FvHdf5Func func, gpointer data, GError **error)
{
  gint descriptor = fv_isolated_get_descriptor (process->isolated);
  FvHdf5Subject subject;
  gsize n_bytes;

  for (;;)
    {
      if (!fv_hdf5_hear (descriptor, &subject, &n_bytes))
        return set_error (process, TRUE, FV_HDF5_DAMAGED, error);
      if (subject == FV_HDF5_DONE)
        return TRUE;
      if (subject != FV_HDF5_MORE || !func (descriptor, n_bytes, data))
        return set_error (process, FALSE, subject, error);
    }
}

/* A process that failed once is asked no more. */
static gboolean
ask (FvHdf5Process *process, FvHdf5Subject subject, gconstpointer question, gsize n_bytes,
     FvHdf5Func func, gpointer data, GError **error)
{
  if (process->isolated == NULL)
    {
      fv_reader_set_damaged (process->reader, error);
      return FALSE;
    }
  if (!fv_hdf5_tell (fv_isolated_get_descriptor (process->isolated), subject, question,
                     n_bytes))
    return set_error (process, TRUE, FV_HDF5_DAMAGED, error);
  return listen (process, func, data, error);
}

/**
 * fv_hdf5_process_open:
 * @process: a process that looks into files
 * @path: a file
 * @is_cut: whether it is known to end too early
 * @func: takes each #FvHdf5Record of what is in it
 * @data: what that is given
 * @error: %FV_ERROR_WEIGHTS if the file is damaged, %FV_ERROR_MEMORY
 *
 * Returns: whether the file could be looked into
 */
gboolean
fv_hdf5_process_open (FvHdf5Process *process, const gchar *path, gboolean is_cut,
                      FvHdf5Func func, gpointer data, GError **error)
{
  const FvHdf5File info = { process->reader->size, is_cut };
  g_autoptr (GByteArray) question = g_byte_array_new ();

  g_byte_array_append (question, (const guint8 *)&info, sizeof info);
  g_byte_array_append (question, (const guint8 *)path, (guint)strlen (path));
  return ask (process, FV_HDF5_OPEN, question->data, question->len, func, data, error);
}

/**
 * fv_hdf5_process_read:
 * @process: a process that has opened a file
 * @record: a dataset of it, which was found to lie plainly in the file
 * @func: takes its values, in C order, a part with each call
 * @data: what that is given
 * @error: %FV_ERROR_WEIGHTS if the file is damaged, %FV_ERROR_MEMORY
 *
 * Returns: whether all that @func was given is all that there is
 */
gboolean
fv_hdf5_process_read (FvHdf5Process *process, const FvHdf5Record *record, FvHdf5Func func,
                      gpointer data, GError **error)
{
  return ask (process, FV_HDF5_READ, record, sizeof *record, func, data, error);
}
