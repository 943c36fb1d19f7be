/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "pickle.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define MAX_VALUES      100000 /* VGG16 has about 1200 */
#define MAX_COPIES      100000 /* of items, where a list becomes a dictionary */
#define MAX_NAME_LENGTH 200
#define NO_VALUE        G_MAXUINT

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
} Machine;

/* Carries out one instruction. On failure it may leave the error to its caller: the
 * file is damaged. */
typedef gboolean (*Instruction) (Machine *machine, GError **error);

static const FvPickleName names[] = {
  { "collections", "OrderedDict", FV_NAME_ORDERED_DICT },
  { "torch._utils", "_rebuild_tensor", FV_NAME_REBUILD_TENSOR },
  { "torch._utils", "_rebuild_tensor_v2", FV_NAME_REBUILD_TENSOR },
  { "torch._utils", "_rebuild_parameter", FV_NAME_REBUILD_PARAMETER },
  { "torch.nn.parameter", "Parameter", FV_NAME_REBUILD_PARAMETER },
  { "torch", "FloatStorage", FV_NAME_STORAGE, FV_TYPE_FLOAT32, 4, "float32" },
  { "torch", "DoubleStorage", FV_NAME_STORAGE, FV_TYPE_FLOAT64, 8, "float64" },
  { "torch", "HalfStorage", FV_NAME_STORAGE, FV_TYPE_FLOAT16, 2, "float16" },
  { "torch", "BFloat16Storage", FV_NAME_STORAGE, FV_TYPE_BFLOAT16, 2, "bfloat16" },
  { "torch", "LongStorage", FV_NAME_STORAGE, FV_TYPE_OTHER, 8, "int64" },
  { "torch", "IntStorage", FV_NAME_STORAGE, FV_TYPE_OTHER, 4, "int32" },
  { "torch", "ShortStorage", FV_NAME_STORAGE, FV_TYPE_OTHER, 2, "int16" },
  { "torch", "CharStorage", FV_NAME_STORAGE, FV_TYPE_OTHER, 1, "int8" },
  { "torch", "ByteStorage", FV_NAME_STORAGE, FV_TYPE_OTHER, 1, "uint8" },
  { "torch", "BoolStorage", FV_NAME_STORAGE, FV_TYPE_OTHER, 1, "bool" },
};

/* Values -------------------------------------------------------------------------- */

const FvPickleValue *
fv_pickle_get_value (const FvPickle *pickle, guint value)
{
  return &g_array_index (pickle->values, FvPickleValue, value);
}

guint
fv_pickle_get_n_values (const FvPickle *pickle)
{
  return pickle->values->len;
}

const FvPickleValue *
fv_pickle_get_root (const FvPickle *pickle)
{
  return fv_pickle_get_value (pickle, pickle->root);
}

guint
fv_pickle_get_n_items (const FvPickleValue *value)
{
  return value->items != NULL ? value->items->len : 0;
}

const FvPickleValue *
fv_pickle_get_item (const FvPickle *pickle, const FvPickleValue *value, guint item)
{
  return fv_pickle_get_value (pickle, g_array_index (value->items, guint, item));
}

static void
clear_value (gpointer data)
{
  FvPickleValue *value = data;

  g_free (value->string);
  if (value->items != NULL)
    g_array_unref (value->items);
}

static FvPickle *
pickle_new (void)
{
  FvPickle *pickle = g_new0 (FvPickle, 1);

  pickle->values = g_array_new (FALSE, TRUE, sizeof (FvPickleValue));
  g_array_set_clear_func (pickle->values, clear_value);
  return pickle;
}

void
fv_pickle_free (FvPickle *pickle)
{
  if (pickle == NULL)
    return;
  g_array_unref (pickle->values);
  g_free (pickle);
}

/* The machine ---------------------------------------------------------------------- */

static FvPickleValue *
get (const Machine *machine, guint value)
{
  return &g_array_index (machine->pickle->values, FvPickleValue, value);
}

/* Takes @string and @items over. */
static gboolean
push_new (Machine *machine, FvPickleValue value)
{
  guint number = machine->pickle->values->len;

  if (number >= MAX_VALUES)
    {
      clear_value (&value);
      return FALSE;
    }
  g_array_append_val (machine->pickle->values, value);
  g_array_append_val (machine->stack, number);
  return TRUE;
}

