/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Changes a text of JSON so that most of what comes out is JSON again: a value becomes
 * another one, goes, or is there a thousand times. Changes of single bytes, which are
 * made as well, mostly give what the parser refuses. */

#include "json.h"

#include <string.h>

/* Of libFuzzer */
size_t LLVMFuzzerMutate (guint8 *bytes, size_t n_bytes, size_t size);

/* A value: where it lies, and whether it is an element of an array */
typedef struct
{
  gsize begin;
  gsize end;
  gboolean is_element;
} Value;

/* An array or an object that is open */
typedef struct
{
  gsize begin;
  gchar bracket;
} Open;

static void
add_value (GArray *values, const GArray *open, gsize begin, gsize end)
{
  Value value = { begin, end, FALSE };

  if (open->len > 0)
    value.is_element = g_array_index (open, Open, open->len - 1).bracket == '[';
  g_array_append_val (values, value);
}

/* Returns: where the string, number or word ends that begins there */
static gsize
find_end (const gchar *text, gsize begin, gsize length)
{
  gsize end = begin + 1;

  if (text[begin] != '"')
    {
      while (end < length && strchr (",]}: \t\r\n", text[end]) == NULL)
        end++;
      return end;
    }
  while (end < length && text[end] != '"')
    end += text[end] == '\\' ? 2 : 1;
  return MIN (end + 1, length);
}

/* Returns: (transfer full) (element-type Value): all values, keys among them */
static GArray *
find_values (const gchar *text, gsize length)
{
  GArray *values = g_array_new (FALSE, FALSE, sizeof (Value));
  g_autoptr (GArray) open = g_array_new (FALSE, FALSE, sizeof (Open));
  gsize i = 0;

  while (i < length)
    {
      const Open bracket = { i, text[i] };
      gsize begin = i++;

      if (text[begin] == '[' || text[begin] == '{')
        g_array_append_val (open, bracket);
      else if ((text[begin] == ']' || text[begin] == '}') && open->len > 0)
        {
          begin = g_array_index (open, Open, open->len - 1).begin;
          g_array_set_size (open, open->len - 1);
          add_value (values, open, begin, i);
        }
      else if (strchr (",]}: \t\r\n", text[begin]) == NULL)
        {
          i = find_end (text, begin, length);
          add_value (values, open, begin, i);
        }
    }
  return values;
}

/* An element with one of the commas beside it */
static void
remove_element (GString *text, const Value *value)
{
  gsize begin = value->begin, end = value->end;

  while (begin > 0 && strchr (" \t\r\n", text->str[begin - 1]) != NULL)
    begin--;
  if (begin > 0 && text->str[begin - 1] == ',')
    begin--;
  else if (text->str[end] == ',')
    end++;
  g_string_erase (text, (gssize)begin, (gssize)(end - begin));
}

static void
replace (GString *text, const Value *value, const gchar *other, gsize length)
{
  g_string_erase (text, (gssize)value->begin, (gssize)(value->end - value->begin));
  g_string_insert_len (text, (gssize)value->begin, other, (gssize)length);
}

static void
repeat (GString *text, const Value *value, guint n, gsize size)
{
  const gsize length = value->end - value->begin;
  g_autofree gchar *element = g_strndup (text->str + value->begin, length);

  for (guint i = 0; i < n && text->len + length + 1 < size; i++)
    {
      g_string_insert_len (text, (gssize)value->end, element, (gssize)length);
      g_string_insert_c (text, (gssize)value->end, ',');
    }
}

/* Other bytes, or words of the dictionary, in a value */
static void
change_bytes (GString *text, const Value *value)
{
  guint8 bytes[256];
  gsize length = MIN (value->end - value->begin, sizeof bytes / 2);

  memcpy (bytes, text->str + value->begin, length);
  length = LLVMFuzzerMutate (bytes, length, sizeof bytes);
  replace (text, value, (const gchar *)bytes, length);
}

static void
change_value (GString *text, const GArray *values, GRand *random, gsize size)
{
  static const gchar *const words[] = {
    "0",
    "1",
    "2",
    "3",
    "-1",
    "-2",
    "1000",
    "65535",
    "65536",
    "2147483647",
    "2147483648",
    "-2147483648",
    "4294967297",
    "1e300",
    "-0.5",
    "9223372036854775807",
    "null",
    "true",
    "\"same\"",
    "\"valid\"",
    "[]",
    "{}",
    "[[1,1],[1,1]]",
    "[-1,2]",
  };
  static const guint times[] = { 1, 1, 2, 1000 };
  const gint n_values = (gint)values->len;
  const Value *value =
      &g_array_index (values, Value, g_rand_int_range (random, 0, n_values));
  const Value *other =
      &g_array_index (values, Value, g_rand_int_range (random, 0, n_values));
  const gchar *word = words[g_rand_int_range (random, 0, G_N_ELEMENTS (words))];
  g_autofree gchar *copy =
      g_strndup (text->str + other->begin, other->end - other->begin);

  switch (g_rand_int_range (random, 0, 5))
    {
    case 0:
      replace (text, value, word, strlen (word));
      break;
    case 1:
      replace (text, value, copy, strlen (copy));
      break;
    case 2:
      if (value->is_element)
        remove_element (text, value);
      break;
    case 3:
      if (value->is_element)
        repeat (text, value, times[g_rand_int_range (random, 0, G_N_ELEMENTS (times))],
                size);
      break;
    default:
      change_bytes (text, value);
    }
}

/**
 * change_json:
 * @bytes: (inout): JSON, and perhaps a zero byte and what is none behind it
 * @n_bytes: how many
 * @size: room for them
 * @seed: for random numbers
 *
 * Returns: how many bytes there are now
 */
gsize
change_json (guint8 *bytes, gsize n_bytes, gsize size, guint seed)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (seed);
  const guint8 *zero = memchr (bytes, '\0', n_bytes);
  const gsize length = zero != NULL ? (gsize)(zero - bytes) : n_bytes;
  g_autoptr (GString) text = g_string_new_len ((const gchar *)bytes, (gssize)length);
  g_autoptr (GArray) values = find_values (text->str, text->len);

  if (values->len == 0 || g_rand_int_range (random, 0, 8) == 0)
    return LLVMFuzzerMutate (bytes, n_bytes, size);
  change_value (text, values, random, size);
  g_string_append_len (text, (const gchar *)bytes + length, (gssize)(n_bytes - length));
  if (text->len > size)
    return LLVMFuzzerMutate (bytes, n_bytes, size);
  memcpy (bytes, text->str, text->len);
  return text->len;
}
