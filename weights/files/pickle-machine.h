/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The stack machine that a pickle is a program for. */

#ifndef FV_PICKLE_MACHINE_H
#define FV_PICKLE_MACHINE_H

#include "pickle.h"

#define FV_NO_VALUE G_MAXUINT

struct _FvPickle
{
  GArray *values; /* of FvPickleValue */
  guint root;
};

typedef struct
{
  const FvReader *reader;
  const guint8 *bytes;
  gsize n_bytes;
  gsize position;
  FvPickle *pickle;
  GArray *stack;    /* of guint: numbers of values */
  GArray *marks;    /* of guint: heights of the stack */
  GHashTable *memo; /* from a number that the pickle chose to that of a value */
  guint n_copies;
  gboolean is_done;
  GError *error; /* why an instruction failed; NULL where the file is just damaged */
} FvMachine;

FvPickle *fv_pickle_new (void);
void fv_pickle_value_clear (gpointer data);

FvPickleValue *fv_machine_get (const FvMachine *machine, guint value);
gboolean fv_machine_push (FvMachine *machine, FvPickleValue value);
gboolean fv_machine_push_integer (FvMachine *machine, FvPickleKind kind, gint64 integer);
guint fv_machine_count (const FvMachine *machine);
guint fv_machine_peek (const FvMachine *machine);
guint fv_machine_pop (FvMachine *machine);
GArray *fv_machine_pop_items (FvMachine *machine, guint n);
GArray *fv_machine_pop_to_mark (FvMachine *machine);
const guint8 *fv_machine_take (FvMachine *machine, guint64 n);
gboolean fv_machine_take_number (FvMachine *machine, gsize n, guint64 *number);

#endif /* FV_PICKLE_MACHINE_H */
