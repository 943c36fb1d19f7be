/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The process that looks into an HDF5 file, which is its standard input, and answers what
 * is asked; see hdf5-process.c. */

#include "hdf5-work.h"

#include <stdlib.h>
#include <string.h>

#include "hdf5-driver.h"
#include "hdf5-text.h"
#include "hdf5-values.h"
#include "hdf5-walk.h"
#include "system/sandbox.h"

/* What the HDF5 library may take at once of a sound file: where there is not even so
 * much, that it failed says nothing of the file. */
#define LEAST_MEMORY ((gsize)64 << 20)

#define MODEL "model_config" /* the attribute of the root */

#define MOST_BYTES (1 << 16) /* of records that are told at once */

const char fv_hdf5_work[] = "featvis-hdf5";

/* What was asked, in full or the rest of it being zeros */
typedef union
{
  FvHdf5File file;
  FvHdf5Record record;
} Question;

static gboolean
tell_more (gconstpointer bytes, gsize n_bytes, gpointer connection)
{
  return fv_hdf5_tell (connection, FV_HDF5_MORE, bytes, n_bytes);
}

/* Records that are still to be told: to tell each by itself takes longer than to find it.
 */
typedef struct
{
  GByteArray *records;
  FvConnection *connection;
} Rest;

static gboolean
tell_rest (Rest *rest)
{
  gboolean success =
      rest->records->len == 0 ||
      tell_more (rest->records->data, rest->records->len, rest->connection);

  g_byte_array_set_size (rest->records, 0);
  return success;
}

static gboolean
add_record (gconstpointer record, gsize n_bytes, gpointer data)
{
  Rest *rest = data;

  g_byte_array_append (rest->records, record, (guint)n_bytes);
  return rest->records->len < MOST_BYTES || tell_rest (rest);
}

static FvHdf5Subject
find_reason (void)
{
  g_autofree gpointer memory = g_try_malloc (LEAST_MEMORY);

  return memory != NULL ? FV_HDF5_DAMAGED : FV_HDF5_NO_MEMORY;
}

/* Of a file that was cut, what was found before the walk came to the hole serves. */
static FvHdf5Subject
open_file (const FvHdf5File *info, hid_t *file, FvConnection *connection)
{
  g_autoptr (GByteArray) records = g_byte_array_new ();
  Rest rest = { records, connection };
  gboolean succeeded;

  *file = fv_hdf5_driver_open (FV_ISOLATED_INPUT, info);
  if (*file < 0)
    return find_reason ();
  succeeded = fv_hdf5_walk (*file, info->size, add_record, &rest);
  succeeded = tell_rest (&rest) && (succeeded || info->full_size > info->size);
  return succeeded ? FV_HDF5_DONE : find_reason ();
}

/* Keras writes that to each file of a whole model. */
static FvHdf5Subject
tell_model (hid_t file, FvConnection *connection)
{
  g_autofree gchar *model = fv_hdf5_read_text (file, MODEL, FV_HDF5_MAX_MODEL);

  return model == NULL || tell_more (model, strlen (model), connection) ? FV_HDF5_DONE
                                                                        : FV_HDF5_DAMAGED;
}

static FvHdf5Subject
find_answer (FvHdf5Subject subject, const Question *question, hid_t *file,
             FvConnection *connection)
{
  if (subject == FV_HDF5_OPEN)
    return open_file (&question->file, file, connection);
  if (subject == FV_HDF5_MODEL)
    return tell_model (*file, connection);
  return fv_hdf5_tell_values (*file, &question->record, tell_more, connection);
}

static gboolean
answer (FvHdf5Subject subject, const Question *question, hid_t *file,
        FvConnection *connection)
{
  FvHdf5Subject end = find_answer (subject, question, file, connection);

  return fv_hdf5_tell (connection, end, NULL, 0);
}

static void
answer_all (FvConnection *connection)
{
  FvHdf5Subject subject;
  gsize n_bytes;
  hid_t file = -1;

  if (!fv_hdf5_tell (connection, FV_HDF5_READY, NULL, 0))
    return;
  while (fv_hdf5_hear (connection, &subject, &n_bytes) && n_bytes <= sizeof (Question))
    {
      Question question = { .record = { .rank = 0 } };

      if (!fv_connection_read (connection, &question, n_bytes) ||
          !answer (subject, &question, &file, connection))
        return;
    }
}

/* Before main(): see core/system/isolated-unix.c */
__attribute__ ((constructor)) static void
begin (void)
{
  FvConnection connection;

  if (!fv_isolated_begin (fv_hdf5_work, &connection))
    return;
  fv_hdf5_driver_prepare ();
  if (fv_sandbox_enter ())
    answer_all (&connection);
  _Exit (0);
}
