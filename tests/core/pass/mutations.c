/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Texts of objectives and settings with random changes: each is understood, or refused
 * with an error, and nothing else happens. */

#include <math.h>
#include <string.h>

#include "../helpers.h"
#include "base/random.h"

#define SEED        17
#define N_MUTATIONS 20000
#define MOST_EDITS  3
#define MOST_ADDED  8
#define N_KINDS     4

/* Bytes that are put into texts: those that the texts have, and some that they have not
 */
static const gchar alphabet[] = "0123456789.:@*+-_= \t\nbconvsetgx\"%\xc3\xa9\xff\x01";

static const gchar *const objectives[] = {
  "block1_conv2:3",
  "block3_conv1@strong:8*2",
  "block2_conv2*0.5 + block1_conv1:3*-1 - block3_conv1",
  " - block2_conv1@weak:1 - block1_conv2 : 2 * 1e-3",
  "block1_conv1@average:4+block1_conv1+block1_conv1:0*.5",
};

static const gchar *const settings_texts[] = {
  "steps=20 step-size=1.5 scales=4 contrast=0",
  "seamless=xy padding=reflect jitter=32 norm=mean pyramid=yes",
  "strength=0.5 keep-colors=yes frames=3 zoom=1.05 rotate=-3 every=0",
  "smooth=1e1\tvariation=.1 l2=0x1p-3 border=0\ncolors=faithful relu=before",
  "threads=2 memory=100 pooling=average scale-factor=1.2 steps=100000",
};

static guint64
choose (guint64 *index, guint64 n)
{
  return fv_random_bits (SEED, (*index)++) % n;
}

static void
edit (GString *text, const gchar *other, guint64 *index)
{
  gsize at = choose (index, text->len + 1), rest = text->len - at;
  gchar byte = alphabet[choose (index, sizeof alphabet - 1)];
  gsize from = choose (index, strlen (other));
  gsize n_erased = 1 + choose (index, 4);

  switch (choose (index, N_KINDS))
    {
    case 0:
      g_string_insert_c (text, at, byte);
      break;
    case 1:
      g_string_erase (text, at, MIN (rest, n_erased));
      break;
    case 2:
      if (rest > 0)
        text->str[at] = byte;
      break;
    default:
      g_string_insert_len (text, at, other + from,
                           1 + choose (index, MIN (strlen (other) - from, MOST_ADDED)));
    }
}

/* One of the texts with a few edits */
static GString *
mutate (const gchar *const *texts, gsize n_texts, guint64 *index)
{
  GString *text = g_string_new (texts[choose (index, n_texts)]);
  guint64 n_edits = 1 + choose (index, MOST_EDITS);

  for (guint64 i = 0; i < n_edits; i++)
    edit (text, texts[choose (index, n_texts)], index);
  return text;
}

static void
assert_terms (const FvTerms *terms)
{
  gint n_terms;
  const FvTerm *list = fv_terms_get (terms, &n_terms);

  g_assert_cmpint (n_terms, >, 0);
  g_assert_nonnull (fv_terms_get_deepest_layer (terms));
  for (gint i = 0; i < n_terms; i++)
    {
      g_assert_true (isfinite (list[i].weight) && list[i].weight != 0.0);
      g_assert_cmpint (list[i].filter, >=, 0);
      g_assert_cmpint (list[i].filter, <, 64);
    }
}

static void
test_objectives (void)
{
  g_autoptr (FvNetwork) network = make_network (&fv_vgg16, "block3_conv1", 4);
  gint n_layers, n_understood = 0;
  const FvLayer *layers = fv_network_get_layers (network, &n_layers);
  guint64 index = 0;

  for (gint i = 0; i < N_MUTATIONS; i++)
    {
      GString *text = mutate (objectives, G_N_ELEMENTS (objectives), &index);
      g_autoptr (GError) error = NULL;
      g_autoptr (FvTerms) terms = fv_terms_parse (text->str, layers, n_layers, &error);

      g_assert_true ((terms == NULL) == (error != NULL));
      n_understood += terms != NULL;
      if (terms != NULL && !fv_terms_need_photo (terms))
        {
          g_assert_true (fv_terms_resolve (terms, network, NULL, NULL, 1, 0, NULL));
          assert_terms (terms);
        }
      g_string_free (text, TRUE);
    }
  g_test_message ("%d of %d understood", n_understood, N_MUTATIONS);
  g_assert_cmpint (n_understood, >, N_MUTATIONS / 100);
  g_assert_cmpint (n_understood, <, N_MUTATIONS / 2);
}

/* What was understood is the same when it is written and read again; otherwise nothing
 * changes. */
static gboolean
parse_twice (const FvSettings *usual, const gchar *text)
{
  FvSettings settings = *usual, again = *usual;
  g_autofree gchar *before = fv_settings_to_string (&settings);
  g_autofree gchar *after = NULL, *twice = NULL;
  g_autoptr (GError) error = NULL;
  gboolean understood = fv_settings_parse (&settings, text, &error);

  g_assert_true (understood == (error == NULL));
  after = fv_settings_to_string (&settings);
  g_assert_true (fv_settings_parse (&again, after, NULL));
  twice = fv_settings_to_string (&again);
  g_assert_cmpstr (twice, ==, after);
  if (!understood)
    g_assert_cmpstr (after, ==, before);
  return understood;
}

static void
test_settings (void)
{
  FvSettings usual;
  gint n_understood = 0;
  guint64 index = 0;

  fv_settings_init (&usual, FV_TASK_DREAM, fv_recipe_find ("deepdream", NULL),
                    FV_START_IMAGE);
  for (gint i = 0; i < N_MUTATIONS; i++)
    {
      GString *text = mutate (settings_texts, G_N_ELEMENTS (settings_texts), &index);

      n_understood += parse_twice (&usual, text->str);
      g_string_free (text, TRUE);
    }
  g_test_message ("%d of %d understood", n_understood, N_MUTATIONS);
  g_assert_cmpint (n_understood, >, N_MUTATIONS / 100);
  g_assert_cmpint (n_understood, <, N_MUTATIONS / 2);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/mutations/objectives", test_objectives);
  g_test_add_func ("/mutations/settings", test_settings);
  return g_test_run ();
}
