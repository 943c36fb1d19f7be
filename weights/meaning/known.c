/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "known.h"

#include <string.h>

/* The first that fits counts. */
static const FvKnownNetwork known[] = {
  { "*googlenet", TRUE, FV_CONVENTION_KERAS, TRUE, { 104, 117, 123 } },
  { "resnet*v2", FALSE, FV_CONVENTION_TF },
  { "resnet*", FALSE, FV_CONVENTION_KERAS },
  { "vgg*", FALSE, FV_CONVENTION_KERAS },
  { "mobilenet*", FALSE, FV_CONVENTION_TF },
  { "inception*", FALSE, FV_CONVENTION_TF },
  { "xception*", FALSE, FV_CONVENTION_TF },
  { "nasnet*", FALSE, FV_CONVENTION_TF },
  { "densenet*", FALSE, FV_CONVENTION_TORCHVISION },
  { "efficientnet*", FALSE, FV_CONVENTION_RAW },
};

/* Networks whose weights can be asked for by name, and what their files call them */
static const struct
{
  const gchar *title;
  const gchar *pattern;
} titles[] = {
  { "VGG16", "vgg16" },
  { "VGG19", "vgg19" },
  { "ResNet50V2", "resnet50v2" },
  { "GoogLeNet", "googlenet" },
  { "GoogLeNet", "bvlcgooglenet" },
};

/* Returns: (transfer full): the letters and digits of a name, in small letters */
static gchar *
make_plain (const gchar *name)
{
  GString *plain = g_string_new (NULL);

  for (; *name != '\0'; name++)
    if (g_ascii_isalnum (*name))
      g_string_append_c (plain, g_ascii_tolower (*name));
  return g_string_free (plain, FALSE);
}

/**
 * fv_known_find:
 * @name: what a file calls a network
 *
 * Returns: (transfer none) (nullable): what is known of networks of this name
 */
const FvKnownNetwork *
fv_known_find (const gchar *name)
{
  g_autofree gchar *plain = make_plain (name);

  for (gsize i = 0; i < G_N_ELEMENTS (known); i++)
    if (g_pattern_match_simple (known[i].pattern, plain))
      return &known[i];
  return NULL;
}

/**
 * fv_known_get_title:
 * @name: what a file calls a network
 *
 * Returns: (transfer none): how its authors write it, if it is one whose weights can be
 *   asked for by name; else @name
 */
const gchar *
fv_known_get_title (const gchar *name)
{
  g_autofree gchar *plain = make_plain (name);

  for (gsize i = 0; i < G_N_ELEMENTS (titles); i++)
    if (strcmp (plain, titles[i].pattern) == 0)
      return titles[i].title;
  return name;
}

/**
 * fv_known_is_called:
 * @name: (nullable): what a user asks for: "googlenet"
 * @network: (nullable): the title of a network; %NULL for any
 *
 * Returns: whether @name is that of this network
 */
gboolean
fv_known_is_called (const gchar *name, const gchar *network)
{
  for (gsize i = 0; name != NULL && i < G_N_ELEMENTS (titles); i++)
    if (g_ascii_strcasecmp (titles[i].title, name) == 0)
      return network == NULL || strcmp (titles[i].title, network) == 0;
  return FALSE;
}
