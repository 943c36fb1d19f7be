/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "reader-errors.h"

#include <glib/gi18n-lib.h>

#include "base/text.h"

/* A folder, a pipe or a device */
void
fv_reader_set_not_file (const FvReader *reader, GError **error)
{
  g_set_error (error, FV_ERROR, FV_ERROR_FILE,
               _ ("“%s” is not a file. Choose a weights file."), reader->label);
}

void
fv_reader_set_unreadable (const FvReader *reader, const GError *reason, GError **error)
{
  g_set_error (error, FV_ERROR, FV_ERROR_FILE,
               _ ("The weights file “%s” cannot be read (%s). Choose another one."),
               reader->label, reason->message);
}

void
fv_reader_set_unknown_type (const FvReader *reader, const FvTensor *tensor,
                            GError **error)
{
  g_autofree gchar *name = fv_text_shorten (tensor->name);
  g_autofree gchar *type = fv_text_shorten (tensor->type);

  g_set_error (
      error, FV_ERROR, FV_ERROR_WEIGHTS,
      _ ("In the weights file “%s”, “%s” is stored as %s, which is not supported. "
         "Save the weights as 32-bit floating point numbers."),
      reader->label, name, type);
}

void
fv_reader_set_damaged (const FvReader *reader, GError **error)
{
  g_set_error (error, FV_ERROR, FV_ERROR_WEIGHTS,
               _ ("The weights file “%s” is damaged. Download it again."), reader->label);
}

/* @tensor: (nullable): the tensor that is cut; %NULL for the file's own tables. */
void
fv_reader_set_truncated (const FvReader *reader, const gchar *tensor, GError **error)
{
  g_autofree gchar *name = fv_text_shorten (tensor);

  if (tensor != NULL)
    g_set_error (
        error, FV_ERROR, FV_ERROR_WEIGHTS,
        _ ("The weights file “%s” is truncated: it ends before “%s” does. Download "
           "it again, or choose a layer nearer to the input."),
        reader->label, name);
  else
    g_set_error (error, FV_ERROR, FV_ERROR_WEIGHTS,
                 _ ("The weights file “%s” is truncated. Download it again."),
                 reader->label);
}

void
fv_reader_set_not_finite (const FvReader *reader, const FvTensor *tensor, GError **error)
{
  g_autofree gchar *name = fv_text_shorten (tensor->name);

  g_set_error (error, FV_ERROR, FV_ERROR_WEIGHTS,
               _ ("The weights file “%s” is damaged: “%s” holds values that are not "
                  "finite numbers. Download it again, or choose another one."),
               reader->label, name);
}
