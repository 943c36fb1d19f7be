/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Networks that cannot be, in each format that tells its network: what stands before the
 * layer that cannot be can be used, and a sentence names that layer. */

#include "hostile_file.h"

#include <string.h>

#include "meaning/layout.h"

#define LARGE ((gint64)1 << 31)

typedef struct
{
  const gchar *name;
  FvReader *(*open) (const HostileNetwork *network);
} Format;

static const Format formats[] = {
  { "caffe", hostile_open_caffe },
  { "onnx", hostile_open_onnx },
  { "keras", hostile_open_keras },
};

static gint
find_channels (const FvLayout *layout, const gchar *layer)
{
  g_autoptr (FvArchitecture) architecture = fv_layout_copy_architecture (layout);
  gint node = fv_architecture_find (architecture, layer);

  return node < 0 ? 0 : architecture->nodes[node].n_filters;
}

static void
assert_named (const gchar *sentence, const gchar *layer)
{
  g_autofree gchar *quoted = g_strdup_printf ("“%s”", layer);

  g_assert_nonnull (sentence);
  if (strstr (sentence, quoted) == NULL)
    g_error ("“%s” does not name %s", sentence, quoted);
}

/* Whether it is the whole network that is refused, or just what cannot be, is up to when
 * that is found out.
 *
 * @named: the layer that a sentence names */
static void
assert_left_out (const Format *format, const HostileNetwork *network, const gchar *named)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (FvLayout) layout = fv_layout_new (format->open (network), &error);

  if (layout == NULL)
    {
      g_assert_error (error, FV_ERROR, FV_ERROR_WEIGHTS);
      assert_named (error->message, named);
      return;
    }
  g_assert_cmpint (find_channels (layout, "first"), ==, 4);
  for (gsize i = 0; i < network->n_layers; i++)
    g_assert_cmpint (find_channels (layout, network->layers[i].name), ==, 0);
  assert_named (fv_layout_get_unknown (layout), named);
}

static void
test_cycle (gconstpointer format)
{
  const HostileLayer own[] = { { HOSTILE_RELU, "own", "own" } };
  const HostileLayer ring[] = { { HOSTILE_RELU, "one", "two" },
                                { HOSTILE_RELU, "two", "three" },
                                { HOSTILE_RELU, "three", "one" } };

  assert_left_out (format, &(HostileNetwork){ 16, own, 1 }, "own");
  assert_left_out (format, &(HostileNetwork){ 16, ring, 3 }, "one");
}

static void
test_missing (gconstpointer format)
{
  const HostileLayer missing[] = { { HOSTILE_RELU, "behind", "nothing" } };
  const HostileLayer empty[] = { { HOSTILE_RELU, "behind", "" } };

  assert_left_out (format, &(HostileNetwork){ 16, missing, 1 }, "behind");
  assert_left_out (format, &(HostileNetwork){ 16, empty, 1 }, "behind");
}

/* Lengths that are no 32-bit numbers, and those whose products are none */
static void
test_sizes (gconstpointer format)
{
  const HostileLayer layers[] = {
    { HOSTILE_POOLING, "pool", "first", .size = LARGE },
    { HOSTILE_POOLING, "pool", "first", .size = 2 * LARGE + 2 },
    { HOSTILE_POOLING, "pool", "first", .size = G_MAXINT64 },
    { HOSTILE_POOLING, "pool", "first", .stride = LARGE },
    { HOSTILE_POOLING, "pool", "first", .stride = 2 * LARGE + 1 },
    { HOSTILE_POOLING, "pool", "first", .stride = G_MAXINT64 },
    { HOSTILE_POOLING, "pool", "first", .size = 3, .padding = LARGE },
    { HOSTILE_POOLING, "pool", "first", .size = 3, .padding = 2 * LARGE + 1 },
    { HOSTILE_POOLING, "pool", "first", .size = 3, .padding = G_MAXINT64 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (layers); i++)
    assert_left_out (format, &(HostileNetwork){ 16, &layers[i], 1 },
                     layers[i].padding != 0 &&
                             strcmp (((const Format *)format)->name, "keras") == 0
                         ? "pad"
                         : "pool");
}

static void
test_strides (gconstpointer format)
{
  const HostileLayer layers[] = {
    { HOSTILE_POOLING, "one", "first", .stride = 40000 },
    { HOSTILE_POOLING, "two", "one", .stride = 40000 },
    { HOSTILE_POOLING, "three", "two", .stride = 40000 },
  };

  assert_left_out (format, &(HostileNetwork){ 0, layers, 3 }, "two");
}

/* A picture of such a size may be any. */
static void
test_picture (gconstpointer data)
{
  const gint64 sides[] = { 0, -1, LARGE, 2 * LARGE + 16, G_MAXINT64, G_MININT64 };
  const HostileLayer layers[] = { { HOSTILE_RELU, "relu", "first" } };
  const Format *format = data;

  for (gsize i = 0; i < G_N_ELEMENTS (sides); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (FvLayout) layout =
          fv_layout_new (format->open (&(HostileNetwork){ sides[i], layers, 1 }), &error);

      g_assert_no_error (error);
      g_assert_cmpint (find_channels (layout, "relu"), ==, 4);
    }
}

static void
test_wide (gconstpointer data)
{
  const HostileLayer layers[] = { { HOSTILE_CONCATENATE, "wide", "first", 1000 },
                                  { HOSTILE_CONCATENATE, "wider", "wide", 1000 } };
  const Format *format = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (FvLayout) layout =
      fv_layout_new (format->open (&(HostileNetwork){ 16, layers, 1 }), &error);

  g_assert_no_error (error);
  g_assert_cmpint (find_channels (layout, "wide"), ==, 4000);
  assert_left_out (format, &(HostileNetwork){ 16, layers, 2 }, "wider");
}

static void
test_padding (gconstpointer data)
{
  const gint64 paddings[] = { -1, -8, -100, G_MININT32, -LARGE - 1, G_MININT64 };
  const Format *format = data;

  for (gsize i = 0; i < G_N_ELEMENTS (paddings); i++)
    {
      const HostileLayer layer = { HOSTILE_POOLING, "pool", "first", .size = 3,
                                   .padding = paddings[i] };

      assert_left_out (format, &(HostileNetwork){ 16, &layer, 1 },
                       strcmp (format->name, "keras") == 0 ? "pad" : "pool");
    }
}

static void
add_tests (const Format *format)
{
  static const struct
  {
    const gchar *name;
    GTestDataFunc test;
  } tests[] = {
    { "cycle", test_cycle },     { "missing", test_missing }, { "sizes", test_sizes },
    { "strides", test_strides }, { "picture", test_picture }, { "wide", test_wide },
    { "padding", test_padding },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++)
    {
      g_autofree gchar *path =
          g_strdup_printf ("/weights/hostile/%s/%s", format->name, tests[i].name);

      g_test_add_data_func (path, format, tests[i].test);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (formats); i++)
    add_tests (&formats[i]);
  return g_test_run ();
}
