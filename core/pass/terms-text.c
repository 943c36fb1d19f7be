/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The text of an objective:
 *
 *   objective := ["-"] term { ("+" | "-") term }
 *   term      := [factor "*"] layer [":" filters ["@direction"] | "@" manner]
 *                ["*" factor]
 *   filters   := filter ["-" last filter] | class's name
 *   manner    := rank ":" number | "style" | "statistics" | "content"
 *   rank      := "strong" | "weak" | "average"
 *
 * as in "block4_conv2:17*0.5 + block5_conv1:3*-1". Spaces may stand between the parts.
 * "block4_conv2:5-9" is the mean of these five filters; what follows the "-" is a
 * filter's number unless it is the factor of another term, as in
 * "block4_conv2:5-9*block4_conv3".
 *
 * The scores of classes before softmax are "predictions" in any network that has them;
 * "predictions:tabby" and "predictions:tiger_cat" name classes of ImageNet by words of
 * their names, with "_" between them. */

#include "terms.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "base/text.h"
#include "network/class-names.h"
#include "network/layer-list.h"

#define MAXIMUM_TERMS 64

typedef struct
{
  const gchar *text;
  const gchar *at;
  const FvLayer *layers;
  gint n_layers;
} FvReading;

/* A message about what stands at the place that was come to */
static gboolean
set_error (const FvReading *reading, const gchar *message, GError **error)
{
  g_autofree gchar *before = g_strndup (reading->text, reading->at - reading->text);
  g_autofree gchar *text = fv_text_shorten (reading->text);
  g_autofree gchar *rest = fv_text_shorten (reading->at);
  glong position = g_utf8_strlen (before, -1) + 1;

  if (*reading->at == '\0')
    g_set_error (error, FV_ERROR, FV_ERROR_SETTING,
                 _ ("The objective “%s” ends too early: %s"), text, message);
  else
    g_set_error (
        error, FV_ERROR, FV_ERROR_SETTING,
        _ ("The objective “%s” is not understood from character %ld on, “%s”: %s"), text,
        position, rest, message);
  return FALSE;
}

static void
skip_spaces (FvReading *reading)
{
  while (g_ascii_isspace (*reading->at))
    reading->at++;
}

static gboolean
skip (FvReading *reading, gchar expected)
{
  skip_spaces (reading);
  if (*reading->at != expected)
    return FALSE;
  reading->at++;
  return TRUE;
}

/* A word of letters, digits and "_" */
static gchar *
read_word (FvReading *reading)
{
  const gchar *begin;

  skip_spaces (reading);
  begin = reading->at;
  while (g_ascii_isalnum (*reading->at) || *reading->at == '_')
    reading->at++;
  return g_strndup (begin, reading->at - begin);
}

/* Names of layers have what their files' writers liked: "inception_4c/output", "add.1".
 *
 * Returns: (nullable): the layer with the longest name that stands here */
static const FvLayer *
find_layer_here (const FvReading *reading)
{
  const FvLayer *longest = NULL;
  gsize longest_length = 0;

  for (gint i = 0; i < reading->n_layers; i++)
    {
      gsize length = strlen (reading->layers[i].name);
      gchar next;

      if (length <= longest_length ||
          strncmp (reading->at, reading->layers[i].name, length) != 0)
        continue;
      next = reading->at[length];
      if (g_ascii_isalnum (next) || next == '_')
        continue;
      longest = &reading->layers[i];
      longest_length = length;
    }
  return longest;
}

/* What is meant as a layer's name: up to a space or a sign that may follow one */
static gchar *
peek_name (const FvReading *reading)
{
  return g_strndup (reading->at, strcspn (reading->at, " \t\n:@*+-"));
}

static gboolean
read_layer (FvReading *reading, FvTerm *term, GError **error)
{
  g_autofree gchar *name = NULL;
  const FvLayer *layer;

  skip_spaces (reading);
  layer = find_layer_here (reading);
  if (layer != NULL)
    {
      term->layer = layer->name;
      reading->at += strlen (layer->name);
      return TRUE;
    }
  name = peek_name (reading);
  layer = fv_layers_find_classes (reading->layers, reading->n_layers);
  if (layer != NULL && g_str_equal (name, FV_CLASSES))
    {
      term->layer = layer->name;
      reading->at += strlen (FV_CLASSES);
      return TRUE;
    }
  if (!g_ascii_isalpha (name[0]) && name[0] != '_' && name[0] != '/')
    return set_error (reading, _ ("a layer is expected here, such as “block4_conv2”."),
                      error);
  return fv_layer_check (reading->layers, reading->n_layers, name, error);
}

