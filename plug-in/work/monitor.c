/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a working thread lays down of its ascent after each step, and the main thread
 * looks at when it has time. A picture is drawn only when the last one has been taken, so
 * that looking costs the work little. */

#include "monitor.h"

struct _Monitor
{
  gint n_references; /* atomic */
  gint longest_side; /* of frames */
  GMutex lock;       /* of all below */
  MonitorState state;
  GArray *losses; /* of gdouble, one for each step */
  gint *scales;   /* how many steps each has */
  MonitorFrame frame;
  gboolean frame_is_new;
};

/* Frames will have at most that many pixels along their longer side. */
Monitor *
monitor_new (gint longest_side)
{
  Monitor *monitor = g_new0 (Monitor, 1);

  monitor->n_references = 1;
  monitor->longest_side = longest_side;
  g_mutex_init (&monitor->lock);
  monitor->losses = g_array_new (FALSE, FALSE, sizeof (gdouble));
  return monitor;
}

Monitor *
monitor_ref (Monitor *monitor)
{
  g_atomic_int_inc (&monitor->n_references);
  return monitor;
}

void
monitor_unref (Monitor *monitor)
{
  if (!g_atomic_int_dec_and_test (&monitor->n_references))
    return;

  g_array_unref (monitor->losses);
  g_free (monitor->scales);
  fv_memory_free (monitor->frame.bytes);
  g_mutex_clear (&monitor->lock);
  g_free (monitor);
}

/* In the working thread */

static void
note_scales (Monitor *monitor, const FvStep *step)
{
  if (monitor->scales)
    return;

  monitor->scales = g_new (gint, step->n_scales);
  for (gint i = 0; i < step->n_scales; i++)
    monitor->scales[i] = fv_ascent_count_steps (step->ascent, i);
}

static gboolean
note_numbers (Monitor *monitor, const FvStep *step)
{
  MonitorState *state = &monitor->state;
  gboolean frame_is_wanted;

  g_mutex_lock (&monitor->lock);
  note_scales (monitor, step);
  state->scale = step->scale;
  state->n_scales = step->n_scales;
  state->step = step->step;
  state->n_steps = step->n_steps;
  state->width = step->width;
  state->height = step->height;
  state->fraction = step->fraction;
  state->loss = step->loss;
  state->seconds += step->seconds;
  g_array_append_val (monitor->losses, step->loss);
  frame_is_wanted = !monitor->frame_is_new;
  g_mutex_unlock (&monitor->lock);
  return frame_is_wanted;
}

/* To be called after each step. The last picture is drawn in any case. Without memory
 * for a picture there is none to be seen, and the work goes on. */
void
monitor_note_step (Monitor *monitor, const FvStep *step)
{
  MonitorFrame frame = { 0 };
  guint8 *old;

  if (!note_numbers (monitor, step) && step->fraction < 1.0)
    return;

  frame.bytes =
      fv_step_draw (step, monitor->longest_side, &frame.width, &frame.height, NULL);
  if (!frame.bytes)
    return;

  g_mutex_lock (&monitor->lock);
  old = monitor->frame.bytes;
  monitor->frame = frame;
  monitor->frame_is_new = TRUE;
  g_mutex_unlock (&monitor->lock);
  fv_memory_free (old);
}

/* In the main thread */

void
monitor_get_state (Monitor *monitor, MonitorState *state)
{
  g_mutex_lock (&monitor->lock);
  *state = monitor->state;
  g_mutex_unlock (&monitor->lock);
}

/* TRUE if there is a picture that was not taken yet. Its bytes are to be freed with
 * fv_memory_free(). */
gboolean
monitor_take_frame (Monitor *monitor, MonitorFrame *frame)
{
  gboolean is_new;

  g_mutex_lock (&monitor->lock);
  is_new = monitor->frame_is_new;
  if (is_new)
    {
      *frame = monitor->frame;
      monitor->frame.bytes = NULL;
      monitor->frame_is_new = FALSE;
    }
  g_mutex_unlock (&monitor->lock);
  return is_new;
}

/* The losses of all steps so far, to be freed with g_free(). */
gdouble *
monitor_copy_losses (Monitor *monitor, gint *n_losses)
{
  gdouble *losses;

  g_mutex_lock (&monitor->lock);
  *n_losses = (gint)monitor->losses->len;
  losses = g_memdup2 (monitor->losses->data, monitor->losses->len * sizeof (gdouble));
  g_mutex_unlock (&monitor->lock);
  return losses;
}

/* How many steps each scale has, to be freed with g_free(); NULL before the first step.
 */
gint *
monitor_copy_scales (Monitor *monitor, gint *n_scales)
{
  gint *scales;

  g_mutex_lock (&monitor->lock);
  *n_scales = monitor->state.n_scales;
  scales = g_memdup2 (monitor->scales, *n_scales * sizeof (gint));
  g_mutex_unlock (&monitor->lock);
  return scales;
}
