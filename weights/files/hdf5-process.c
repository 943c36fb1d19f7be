/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Damaged files can crash the HDF5 library, so it works in a process of its own, one for
 * each file that is open, and is asked for what is in it. What that process tells may be
 * anything, and it may tell nothing for ever. */

#include "hdf5-process.h"

#include <glib/gi18n-lib.h>

#include "hdf5-work.h"
#include "reader-errors.h"

/* An answer takes at most that long: on a disk or network that is as slow as one can
 * bear. */
#define LEAST_SECONDS    60
#define BYTES_PER_SECOND (1 << 20)

struct _FvHdf5Process
{
  const FvReader *reader;
  FvIsolated *isolated;
};

static gdouble
get_patience (const FvReader *reader)
{
  return LEAST_SECONDS + (gdouble)reader->size / BYTES_PER_SECOND;
}

static gboolean
set_error (FvHdf5Process *process, FvHdf5Subject subject, GError **error)
{
  FvIsolatedEnd end = fv_isolated_end (g_steal_pointer (&process->isolated));

  if (subject == FV_HDF5_NO_MEMORY || end == FV_ISOLATED_KILLED)
    g_set_error (error, FV_ERROR, FV_ERROR_MEMORY,
                 _ ("There is not enough memory to read the weights file “%s”. Close "
                    "other programs, or raise the limits of this one."),
                 process->reader->label);
  else if (end == FV_ISOLATED_LATE)
    g_set_error (error, FV_ERROR, FV_ERROR_FILE,
                 _ ("The weights file “%s” was not read within %.0f seconds. Copy it to "
                    "a disk of this machine, or choose another one."),
                 process->reader->label, get_patience (process->reader));
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
 * @reader: a reader of a file, which must outlive the process
 * @descriptor: what the process is to look into, open for reading; it is not closed
 * @error: %FV_ERROR_FILE if it cannot be started
 *
 * Returns: (transfer full): a process that looks into a file, or %NULL
 */
FvHdf5Process *
fv_hdf5_process_new (const FvReader *reader, gint descriptor, GError **error)
{
  g_autoptr (GError) reason = NULL;
  g_autoptr (FvIsolated) isolated = fv_isolated_start (fv_hdf5_work, descriptor, &reason);
  FvHdf5Subject subject;
  FvHdf5Process *process;
  gsize n_bytes;

  if (isolated == NULL)
    {
      set_not_started (reader, reason->message, error);
      return NULL;
    }
  fv_connection_limit (fv_isolated_get_connection (isolated), LEAST_SECONDS);
  if (!fv_hdf5_hear (fv_isolated_get_connection (isolated), &subject, &n_bytes) ||
      subject != FV_HDF5_READY || n_bytes > 0)
    {
      set_not_started (reader, _ ("it ended at once"), error);
      return NULL;
    }
  process = g_new0 (FvHdf5Process, 1);
  process->reader = reader;
  process->isolated = g_steal_pointer (&isolated);
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
    fv_isolated_end (process->isolated);
  g_free (process);
}

/* Gives @func what is answered, until it is done. */
static gboolean
listen (FvHdf5Process *process, FvHdf5Func func, gpointer data, GError **error)
{
  const FvConnection *connection = fv_isolated_get_connection (process->isolated);
  FvHdf5Subject subject;
  gsize n_bytes;

  for (;;)
    {
      if (!fv_hdf5_hear (connection, &subject, &n_bytes))
        return set_error (process, FV_HDF5_DAMAGED, error);
      if (subject == FV_HDF5_DONE)
        return TRUE;
      if (subject != FV_HDF5_MORE || !func (connection, n_bytes, data))
        return set_error (process, subject, error);
    }
}

/* Asks a question. A process that failed once is asked no more. */
static gboolean
ask (FvHdf5Process *process, FvHdf5Subject subject, gconstpointer question, gsize n_bytes,
     GError **error)
{
  FvConnection *connection;

  if (process->isolated == NULL)
    {
      fv_reader_set_damaged (process->reader, error);
      return FALSE;
    }
  connection = fv_isolated_get_connection (process->isolated);
  fv_connection_limit (connection, get_patience (process->reader));
  return fv_hdf5_tell (connection, subject, question, n_bytes) ||
         set_error (process, FV_HDF5_DAMAGED, error);
}

/**
 * fv_hdf5_process_open:
 * @process: a process that looks into a file
 * @file: where in it the HDF5 file lies
 * @func: takes each #FvHdf5Record of what is in it, some with each call
 * @data: what that is given
 * @error: %FV_ERROR_WEIGHTS if the file is damaged, %FV_ERROR_FILE if it takes too long,
 *   %FV_ERROR_MEMORY
 *
 * Returns: whether the file could be looked into
 */
gboolean
fv_hdf5_process_open (FvHdf5Process *process, const FvHdf5File *file, FvHdf5Func func,
                      gpointer data, GError **error)
{
  return ask (process, FV_HDF5_OPEN, file, sizeof *file, error) &&
         listen (process, func, data, error);
}

/**
 * fv_hdf5_process_read:
 * @process: a process that has opened a file
 * @record: a dataset of it, which was found to lie plainly in the file
 * @func: takes its values, in C order, a part with each call
 * @data: what that is given
 * @error: as for fv_hdf5_process_open()
 *
 * Returns: whether all that @func was given is all that there is
 */
gboolean
fv_hdf5_process_read (FvHdf5Process *process, const FvHdf5Record *record, FvHdf5Func func,
                      gpointer data, GError **error)
{
  return ask (process, FV_HDF5_READ, record, sizeof *record, error) &&
         listen (process, func, data, error);
}

static gboolean
add_text (const FvConnection *connection, gsize n_bytes, gpointer data)
{
  GString *text = data;
  gsize length = text->len;

  if (n_bytes > FV_HDF5_MAX_MODEL || length > FV_HDF5_MAX_MODEL - n_bytes)
    return FALSE;
  g_string_set_size (text, length + n_bytes);
  return fv_connection_read (connection, text->str + length, n_bytes);
}

/**
 * fv_hdf5_process_read_model:
 * @process: a process that has opened a file
 * @error: as for fv_hdf5_process_open()
 *
 * Returns: (transfer full): what the file says of the model that it is of: empty if it
 *   says nothing; or %NULL
 */
gchar *
fv_hdf5_process_read_model (FvHdf5Process *process, GError **error)
{
  g_autoptr (GString) text = g_string_new (NULL);

  if (!ask (process, FV_HDF5_MODEL, NULL, 0, error) ||
      !listen (process, add_text, text, error))
    return NULL;
  return g_string_free (g_steal_pointer (&text), FALSE);
}