static gboolean
push_integer (Machine *machine, FvPickleKind kind, gint64 integer)
{
  return push_new (machine, (FvPickleValue){ .kind = kind, .integer = integer });
}

/* Returns: the uppermost value that no mark is above, or %NO_VALUE */
static guint
peek (const Machine *machine)
{
  guint floor = machine->marks->len > 0
                    ? g_array_index (machine->marks, guint, machine->marks->len - 1)
                    : 0;

  if (machine->stack->len <= floor)
    return NO_VALUE;
  return g_array_index (machine->stack, guint, machine->stack->len - 1);
}

static guint
pop (Machine *machine)
{
  guint value = peek (machine);

  if (value != NO_VALUE)
    g_array_set_size (machine->stack, machine->stack->len - 1);
  return value;
}

/* Returns: (transfer full) (nullable): the uppermost @n values, in order */
static GArray *
pop_items (Machine *machine, guint n)
{
  GArray *items = g_array_new (FALSE, FALSE, sizeof (guint));

  g_array_append_vals (
      items, &g_array_index (machine->stack, guint, machine->stack->len - n), n);
  g_array_set_size (machine->stack, machine->stack->len - n);
  return items;
}

/* Returns: (transfer full) (nullable): the values above the uppermost mark */
static GArray *
pop_to_mark (Machine *machine)
{
  guint height;

  if (machine->marks->len == 0)
    return NULL;
  height = g_array_index (machine->marks, guint, machine->marks->len - 1);
  g_array_set_size (machine->marks, machine->marks->len - 1);
  return pop_items (machine, machine->stack->len - height);
}

/* Returns: (nullable): the next bytes of the pickle */
static const guint8 *
take (Machine *machine, guint64 n, GError **error)
{
  const guint8 *bytes = machine->bytes + machine->position;

  if (n > machine->n_bytes - machine->position)
    {
      fv_reader_set_truncated (machine->reader, NULL, error);
      return NULL;
    }
  machine->position += (gsize)n;
  return bytes;
}

/* A number of @n bytes, little-endian, without sign. */
static gboolean
take_number (Machine *machine, gsize n, guint64 *number, GError **error)
{
  const guint8 *bytes = take (machine, n, error);

  if (bytes == NULL)
    return FALSE;
  *number = 0;
  for (gsize i = 0; i < n; i++)
    *number |= (guint64)bytes[i] << 8 * i;
  return TRUE;
}

/* Numbers and text ------------------------------------------------------------------ */

static gboolean
run_proto (Machine *machine, GError **error)
{
  return take (machine, 1, error) != NULL;
}

static gboolean
run_frame (Machine *machine, GError **error)
{
  return take (machine, 8, error) != NULL;
}

static gboolean
run_none (Machine *machine, GError **error)
{
  (void)error;
  return push_integer (machine, FV_PICKLE_NONE, 0);
}

static gboolean
run_true (Machine *machine, GError **error)
{
  (void)error;
  return push_integer (machine, FV_PICKLE_BOOLEAN, 1);
}

static gboolean
run_false (Machine *machine, GError **error)
{
  (void)error;
  return push_integer (machine, FV_PICKLE_BOOLEAN, 0);
}

static gboolean
run_int1 (Machine *machine, GError **error)
{
  guint64 number;

  return take_number (machine, 1, &number, error) &&
         push_integer (machine, FV_PICKLE_INTEGER, (gint64)number);
}

static gboolean
run_int2 (Machine *machine, GError **error)
{
  guint64 number;

  return take_number (machine, 2, &number, error) &&
         push_integer (machine, FV_PICKLE_INTEGER, (gint64)number);
}

static gboolean
run_int4 (Machine *machine, GError **error)
{
  guint64 number;

  return take_number (machine, 4, &number, error) &&
         push_integer (machine, FV_PICKLE_INTEGER, (gint32)(guint32)number);
}

/* A number of as many bytes as are told, in two's complement. One that a 64-bit
 * integer cannot hold is none that counts anything. */
