//go:build (desktop || dev) && !bindings

// What a desk's window has and a kiosk's must not: a place that is
// remembered, a way to the front, and a last word of its page.

#include <gdk/gdkx.h>
#include <gtk/gtk.h>
#include <webkit2/webkit2.h>

#include "_cgo_export.h"
#include "guard_linux.h"

// All of this belongs to GTK's thread.
static GtkWindow *desk = NULL;
static WebKitWebView *page = NULL;
static struct window_place place; // where it stands when nothing makes it larger
static guint telling = 0;         // of a place that is about to be told

int window_screens(GdkRectangle *areas, int most)
{
    GdkDisplay *display = gdk_display_get_default();
    int n = 0, all = gdk_display_get_n_monitors(display);
    for (int i = 0; i < all && n < most; i++) {
        GdkMonitor *monitor = gdk_display_get_monitor(display, i);
        gdk_monitor_get_workarea(monitor, &areas[n]);
        if (gdk_monitor_is_primary(monitor)) {
            GdkRectangle first = areas[n];
            areas[n] = areas[0];
            areas[0] = first;
        }
        n++;
    }
    return n;
}

// tell_place tells where the desk stands. It waits until the window has
// come to rest, because its new size may arrive before the news that it was
// maximised.
static gboolean tell_place(gpointer data)
{
    telling = 0;
    GdkWindow *surface = gtk_widget_get_window(GTK_WIDGET(desk));
    if (surface == NULL)
        return G_SOURCE_REMOVE;
    GdkWindowState state = gdk_window_get_state(surface);
    if (state & (GDK_WINDOW_STATE_ICONIFIED | GDK_WINDOW_STATE_FULLSCREEN | GDK_WINDOW_STATE_WITHDRAWN))
        return G_SOURCE_REMOVE;
    place.maximised = (state & GDK_WINDOW_STATE_MAXIMIZED) != 0;
    if (!place.maximised) {
        gtk_window_get_position(desk, &place.x, &place.y);
        gtk_window_get_size(desk, &place.width, &place.height);
    }
    if (place.width > 0)
        windowMoved(place.x, place.y, place.width, place.height, place.maximised);
    return G_SOURCE_REMOVE;
}

static gboolean moved(GtkWidget *window, GdkEvent *event, gpointer data)
{
    if (telling != 0)
        g_source_remove(telling);
    telling = g_timeout_add(300, tell_place, NULL);
    return FALSE;
}

static gboolean settle(gpointer data)
{
    if (place.width > 0) {
        gtk_window_move(desk, place.x, place.y);
        if (place.maximised)
            gtk_window_maximize(desk);
    }
    g_signal_connect(desk, "configure-event", G_CALLBACK(moved), NULL);
    g_signal_connect(desk, "window-state-event", G_CALLBACK(moved), NULL);
    return G_SOURCE_REMOVE;
}

static gboolean come_forward(gpointer data)
{
    GdkWindow *surface = desk == NULL ? NULL : gtk_widget_get_window(GTK_WIDGET(desk));
    if (surface == NULL)
        return G_SOURCE_REMOVE;
    // Window managers keep a window back that asks without a time.
    guint32 now = GDK_IS_X11_WINDOW(surface) ? gdk_x11_get_server_time(surface) : GDK_CURRENT_TIME;
    gtk_window_deiconify(desk);
    gtk_window_present_with_time(desk, now);
    return G_SOURCE_REMOVE;
}

void window_raise(void) { g_idle_add(come_forward, NULL); }

static void page_answered(GObject *view, GAsyncResult *result, gpointer data)
{
    bool may = true;
    JSCValue *value = webkit_web_view_call_async_javascript_function_finish(WEBKIT_WEB_VIEW(view), result, NULL);
    if (value != NULL)
        may = jsc_value_to_boolean(value);
    g_clear_object(&value);
    windowAnswered(may);
}

