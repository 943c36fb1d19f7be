/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The instructions by which a pickle names classes and functions, and has objects made
 * by them. None is ever called: it is enough to know what they would make. */

#include "pickle-objects.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "reader-errors.h"

#define MAX_COPIES      100000 /* of items, where a list becomes a dictionary */
#define MAX_NAME_LENGTH 200

static gboolean
push_name (FvMachine *machine, const gchar *module, const gchar *name)
{
  const FvPickleName *known = fv_pickle_name_find (module, name);
  g_autofree gchar *full_name = g_strconcat (module, ".", name, NULL);
  g_autofree gchar *printable = g_strescape (full_name, NULL);

  if (known != NULL)
    return fv_machine_push (machine,
                            (FvPickleValue){ .kind = FV_PICKLE_NAME, .name = known });
  g_set_error (
      &machine->error, FV_ERROR, FV_ERROR_WEIGHTS,
      _ ("The weights file “%s” asks for “%s”, which weights do not need and which "
         "might be harmful. Choose a file that holds nothing but a state dict."),
      machine->reader->label, printable);
  return FALSE;
}

/* Returns: (transfer full) (nullable): the text up to the end of a line */
static gchar *
take_line (FvMachine *machine)
{
  const guint8 *begin = machine->bytes + machine->position;
  gsize n_left = machine->n_bytes - machine->position;
  const guint8 *end = memchr (begin, '\n', MIN (n_left, MAX_NAME_LENGTH));

  if (end == NULL && n_left < MAX_NAME_LENGTH)
    fv_reader_set_truncated (machine->reader, NULL, &machine->error);
  if (end == NULL)
    return NULL;
  machine->position += (gsize)(end - begin) + 1;
  return g_strndup ((const gchar *)begin, (gsize)(end - begin));
}

gboolean
fv_machine_run_global (FvMachine *machine, guint argument)
{
  g_autofree gchar *module = take_line (machine);
  g_autofree gchar *name = module != NULL ? take_line (machine) : NULL;

  (void)argument;
  return name != NULL && push_name (machine, module, name);
}

gboolean
fv_machine_run_stack_global (FvMachine *machine, guint argument)
{
  guint name = fv_machine_pop (machine);
  guint module = fv_machine_pop (machine);

  (void)argument;
  return name != FV_NO_VALUE && module != FV_NO_VALUE &&
         fv_machine_get (machine, name)->kind == FV_PICKLE_STRING &&
         fv_machine_get (machine, module)->kind == FV_PICKLE_STRING &&
         push_name (machine, fv_machine_get (machine, module)->string,
                    fv_machine_get (machine, name)->string);
}

static gboolean
has_kind (const FvMachine *machine, const GArray *items, guint item, FvPickleKind kind)
{
  return items != NULL && item < items->len &&
         fv_machine_get (machine, g_array_index (items, guint, item))->kind == kind;
}

/* PyTorch's pickles refer so to the numbers, which lie outside of them. */
gboolean
fv_machine_run_persistent_id (FvMachine *machine, guint argument)
{
  FvPickleValue value = { .kind = FV_PICKLE_STORAGE };
  guint number = fv_machine_pop (machine);
  GArray *items;

  (void)argument;
  if (number == FV_NO_VALUE || fv_machine_get (machine, number)->kind != FV_PICKLE_TUPLE)
    return FALSE;
  items = fv_machine_get (machine, number)->items;
  if (!has_kind (machine, items, 0, FV_PICKLE_STRING) ||
      !has_kind (machine, items, 1, FV_PICKLE_NAME) ||
      !has_kind (machine, items, 2, FV_PICKLE_STRING) ||
      !has_kind (machine, items, 4, FV_PICKLE_INTEGER) ||
      strcmp (fv_machine_get (machine, g_array_index (items, guint, 0))->string,
              "storage") != 0 ||
      fv_machine_get (machine, g_array_index (items, guint, 1))->name->kind !=
          FV_NAME_STORAGE)
    return FALSE;
  value.items = g_array_ref (items);
  return fv_machine_push (machine, value);
}

/* @arguments: a tuple's items: none, or a list of pairs as Python 2 wrote it */
static gboolean
make_dict (FvMachine *machine, const GArray *arguments)
{
  FvPickleValue value = { .kind = FV_PICKLE_DICT };
  const GArray *pairs;

  if (arguments != NULL && !has_kind (machine, arguments, 0, FV_PICKLE_LIST))
    return FALSE;
  pairs = arguments != NULL
              ? fv_machine_get (machine, g_array_index (arguments, guint, 0))->items
              : NULL;
  if (pairs != NULL && pairs->len > MAX_COPIES - machine->n_copies)
    return FALSE;
  machine->n_copies += pairs != NULL ? pairs->len : 0;
  if (pairs != NULL)
    value.items = g_array_new (FALSE, FALSE, sizeof (guint));
  for (guint i = 0; pairs != NULL && i < pairs->len; i++)
    {
      const GArray *pair =
          fv_machine_get (machine, g_array_index (pairs, guint, i))->items;

      if (pair == NULL || pair->len != 2)
        {
          fv_pickle_value_clear (&value);
          return FALSE;
        }
      g_array_append_vals (value.items, pair->data, 2);
    }
  return fv_machine_push (machine, value);
}

/* Calls none of them: says what they would have made. */
gboolean
fv_machine_run_reduce (FvMachine *machine, guint argument)
{
  guint number = fv_machine_pop (machine);
  guint function = fv_machine_pop (machine);
  FvPickleValue value = { .kind = FV_PICKLE_TENSOR };
  GArray *arguments;

  (void)argument;
  if (number == FV_NO_VALUE || function == FV_NO_VALUE ||
      fv_machine_get (machine, number)->kind != FV_PICKLE_TUPLE ||
      fv_machine_get (machine, function)->kind != FV_PICKLE_NAME)
    return FALSE;
  arguments = fv_machine_get (machine, number)->items;
  switch (fv_machine_get (machine, function)->name->kind)
    {
    case FV_NAME_ORDERED_DICT:
      return make_dict (machine, arguments);
    case FV_NAME_REBUILD_TENSOR:
      if (!has_kind (machine, arguments, 0, FV_PICKLE_STORAGE) ||
          !has_kind (machine, arguments, 1, FV_PICKLE_INTEGER) ||
          !has_kind (machine, arguments, 2, FV_PICKLE_TUPLE) ||
          !has_kind (machine, arguments, 3, FV_PICKLE_TUPLE))
        return FALSE;
      value.items = g_array_ref (arguments);
      return fv_machine_push (machine, value);
    case FV_NAME_REBUILD_PARAMETER:
      if (!has_kind (machine, arguments, 0, FV_PICKLE_TENSOR))
        return FALSE;
      g_array_append_val (machine->stack, g_array_index (arguments, guint, 0));
      return TRUE;
    default:
      return FALSE;
    }
}

/* An object's further attributes, such as the versions of a state dict. */
gboolean
fv_machine_run_build (FvMachine *machine, guint argument)
{
  (void)argument;
  return fv_machine_pop (machine) != FV_NO_VALUE &&
         fv_machine_peek (machine) != FV_NO_VALUE;
}