static gboolean
run_long1 (Machine *machine, GError **error)
{
  guint64 n, number = 0;
  const guint8 *bytes;

  if (!take_number (machine, 1, &n, error) || (bytes = take (machine, n, error)) == NULL)
    return FALSE;
  if (n > 8)
    return push_integer (machine, FV_PICKLE_OTHER, 0);
  for (gsize i = 0; i < n; i++)
    number |= (guint64)bytes[i] << 8 * i;
  if (n > 0 && n < 8 && (bytes[n - 1] & 0x80) != 0)
    number |= G_MAXUINT64 << 8 * n;
  return push_integer (machine, FV_PICKLE_INTEGER, (gint64)number);
}

static gboolean
run_float (Machine *machine, GError **error)
{
  return take (machine, 8, error) != NULL && push_integer (machine, FV_PICKLE_OTHER, 0);
}

static gboolean
push_text (Machine *machine, gsize length_size, GError **error)
{
  FvPickleValue value = { .kind = FV_PICKLE_STRING };
  const guint8 *bytes;
  guint64 length;

  if (!take_number (machine, length_size, &length, error) ||
      (bytes = take (machine, length, error)) == NULL ||
      !g_utf8_validate ((const gchar *)bytes, (gssize)length, NULL))
    return FALSE;
  value.string = g_strndup ((const gchar *)bytes, length);
  return push_new (machine, value);
}

static gboolean
run_text1 (Machine *machine, GError **error)
{
  return push_text (machine, 1, error);
}

static gboolean
run_text4 (Machine *machine, GError **error)
{
  return push_text (machine, 4, error);
}

/* Stack and memo -------------------------------------------------------------------- */

static gboolean
run_mark (Machine *machine, GError **error)
{
  (void)error;
  g_array_append_val (machine->marks, machine->stack->len);
  return TRUE;
}

static gboolean
put (Machine *machine, guint64 key)
{
  guint value = peek (machine);

  if (value == NO_VALUE)
    return FALSE;
  g_hash_table_insert (machine->memo, GUINT_TO_POINTER ((guint)key),
                       GUINT_TO_POINTER (value));
  return TRUE;
}

static gboolean
run_put1 (Machine *machine, GError **error)
{
  guint64 key;

  return take_number (machine, 1, &key, error) && put (machine, key);
}

static gboolean
run_put4 (Machine *machine, GError **error)
{
  guint64 key;

  return take_number (machine, 4, &key, error) && put (machine, key);
}

static gboolean
run_memoize (Machine *machine, GError **error)
{
  (void)error;
  return put (machine, g_hash_table_size (machine->memo));
}

static gboolean
push_memo (Machine *machine, guint64 key)
{
  gpointer found;
  guint value;

  if (!g_hash_table_lookup_extended (machine->memo, GUINT_TO_POINTER ((guint)key), NULL,
                                     &found))
    return FALSE;
  value = GPOINTER_TO_UINT (found);
  g_array_append_val (machine->stack, value);
  return TRUE;
}

static gboolean
run_get1 (Machine *machine, GError **error)
{
  guint64 key;

  return take_number (machine, 1, &key, error) && push_memo (machine, key);
}

static gboolean
run_get4 (Machine *machine, GError **error)
{
  guint64 key;

  return take_number (machine, 4, &key, error) && push_memo (machine, key);
}

static gboolean
run_stop (Machine *machine, GError **error)
{
  (void)error;
  machine->pickle->root = pop (machine);
  machine->is_done = TRUE;
  return machine->pickle->root != NO_VALUE;
}

/* Containers ------------------------------------------------------------------------ */

static gboolean
run_empty_tuple (Machine *machine, GError **error)
{
  (void)error;
  return push_integer (machine, FV_PICKLE_TUPLE, 0);
}

static gboolean
run_empty_list (Machine *machine, GError **error)
{
  (void)error;
  return push_integer (machine, FV_PICKLE_LIST, 0);
}

static gboolean
run_empty_dict (Machine *machine, GError **error)
{
  (void)error;
  return push_integer (machine, FV_PICKLE_DICT, 0);
}

