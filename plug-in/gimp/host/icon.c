/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The icon of the menu's entries. */

#include "gimp/host/icon.h"

#define ICON_PATH "/featvis/visualize-vgg16-filter.png"

/* Returns: (transfer full) (nullable): NULL where PNG cannot be loaded; the entries have
 * no icon then */
GdkPixbuf *
icon_load (void)
{
  g_autoptr (GError) error = NULL;
  GdkPixbuf *icon = gdk_pixbuf_new_from_resource (ICON_PATH, &error);

  if (!icon)
    g_info ("%s", error->message);
  return icon;
}