// mark presses a key that no keyboard has, so that the page gets it behind
// all that was pressed before.
static void mark(void)
{
    GdkWindow *surface = gtk_widget_get_window(GTK_WIDGET(page));
    if (surface == NULL)
        return;
    GdkEvent *event = gdk_event_new(GDK_KEY_PRESS);
    event->key.window = g_object_ref(surface);
    event->key.send_event = TRUE;
    event->key.time = GDK_CURRENT_TIME;
    event->key.keyval = GDK_KEY_F20;
    gdk_event_set_device(event, gdk_seat_get_keyboard(gdk_display_get_default_seat(gdk_window_get_display(surface))));
    gtk_widget_event(GTK_WIDGET(page), event);
    gdk_event_free(event);
}

static gboolean ask(gpointer body)
{
    if (telling != 0)
        g_source_remove(telling);
    if (desk != NULL)
        tell_place(NULL);
    if (page == NULL) {
        windowAnswered(true);
    } else {
        webkit_web_view_call_async_javascript_function(page, body, -1, NULL, NULL, NULL, NULL, page_answered, NULL);
        mark();
    }
    g_free(body);
    return G_SOURCE_REMOVE;
}

void window_ask(const char *body) { g_idle_add(ask, g_strdup(body)); }

static char *last_folder = NULL; // that files were chosen from

static void chosen(GtkNativeDialog *dialog, gint response, gpointer request)
{
    if (response == GTK_RESPONSE_ACCEPT) {
        GPtrArray *names = g_ptr_array_new_with_free_func(g_free);
        GSList *files = gtk_file_chooser_get_filenames(GTK_FILE_CHOOSER(dialog));
        for (GSList *f = files; f != NULL; f = f->next)
            g_ptr_array_add(names, f->data);
        g_slist_free(files);
        if (names->len > 0) {
            g_free(last_folder);
            last_folder = g_path_get_dirname(names->pdata[0]);
        }
        g_ptr_array_add(names, NULL);
        webkit_file_chooser_request_select_files(request, (const char *const *)names->pdata);
        g_ptr_array_unref(names);
    } else {
        webkit_file_chooser_request_cancel(request);
    }
    g_object_unref(request);
    g_object_unref(dialog);
}

// choose_files begins where the last files came from, else among the user's
// pictures. Left to itself WebKit begins with the files of late, of which a
// window that stores nothing of its user's knows none.
static gboolean choose_files(WebKitWebView *view, WebKitFileChooserRequest *request, gpointer data)
{
    GtkFileChooserNative *dialog = gtk_file_chooser_native_new(NULL, desk, GTK_FILE_CHOOSER_ACTION_OPEN, NULL, NULL);
    GtkFileChooser *chooser = GTK_FILE_CHOOSER(dialog);
    gtk_file_chooser_set_select_multiple(chooser, webkit_file_chooser_request_get_select_multiple(request));
    GtkFileFilter *filter = webkit_file_chooser_request_get_mime_types_filter(request);
    if (filter != NULL)
        gtk_file_chooser_set_filter(chooser, filter);
    const char *pictures = g_get_user_special_dir(G_USER_DIRECTORY_PICTURES);
    if (pictures == NULL || !g_file_test(pictures, G_FILE_TEST_IS_DIR))
        pictures = g_get_home_dir();
    gtk_file_chooser_set_current_folder(chooser, last_folder != NULL ? last_folder : pictures);
    gtk_native_dialog_set_modal(GTK_NATIVE_DIALOG(dialog), TRUE);
    g_signal_connect(dialog, "response", G_CALLBACK(chosen), g_object_ref(request));
    gtk_native_dialog_show(GTK_NATIVE_DIALOG(dialog));
    return TRUE;
}

// window_desk begins to look after a desk. Wails has asked for the middle of
// the screen already; what is asked for here comes after that.
void window_desk(gpointer window, gpointer view, struct window_place at)
{
    desk = GTK_WINDOW(window);
    page = WEBKIT_WEB_VIEW(view);
    place = at;
    g_signal_connect(page, "run-file-chooser", G_CALLBACK(choose_files), NULL);
    g_idle_add(settle, NULL);
}
