/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The pictures of what each layer gives, with what there is to say about it. */

#include "layers.h"
#include "html.h"

#include <string.h>

#include "featvis.h"

#include <glib/gi18n-lib.h>

#define VGG16  "VGG16"
#define VGG19  "VGG19"
#define SAMPLE N_ ("sample network")

typedef struct
{
  const gchar *layer;
  const gchar *network; /* that the picture is of; (translatable) if it is SAMPLE */
  const gchar *filters;
  const gchar *blurb; /* (translatable) */
} Caption;

/* images.sh reads layers, networks and filters from these lines. */
static const Caption captions[] = {
  { "block1_conv1", VGG16, "12, 41, 11, 45", N_ ("Plain colors, and single edges") },
  { "block1_conv2", VGG16, "31, 60, 11, 47",
    N_ ("Colors, and stripes in one direction") },
  { "block2_conv1", VGG16, "12, 27, 2, 54",
    N_ ("Finer stripes, dots and weaves, borders between two colors") },
  { "block2_conv2", VGG16, "6, 46, 24, 70", N_ ("Weaves, nets, rows of dots") },
  { "block3_conv1", VGG19, "21, 17, 4, 35",
    N_ ("Textures that repeat, such as cloth, scales and beads") },
  { "block3_conv2", VGG19, "38, 26, 9, 32",
    N_ ("Richer textures, with curves and corners") },
  { "block3_conv3", VGG19, "34, 8, 27, 26", N_ ("Textures of curves, rings and swirls") },
  { "block4_conv1", SAMPLE, "113, 9, 53, 10",
    N_ ("Forms that repeat: arcs, grids, hooks") },
  { "block4_conv2", SAMPLE, "109, 118, 73, 84",
    N_ ("Larger forms, which begin to look like parts of things") },
  { "block4_conv3", SAMPLE, "99, 55, 106, 28",
    N_ ("Parts of things: with VGG16’s weights, eyes, feathers or petals") },
  { "block5_conv1", SAMPLE, "93, 52, 105, 102", N_ ("Arrangements of such parts") },
  { "block5_conv2", SAMPLE, "25, 87, 75, 71",
    N_ ("Whole things and scenes, in fragments") },
  { "block5_conv3", SAMPLE, "62, 39, 26, 93",
    N_ ("What the network names things by; its pictures need the most room") },
};

static const Caption *
find_caption (const gchar *layer)
{
  for (gsize i = 0; i < G_N_ELEMENTS (captions); i++)
    if (strcmp (captions[i].layer, layer) == 0)
      return &captions[i];

  g_error ("The help has no picture of the layer “%s”", layer);
}

static void
add_layer (GString *html, const FvLayer *layer)
{
  const Caption *caption = find_caption (layer->name);

  html_add (html,
            "<figure id=\"%s\">\n<img src=\"../images/%s.jpg\" alt=\"%s\" width=\"512\" "
            "height=\"128\"/>\n<figcaption><b>%s</b> ",
            layer->name, layer->name, layer->name, layer->name);
  html_add (html, _ ("%s. It has %d filters, each of which sees %d × %d pixels at once."),
            _ (caption->blurb), layer->n_filters, layer->receptive_field,
            layer->receptive_field);
  g_string_append (html, " <small>");
  html_add (html, _ ("Picture: %s, filters %s"), _ (caption->network), caption->filters);
  g_string_append (html, "</small></figcaption>\n</figure>\n");
}

/* Each convolution layer of VGG16. */
void
help_layers_add (GString *html)
{
  gint n_layers;
  g_autofree FvLayer *layers = fv_layers_list (VGG16, &n_layers);

  for (gint i = 0; i < n_layers; i++)
    add_layer (html, &layers[i]);
}