static gboolean
run_tuple (Machine *machine, GError **error)
{
  FvPickleValue value = { .kind = FV_PICKLE_TUPLE, .items = pop_to_mark (machine) };

  (void)error;
  return value.items != NULL && push_new (machine, value);
}

static gboolean
push_tuple (Machine *machine, guint n)
{
  guint floor = machine->marks->len > 0
                    ? g_array_index (machine->marks, guint, machine->marks->len - 1)
                    : 0;

  return machine->stack->len - floor >= n &&
         push_new (machine, (FvPickleValue){ .kind = FV_PICKLE_TUPLE,
                                             .items = pop_items (machine, n) });
}

static gboolean
run_tuple1 (Machine *machine, GError **error)
{
  (void)error;
  return push_tuple (machine, 1);
}

static gboolean
run_tuple2 (Machine *machine, GError **error)
{
  (void)error;
  return push_tuple (machine, 2);
}

static gboolean
run_tuple3 (Machine *machine, GError **error)
{
  (void)error;
  return push_tuple (machine, 3);
}

/* Appends to the uppermost value, which must be of @kind. */
static gboolean
append (Machine *machine, FvPickleKind kind, const guint *items, guint n_items)
{
  guint number = peek (machine);
  FvPickleValue *value = number != NO_VALUE ? get (machine, number) : NULL;

  if (value == NULL || value->kind != kind)
    return FALSE;
  if (value->items == NULL)
    value->items = g_array_new (FALSE, FALSE, sizeof (guint));
  g_array_append_vals (value->items, items, n_items);
  return TRUE;
}

static gboolean
run_append (Machine *machine, GError **error)
{
  guint item = pop (machine);

  (void)error;
  return item != NO_VALUE && append (machine, FV_PICKLE_LIST, &item, 1);
}

static gboolean
run_setitem (Machine *machine, GError **error)
{
  guint pair[2];

  (void)error;
  pair[1] = pop (machine);
  pair[0] = pop (machine);
  return pair[0] != NO_VALUE && append (machine, FV_PICKLE_DICT, pair, 2);
}

static gboolean
append_to_mark (Machine *machine, FvPickleKind kind, guint multiple)
{
  g_autoptr (GArray) items = pop_to_mark (machine);

  return items != NULL && items->len % multiple == 0 &&
         append (machine, kind, (const guint *)items->data, items->len);
}

static gboolean
run_appends (Machine *machine, GError **error)
{
  (void)error;
  return append_to_mark (machine, FV_PICKLE_LIST, 1);
}

static gboolean
run_setitems (Machine *machine, GError **error)
{
  (void)error;
  return append_to_mark (machine, FV_PICKLE_DICT, 2);
}

/* Names and what is made by them ------------------------------------------------------
 */

static gboolean
push_name (Machine *machine, const gchar *module, const gchar *name, GError **error)
{
  g_autofree gchar *full_name = NULL;
  g_autofree gchar *printable = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    if (strcmp (names[i].module, module) == 0 && strcmp (names[i].name, name) == 0)
      return push_new (machine,
                       (FvPickleValue){ .kind = FV_PICKLE_NAME, .name = &names[i] });
  full_name = g_strconcat (module, ".", name, NULL);
  printable = g_strescape (full_name, NULL);
  g_set_error (
      error, FV_ERROR, FV_ERROR_WEIGHTS,
      _ ("The weights file “%s” asks for “%s”, which weights do not need and which "
         "might be harmful. Choose a file that holds nothing but a state dict."),
      machine->reader->label, printable);
  return FALSE;
}

/* Returns: (transfer full) (nullable): the text up to the end of a line */
static gchar *
take_line (Machine *machine, GError **error)
{
  const guint8 *begin = machine->bytes + machine->position;
  gsize n_left = machine->n_bytes - machine->position;
  const guint8 *end = memchr (begin, '\n', MIN (n_left, MAX_NAME_LENGTH));

  if (end == NULL && n_left < MAX_NAME_LENGTH)
    fv_reader_set_truncated (machine->reader, NULL, error);
  if (end == NULL)
    return NULL;
  machine->position += (gsize)(end - begin) + 1;
  return g_strndup ((const gchar *)begin, (gsize)(end - begin));
}