static gboolean
read_whole_number (FvReading *reading, gint minimum, gint maximum, gint *number,
                   GError **error)
{
  const gchar *begin;
  g_autofree gchar *message = NULL;
  g_autofree gchar *word = NULL;
  gint64 value;

  skip_spaces (reading);
  begin = reading->at;
  word = read_word (reading);
  if (g_ascii_string_to_signed (word, 10, minimum, maximum, &value, NULL))
    {
      *number = (gint)value;
      return TRUE;
    }
  reading->at = begin;
  message = g_strdup_printf (_ ("a whole number from %d to %d is expected here."),
                             minimum, maximum);
  return set_error (reading, message, error);
}

static gboolean
read_factor (FvReading *reading, gdouble *factor, GError **error)
{
  gchar *end;

  skip_spaces (reading);
  *factor = g_ascii_strtod (reading->at, &end);
  if (end == reading->at || !isfinite (*factor) || *factor == 0.0)
    return set_error (
        reading, _ ("a number other than 0 is expected here, such as “0.5”."), error);
  reading->at = end;
  return TRUE;
}

/* What stands behind "@" */
static gboolean
read_manner (FvReading *reading, FvWrittenTerm *written, gint n_filters, GError **error)
{
  static const gchar *const names[] = { NULL, "strong", "weak", "average" };
  static const struct
  {
    const gchar *name;
    FvTermKind kind;
  } wholes[] = { { "style", FV_TERM_STYLE },
                 { "statistics", FV_TERM_STATISTICS },
                 { "content", FV_TERM_CONTENT } };
  const gchar *begin;
  g_autofree gchar *word = NULL;

  skip_spaces (reading);
  begin = reading->at;
  word = read_word (reading);
  for (guint i = 0; i < G_N_ELEMENTS (wholes); i++)
    if (g_str_equal (word, wholes[i].name))
      {
        written->term.kind = wholes[i].kind;
        return TRUE;
      }
  for (FvRank rank = FV_RANK_STRONG; rank <= FV_RANK_AVERAGE; rank++)
    if (g_str_equal (word, names[rank]))
      written->rank = rank;
  if (written->rank == FV_RANK_NONE || !skip (reading, ':'))
    {
      reading->at = begin;
      return set_error (
          reading,
          _ ("“strong:8”, “weak:8”, “average:8”, “style”, “statistics” or “content” is "
             "expected here."),
          error);
    }
  return read_whole_number (reading, 1, n_filters, &written->n_channels, error);
}

/* Whether "*" and a layer stand behind a layer's name: then it is no layer, but a factor
 */
static gboolean
has_layer_behind (const FvReading *reading, const FvLayer *layer)
{
  FvReading behind = *reading;

  behind.at += strlen (layer->name);
  if (!skip (&behind, '*'))
    return FALSE;
  skip_spaces (&behind);
  return find_layer_here (&behind) != NULL;
}

/* A number before a layer; layers may be called "12", too. */
static gboolean
begins_with_number (FvReading *reading)
{
  const FvLayer *layer;

  skip_spaces (reading);
  layer = find_layer_here (reading);
  if (layer != NULL && !has_layer_behind (reading, layer))
    return FALSE;
  return g_ascii_isdigit (*reading->at) || *reading->at == '.' ||
         ((*reading->at == '-' || *reading->at == '+') &&
          (g_ascii_isdigit (reading->at[1]) || reading->at[1] == '.'));
}

/* "0.5*" before a layer */
static gboolean
read_factor_before (FvReading *reading, gdouble *factor, GError **error)
{
  if (!begins_with_number (reading))
    return TRUE;
  if (!read_factor (reading, factor, error))
    return FALSE;
  return skip (reading, '*') ||
         set_error (reading, _ ("“*” and a layer are expected here."), error);
}

/* Whether "-" and the end of a range of filters stand here; else the "-" belongs to
 * another term. */
static gboolean
begins_with_end (FvReading *reading)
{
  const gchar *at;

  skip_spaces (reading);
  at = reading->at;
  if (*at++ != '-')
    return FALSE;
  at += strspn (at, " ");
  if (!g_ascii_isdigit (*at))
    return FALSE;
  at += strspn (at, "0123456789");
  if (*at == '.' || *at == 'e' || *at == 'E')
    return FALSE;
  at += strspn (at, " ");
  if (*at++ != '*')
    return TRUE;
  at += strspn (at, " ");
  return !g_ascii_isalpha (*at);
}

/* Whether the name of a class stands here, not a number */
static gboolean
begins_with_name (FvReading *reading, const FvLayer *layer)
{
  skip_spaces (reading);
  return g_ascii_isalpha (*reading->at) && fv_layer_has_class_names (layer) &&
         layer == fv_layers_find_classes (reading->layers, reading->n_layers);
}

