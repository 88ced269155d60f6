/* delaybox: a link between two network namespaces with delay, loss and a rate.
 *
 *   delaybox NAMESPACE_A NAMESPACE_B INTERFACE
 *
 * A user-space stand-in for tc-netem, which many kernels in containers lack. Makes one
 * TAP device in each namespace (paths such as /proc/PID/ns/net) and passes frames on
 * in order. Each line "rtt_ms loss_percent rate_mbit" on standard input (rate 0 means
 * unlimited) is answered by "ok"; the end of standard input ends the program, so that
 * it cannot outlive its owner.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/if.h>
#include <linux/if_tun.h>
#include <poll.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <time.h>
#include <unistd.h>

#define SLOTS 8192
#define LONGEST_FRAME 2048

struct frame {
    long long due_ns;
    ssize_t length;
    unsigned char bytes[LONGEST_FRAME];
};
struct direction {
    struct frame *frames;
    unsigned head, tail;
    long long line_free_ns; /* when the emulated line has sent the last frame */
};

static struct direction directions[2];
static double rtt_ms, loss_percent, rate_mbit;

static long long now_ns(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1000000000LL + t.tv_nsec;
}

static int open_tap(const char *namespace, const char *interface) {
    int ns = open(namespace, O_RDONLY | O_CLOEXEC);
    if (ns < 0 || setns(ns, CLONE_NEWNET)) { perror(namespace); exit(1); }
    close(ns);
    int tap = open("/dev/net/tun", O_RDWR | O_NONBLOCK | O_CLOEXEC);
    if (tap < 0) { perror("/dev/net/tun"); exit(1); }
    struct ifreq request;
    memset(&request, 0, sizeof request);
    request.ifr_flags = IFF_TAP | IFF_NO_PI;
    strncpy(request.ifr_name, interface, IFNAMSIZ - 1);
    if (ioctl(tap, TUNSETIFF, &request)) { perror("TUNSETIFF"); exit(1); }
    return tap;
}

static void read_settings(void) {
    char line[128];
    if (!fgets(line, sizeof line, stdin)) exit(0);
    sscanf(line, "%lf %lf %lf", &rtt_ms, &loss_percent, &rate_mbit);
    puts("ok");
    fflush(stdout);
}

/* Send what is due; return when the next frame is due, or -1. */
static long long send_due(struct direction *d, int tap, long long now) {
    while (d->head != d->tail) {
        struct frame *f = &d->frames[d->head % SLOTS];
        if (f->due_ns > now) return f->due_ns;
        /* A full device drops frames, as a real line does. */
        if (write(tap, f->bytes, f->length) < 0) errno = 0;
        d->head++;
    }
    return -1;
}

static void take_in(struct direction *d, int tap) {
    for (;;) {
        struct frame *f = &d->frames[d->tail % SLOTS];
        unsigned char spill[LONGEST_FRAME];
        int is_full = d->tail - d->head >= SLOTS;
        ssize_t length = read(tap, is_full ? spill : f->bytes, LONGEST_FRAME);
        if (length <= 0) return;
        if (is_full || drand48() * 100 < loss_percent) continue;
        long long start = now_ns();
        if (rate_mbit > 0) {
            if (d->line_free_ns < start) d->line_free_ns = start;
            d->line_free_ns += (long long)(length * 8000.0 / rate_mbit);
            start = d->line_free_ns;
        }
        f->due_ns = start + (long long)(rtt_ms * 500000.0);
        f->length = length;
        d->tail++;
    }
}

int main(int count, char **words) {
    if (count != 4) return 2;
    int taps[2] = { open_tap(words[1], words[3]), open_tap(words[2], words[3]) };
    prctl(PR_SET_TIMERSLACK, 1000UL); /* the default of 50 µs would be added twice */
    setvbuf(stdin, NULL, _IONBF, 0);  /* poll must see every line */
    for (int i = 0; i < 2; i++)
        directions[i].frames = calloc(SLOTS, sizeof(struct frame));
    srand48(1);
    puts("ready");
    fflush(stdout);
    for (;;) {
        long long now = now_ns(), next = -1;
        for (int i = 0; i < 2; i++) {
            long long due = send_due(&directions[i], taps[!i], now);
            if (due >= 0 && (next < 0 || due < next)) next = due;
        }
        struct timespec wait = { 0, 0 };
        if (next > now) {
            wait.tv_sec = (next - now) / 1000000000LL;
            wait.tv_nsec = (next - now) % 1000000000LL;
        }
        struct pollfd ready[3] = {
            { taps[0], POLLIN, 0 }, { taps[1], POLLIN, 0 }, { 0, POLLIN, 0 } };
        if (ppoll(ready, 3, next < 0 ? NULL : &wait, NULL) < 0) continue;
        if (ready[2].revents) read_settings();
        for (int i = 0; i < 2; i++)
            if (ready[i].revents & POLLIN) take_in(&directions[i], taps[i]);
    }
}