static gboolean
run_global (Machine *machine, GError **error)
{
  g_autofree gchar *module = take_line (machine, error);
  g_autofree gchar *name = module != NULL ? take_line (machine, error) : NULL;

  return name != NULL && push_name (machine, module, name, error);
}

static gboolean
run_stack_global (Machine *machine, GError **error)
{
  guint name = pop (machine);
  guint module = pop (machine);

  return name != NO_VALUE && module != NO_VALUE &&
         get (machine, name)->kind == FV_PICKLE_STRING &&
         get (machine, module)->kind == FV_PICKLE_STRING &&
         push_name (machine, get (machine, module)->string, get (machine, name)->string,
                    error);
}

static gboolean
has_kind (const Machine *machine, const GArray *items, guint item, FvPickleKind kind)
{
  return items != NULL && item < items->len &&
         get (machine, g_array_index (items, guint, item))->kind == kind;
}

/* PyTorch's pickles refer so to the numbers, which lie outside of them. */
static gboolean
run_persistent_id (Machine *machine, GError **error)
{
  FvPickleValue value = { .kind = FV_PICKLE_STORAGE };
  guint number = pop (machine);
  GArray *items;

  (void)error;
  if (number == NO_VALUE || get (machine, number)->kind != FV_PICKLE_TUPLE)
    return FALSE;
  items = get (machine, number)->items;
  if (!has_kind (machine, items, 0, FV_PICKLE_STRING) ||
      !has_kind (machine, items, 1, FV_PICKLE_NAME) ||
      !has_kind (machine, items, 2, FV_PICKLE_STRING) ||
      !has_kind (machine, items, 4, FV_PICKLE_INTEGER) ||
      strcmp (get (machine, g_array_index (items, guint, 0))->string, "storage") != 0 ||
      get (machine, g_array_index (items, guint, 1))->name->kind != FV_NAME_STORAGE)
    return FALSE;
  value.items = g_array_ref (items);
  return push_new (machine, value);
}

/* @arguments: a tuple's items: none, or a list of pairs as Python 2 wrote it */
static gboolean
make_dict (Machine *machine, const GArray *arguments)
{
  FvPickleValue value = { .kind = FV_PICKLE_DICT };
  const GArray *pairs;

  if (arguments != NULL && !has_kind (machine, arguments, 0, FV_PICKLE_LIST))
    return FALSE;
  pairs = arguments != NULL ? get (machine, g_array_index (arguments, guint, 0))->items
                            : NULL;
  if (pairs != NULL && pairs->len > MAX_COPIES - machine->n_copies)
    return FALSE;
  machine->n_copies += pairs != NULL ? pairs->len : 0;
  if (pairs != NULL)
    value.items = g_array_new (FALSE, FALSE, sizeof (guint));
  for (guint i = 0; pairs != NULL && i < pairs->len; i++)
    {
      const GArray *pair = get (machine, g_array_index (pairs, guint, i))->items;

      if (pair == NULL || pair->len != 2)
        {
          clear_value (&value);
          return FALSE;
        }
      g_array_append_vals (value.items, pair->data, 2);
    }
  return push_new (machine, value);
}