static gboolean
read_class (FvReading *reading, gint *class_index, GError **error)
{
  const gchar *begin = reading->at;
  g_autofree gchar *word = read_word (reading);
  g_autofree gchar *problem = NULL;

  *class_index = fv_class_names_find (word, &problem);
  if (*class_index >= 0)
    return TRUE;
  reading->at = begin;
  return set_error (reading, problem, error);
}

/* @last: (out): as @first where there is only one */
static gboolean
read_filters (FvReading *reading, const FvLayer *layer, gint *first, gint *last,
              GError **error)
{
  gint n_filters = layer->n_filters;

  if (begins_with_name (reading, layer))
    {
      if (!read_class (reading, first, error))
        return FALSE;
      *last = *first;
      return TRUE;
    }
  if (!read_whole_number (reading, 0, n_filters - 1, first, error))
    return FALSE;
  *last = *first;
  if (!begins_with_end (reading))
    return TRUE;
  skip (reading, '-');
  return read_whole_number (reading, *first, n_filters - 1, last, error);
}

/* "@direction" behind filters, if it stands here */
static gboolean
read_direction (FvReading *reading, FvTerm *term, GError **error)
{
  const gchar *begin;
  g_autofree gchar *word = NULL;

  if (!skip (reading, '@'))
    return TRUE;
  skip_spaces (reading);
  begin = reading->at;
  word = read_word (reading);
  if (g_str_equal (word, "direction"))
    {
      term->kind = FV_TERM_DIRECTION;
      return TRUE;
    }
  reading->at = begin;
  return set_error (reading, _ ("“direction” is expected here."), error);
}

/* Adds a term, or one for each filter up to @last, which share the weight. */
static gboolean
add_terms (const FvReading *reading, const FvWrittenTerm *written, gint last,
           GArray *terms, GError **error)
{
  gint n_terms =
      written->term.kind != FV_TERM_LAYER ? last - written->term.filter + 1 : 1;

  if (n_terms > MAXIMUM_TERMS - (gint)terms->len)
    return set_error (reading, _ ("these are too many terms."), error);
  for (gint i = 0; i < n_terms; i++)
    {
      FvWrittenTerm term = *written;

      term.term.filter += i;
      term.term.weight /= n_terms;
      g_array_append_val (terms, term);
    }
  return TRUE;
}

static gboolean
read_term (FvReading *reading, gdouble sign, GArray *terms, GError **error)
{
  FvWrittenTerm written = { .term = { .kind = FV_TERM_LAYER } };
  gdouble before = 1.0, behind = 1.0;
  const FvLayer *layer;
  gint last = 0;

  if (!read_factor_before (reading, &before, error) ||
      !read_layer (reading, &written.term, error))
    return FALSE;
  layer = fv_layer_find (reading->layers, reading->n_layers, written.term.layer);
  if (skip (reading, ':'))
    {
      written.term.kind = FV_TERM_FILTER;
      if (!read_filters (reading, layer, &written.term.filter, &last, error) ||
          !read_direction (reading, &written.term, error))
        return FALSE;
    }
  else if (skip (reading, '@') &&
           !read_manner (reading, &written, layer->n_filters, error))
    return FALSE;
  if (skip (reading, '*') && !read_factor (reading, &behind, error))
    return FALSE;
  written.term.weight = sign * before * behind;
  if (!isfinite (written.term.weight) || written.term.weight == 0.0)
    return set_error (reading, _ ("the two factors are too large or too small."), error);
  return add_terms (reading, &written, last, terms, error);
}

/**
 * fv_terms_read:
 * @text: an objective
 * @written: (inout): its terms are added, as #FvWrittenTerm
 * @layers: (array length=n_layers): the layers that there are
 * @n_layers: their number
 * @error: %FV_ERROR_SETTING or %FV_ERROR_LAYER
 *
 * Returns: whether the text was understood
 */
gboolean
fv_terms_read (const gchar *text, GArray *written, const FvLayer *layers, gint n_layers,
               GError **error)
{
  FvReading reading = { text, text, layers, n_layers };
  gdouble sign = skip (&reading, '-') ? -1.0 : 1.0;

  for (;;)
    {
      if (!read_term (&reading, sign, written, error))
        return FALSE;
      if (skip (&reading, '+'))
        sign = 1.0;
      else if (skip (&reading, '-'))
        sign = -1.0;
      else if (*reading.at == '\0')
        return TRUE;
      else
        return set_error (&reading, _ ("“+”, “-”, “*”, “:” or the end is expected here."),
                          error);
    }
}
