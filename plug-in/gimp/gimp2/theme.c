/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What is insensitive is to be read, and to be seen as such, in each of GIMP's themes.
 *
 * GIMP's dark themes give it nearly the color of what lies behind, or one as bright as
 * that of all else, and GTK draws it once more in white, one pixel beside, which is for
 * light themes. Here it is of a color between that of other text and what is behind it,
 * and drawn once.
 */

#include "gimp/host/theme.h"

#include <libgimp/gimp.h>
#include <libgimp/gimpui.h>

typedef void (*DrawLayout) (GtkStyle *, GdkWindow *, GtkStateType, gboolean,
                            GdkRectangle *, GtkWidget *, const gchar *, gint, gint,
                            PangoLayout *);

/* GTK's own */
static DrawLayout draw_layout_twice;

static void
draw_layout (GtkStyle *style, GdkWindow *window, GtkStateType state, gboolean use_text,
             GdkRectangle *area, GtkWidget *widget, const gchar *detail, gint x, gint y,
             PangoLayout *layout)
{
  GdkGC *gc = use_text ? style->text_gc[state] : style->fg_gc[state];

  if (state != GTK_STATE_INSENSITIVE)
    {
      draw_layout_twice (style, window, state, use_text, area, widget, detail, x, y,
                         layout);
      return;
    }

  gdk_gc_set_clip_rectangle (gc, area);
  gdk_draw_layout (window, gc, x, y, layout);
  gdk_gc_set_clip_rectangle (gc, NULL);
}

/* A theme's engine that draws text in its own way goes on to do so. */
static void
replace_drawing (GtkStyleClass *klass)
{
  if (klass->draw_layout == draw_layout_twice)
    klass->draw_layout = draw_layout;
}

/* Two parts of what is bright and one of what is dark, so that it can be read */
static guint
mix (guint16 a, guint16 b)
{
  return (2 * a / 3 + b / 3) >> 8;
}

static gchar *
mix_colors (const GdkColor *a, const GdkColor *b)
{
  return g_strdup_printf ("#%02x%02x%02x", mix (a->red, b->red), mix (a->green, b->green),
                          mix (a->blue, b->blue));
}

static gchar *
describe_color (const GdkColor *color)
{
  return mix_colors (color, color);
}

/* The colors behind are those of what is sensitive. */
static void
set_insensitive_colors (const GtkStyle *style)
{
  const GdkColor *bg = &style->bg[GTK_STATE_NORMAL];
  const GdkColor *base = &style->base[GTK_STATE_NORMAL];
  g_autofree gchar *fg_text = mix_colors (&style->fg[GTK_STATE_NORMAL], bg);
  g_autofree gchar *text_text = mix_colors (&style->text[GTK_STATE_NORMAL], base);
  g_autofree gchar *bg_text = describe_color (bg);
  g_autofree gchar *base_text = describe_color (base);
  g_autofree gchar *rc =
      g_strdup_printf ("style \"featvis-insensitive\"\n"
                       "{ fg[INSENSITIVE] = \"%s\" text[INSENSITIVE] = \"%s\"\n"
                       "  bg[INSENSITIVE] = \"%s\" base[INSENSITIVE] = \"%s\" }\n"
                       "class \"GtkWidget\" style : highest \"featvis-insensitive\"\n",
                       fg_text, text_text, bg_text, base_text);

  gtk_rc_parse_string (rc);
}

/* GTK draws what is selected in a grid on the color that is behind other selected things,
 * and writes on it in the color for selected text, which is behind dark in GIMP's dark
 * themes. */
static void
set_grid_colors (const GtkStyle *style)
{
  g_autofree gchar *selected = describe_color (&style->fg[GTK_STATE_SELECTED]);
  g_autofree gchar *active = describe_color (&style->fg[GTK_STATE_ACTIVE]);
  g_autofree gchar *rc =
      g_strdup_printf ("style \"featvis-grid\"\n"
                       "{ text[SELECTED] = \"%s\" text[ACTIVE] = \"%s\" }\n"
                       "class \"GtkIconView\" style : highest \"featvis-grid\"\n",
                       selected, active);

  gtk_rc_parse_string (rc);
}

static gint
get_brightness (const GdkColor *color)
{
  return color->red + color->green + color->blue;
}

/* Themes that draw buttons by pictures make insensitive ones dark, in light themes, too.
 * Text on these is as other text, and so is that beside a button that is checked. */
static void
set_button_colors (const GtkStyle *style)
{
  GtkWidget *button = gtk_button_new ();
  g_autofree gchar *fg = describe_color (&style->fg[GTK_STATE_NORMAL]);
  g_autofree gchar *checked =
      g_strdup_printf ("style \"featvis-checked\" { fg[ACTIVE] = \"%s\" }\n"
                       "widget_class \"*<GtkCheckButton>.GtkLabel\" style : highest "
                       "\"featvis-checked\"\n",
                       fg);
  g_autofree gchar *on_picture =
      g_strdup_printf ("style \"featvis-button\" { fg[INSENSITIVE] = \"%s\" }\n"
                       "widget_class \"*<GtkButton>.GtkLabel\" style : highest "
                       "\"featvis-button\"\n",
                       fg);

  g_object_ref_sink (button);
  gtk_widget_ensure_style (button);
  gtk_rc_parse_string (checked);
  if (G_OBJECT_TYPE (gtk_widget_get_style (button)) != GTK_TYPE_STYLE &&
      get_brightness (&style->fg[GTK_STATE_NORMAL]) <
          get_brightness (&style->bg[GTK_STATE_NORMAL]))
    gtk_rc_parse_string (on_picture);
  g_object_unref (button);
}

/* Makes GTK ready, with the user's theme. To be called before widgets are made. */
void
theme_init (const gchar *program)
{
  GtkStyleClass *klass;
  GtkWidget *window;
  GtkStyle *style;

  gimp_ui_init (program, FALSE);
  if (draw_layout_twice)
    return;

  klass = g_type_class_ref (GTK_TYPE_STYLE);
  draw_layout_twice = klass->draw_layout;
  replace_drawing (klass);
  window = gtk_window_new (GTK_WINDOW_TOPLEVEL);
  gtk_widget_ensure_style (window);
  style = gtk_widget_get_style (window);
  replace_drawing (GTK_STYLE_GET_CLASS (style));
  set_insensitive_colors (style);
  set_grid_colors (style);
  set_button_colors (style);
  gtk_widget_destroy (window);
}