/* Calls none of them: says what they would have made. */
static gboolean
run_reduce (Machine *machine, GError **error)
{
  guint number = pop (machine);
  guint function = pop (machine);
  FvPickleValue value = { .kind = FV_PICKLE_TENSOR };
  GArray *arguments;

  (void)error;
  if (number == NO_VALUE || function == NO_VALUE ||
      get (machine, number)->kind != FV_PICKLE_TUPLE ||
      get (machine, function)->kind != FV_PICKLE_NAME)
    return FALSE;
  arguments = get (machine, number)->items;
  switch (get (machine, function)->name->kind)
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
      return push_new (machine, value);
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
static gboolean
run_build (Machine *machine, GError **error)
{
  (void)error;
  return pop (machine) != NO_VALUE && peek (machine) != NO_VALUE;
}

/* Of https://docs.python.org/3/library/pickletools.html, those that are allowed. */
static const Instruction instructions[256] = {
  [0x80] = run_proto,        /* PROTO */
  [0x95] = run_frame,        /* FRAME */
  ['.'] = run_stop,          /* STOP */
  ['('] = run_mark,          /* MARK */
  ['N'] = run_none,          /* NONE */
  [0x88] = run_true,         /* NEWTRUE */
  [0x89] = run_false,        /* NEWFALSE */
  ['K'] = run_int1,          /* BININT1 */
  ['M'] = run_int2,          /* BININT2 */
  ['J'] = run_int4,          /* BININT */
  [0x8a] = run_long1,        /* LONG1 */
  ['G'] = run_float,         /* BINFLOAT */
  ['X'] = run_text4,         /* BINUNICODE */
  [0x8c] = run_text1,        /* SHORT_BINUNICODE */
  ['T'] = run_text4,         /* BINSTRING, of Python 2 */
  ['U'] = run_text1,         /* SHORT_BINSTRING */
  [')'] = run_empty_tuple,   /* EMPTY_TUPLE */
  ['t'] = run_tuple,         /* TUPLE */
  [0x85] = run_tuple1,       /* TUPLE1 */
  [0x86] = run_tuple2,       /* TUPLE2 */
  [0x87] = run_tuple3,       /* TUPLE3 */
  [']'] = run_empty_list,    /* EMPTY_LIST */
  ['a'] = run_append,        /* APPEND */
  ['e'] = run_appends,       /* APPENDS */
  ['}'] = run_empty_dict,    /* EMPTY_DICT */
  ['s'] = run_setitem,       /* SETITEM */
  ['u'] = run_setitems,      /* SETITEMS */
  ['q'] = run_put1,          /* BINPUT */
  ['r'] = run_put4,          /* LONG_BINPUT */
  [0x94] = run_memoize,      /* MEMOIZE */
  ['h'] = run_get1,          /* BINGET */
  ['j'] = run_get4,          /* LONG_BINGET */
  ['c'] = run_global,        /* GLOBAL */
  [0x93] = run_stack_global, /* STACK_GLOBAL */
  ['R'] = run_reduce,        /* REDUCE */
  ['Q'] = run_persistent_id, /* BINPERSID */
  ['b'] = run_build,         /* BUILD */
};

static gboolean
run_instruction (Machine *machine, GError **error)
{
  const guint8 *code = take (machine, 1, error);
  GError *reason = NULL;

  if (code == NULL)
    return FALSE;
  if (instructions[*code] == NULL)
    {
      g_set_error (
          error, FV_ERROR, FV_ERROR_WEIGHTS,
          _ ("The weights file “%s” holds the pickle instruction 0x%02x, which weights "
             "do not need. Choose a file that holds nothing but a state dict."),
          machine->reader->label, *code);
      return FALSE;
    }
  if (instructions[*code](machine, &reason))
    return TRUE;
  if (reason != NULL)
    g_propagate_error (error, reason);
  else
    fv_reader_set_damaged (machine->reader, error);
  return FALSE;
}

/**
 * fv_pickle_read:
 * @reader: the file, for messages
 * @bytes: what a pickle is at the beginning of
 * @n_bytes: their number
 * @position: (inout): where the pickle begins; on success, where it ends
 * @error: %FV_ERROR_WEIGHTS
 *
 * Takes memory in proportion to the pickle's size, and never calls itself.
 *
 * Returns: (transfer full): what the pickle describes, or %NULL
 */
FvPickle *
fv_pickle_read (const FvReader *reader, const guint8 *bytes, gsize n_bytes,
                gsize *position, GError **error)
{
  g_autoptr (FvPickle) pickle = pickle_new ();
  Machine machine = { .reader = reader,
                      .bytes = bytes,
                      .n_bytes = n_bytes,
                      .position = *position,
                      .pickle = pickle };
  gboolean succeeded = TRUE;

  machine.stack = g_array_new (FALSE, FALSE, sizeof (guint));
  machine.marks = g_array_new (FALSE, FALSE, sizeof (guint));
  machine.memo = g_hash_table_new (NULL, NULL);
  while (succeeded && !machine.is_done)
    succeeded = run_instruction (&machine, error);
  g_array_unref (machine.stack);
  g_array_unref (machine.marks);
  g_hash_table_unref (machine.memo);
  *position = machine.position;
  return succeeded ? g_steal_pointer (&pickle) : NULL;
}
