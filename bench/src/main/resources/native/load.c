// The load program: opens N streams against a server of the OpenAI API and reports what came back.
//
//   bench-load http://HOST:PORT[/v1/chat/completions] [options]
//
//   -c N      connections, each asking again as soon as it has its answer (1)
//   -w S -t S seconds of warm-up, then measured (1, 6)
//   -n N      max_tokens of each request (16)
//   -m MODEL  (bench-8b)
//   -s        stream; without it whole answers
//   -x WORDS  words for the bench engine, such as "d=10", put in the prompt as "load: d=10;"
//   -H LINE   another request header, "Name: value"; may be repeated
//   -p PID    the process whose CPU time and memory are reported, with its descendants
//   -o MS     milliseconds between the openings of two streams (out of step, over half of the warm-up)
//
// Prints one JSON object: tokens and requests a second; time to first token, of the whole request and of each
// token (from the stamp " @<CLOCK_MONOTONIC ns, 19 digits>" that the bench engine puts into it, so only on
// one machine) in milliseconds; errors by kind; CPU microseconds a token of the process. A stream counts only
// when its [DONE] came. Latency needs the bench engine; everything else works with any server.
#define _GNU_SOURCE
#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

typedef struct {
    unsigned *microseconds;
    long count, capacity;
} Samples;

typedef enum { HEAD, BODY_BY_LENGTH, CHUNK_SIZE, CHUNK_DATA, CHUNK_END, TRAILER, BODY_TO_CLOSE } State;

typedef struct {
    int fd, connected, status, chunked;
    State state;
    int stamp_digits, tokens, done_matched, answers;
    long left, stamp_ns, started_ns;
    char line[512];
    int line_length;
} Connection;

static Connection *connections;
static struct addrinfo *target;
static int epoll, streaming, measuring;
static char request[16384];
static int request_length;
static Samples token_latency, first_token, whole_request;
static long tokens, requests, connection_errors, bad_status, missing_done;

static long now_ns(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1000000000L + t.tv_nsec;
}

static void take_sample(Samples *s, long nanoseconds) {
    if (!measuring) {
        return;
    }
    if (s->count == s->capacity) {
        s->capacity = s->capacity ? 2 * s->capacity : 65536;
        s->microseconds = realloc(s->microseconds, s->capacity * sizeof *s->microseconds);
    }
    long us = nanoseconds / 1000;
    s->microseconds[s->count++] = us < 0 ? 0 : us > 4000000000L ? 4000000000U : us;
}

static int compare(const void *a, const void *b) {
    unsigned x = *(const unsigned *)a, y = *(const unsigned *)b;
    return x < y ? -1 : x > y;
}

static double quantile_ms(Samples *s, double q) {
    return s->count ? s->microseconds[(long)((s->count - 1) * q)] / 1000.0 : 0;
}

// ---- CPU time and memory of a process and its descendants

typedef struct {
    int pid, parent;
    long user_ticks, system_ticks, resident_kib;
} Process;

typedef struct {
    long user_ticks, system_ticks, resident_kib;
} Usage;

static Process processes[8192];
static int process_count;

static void read_processes(void) {
    DIR *proc = opendir("/proc");
    process_count = 0;
    for (struct dirent *entry; (entry = readdir(proc)) && process_count < 8192;) {
        char path[300], text[1024];
        if (!isdigit(*entry->d_name)) {
            continue;
        }
        snprintf(path, sizeof path, "/proc/%s/stat", entry->d_name);
        FILE *file = fopen(path, "r");
        if (!file) {
            continue;
        }
        int n = fread(text, 1, sizeof text - 1, file);
        fclose(file);
        text[n] = 0;
        char *after_name = strrchr(text, ')');
        unsigned long user, system;
        long pages;
        int parent;
        if (after_name &&
            sscanf(after_name + 2,
                   "%*c %d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu %*d %*d %*d %*d %*d %*d %*u %*u %ld",
                   &parent, &user, &system, &pages) == 4) {
            processes[process_count++] = (Process){atoi(entry->d_name), parent, user, system, pages * 4};
        }
    }
    closedir(proc);
}

static int descends(int pid, int root) {
    for (int depth = 0; pid > 1 && depth < 20; depth++) {
        if (pid == root) {
            return 1;
        }
        int i = 0;
        while (i < process_count && processes[i].pid != pid) {
            i++;
        }
        if (i == process_count) {
            return 0;
        }
        pid = processes[i].parent;
    }
    return 0;
}

static Usage usage_of(int root) {
    Usage sum = {0, 0, 0};
    read_processes();
    for (int i = 0; root && i < process_count; i++) {
        if (descends(processes[i].pid, root)) {
            sum.user_ticks += processes[i].user_ticks;
            sum.system_ticks += processes[i].system_ticks;
            sum.resident_kib += processes[i].resident_kib;
        }
    }
    return sum;
}

static long machine_busy_ticks(void) {
    long user = 0, nice = 0, system = 0, idle, wait, irq = 0, softirq = 0;
    FILE *file = fopen("/proc/stat", "r");
    if (fscanf(file, "cpu %ld %ld %ld %ld %ld %ld %ld", &user, &nice, &system, &idle, &wait, &irq,
               &softirq) != 7) {
        user = 0;
    }
    fclose(file);
    return user + nice + system + irq + softirq;
}

// ---- one connection: ask, parse the answer, ask again

static void open_connection(Connection *c) {
    int on = 1;
    memset(c, 0, sizeof *c);
    c->fd = socket(target->ai_family, SOCK_STREAM | SOCK_NONBLOCK, 0);
    setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    if (connect(c->fd, target->ai_addr, target->ai_addrlen) && errno != EINPROGRESS) {
        perror("bench-load: cannot connect");
        exit(1);
    }
    struct epoll_event event = {.events = EPOLLIN | EPOLLOUT, .data.ptr = c};
    epoll_ctl(epoll, EPOLL_CTL_ADD, c->fd, &event);
}

static void ask(Connection *c) {
    c->state = HEAD;
    c->line_length = c->tokens = c->stamp_digits = c->done_matched = c->status = c->chunked = 0;
    c->left = -1;
    c->started_ns = now_ns();
    if (send(c->fd, request, request_length, MSG_NOSIGNAL) != request_length) {
        connection_errors++;
    }
}

static void read_body(Connection *c, const char *bytes, int length, long now) {
    static const char done_mark[] = "[DONE]";
    for (int i = 0; i < length; i++) {
        char ch = bytes[i];
        if (c->stamp_digits) {
            if (!isdigit(ch)) {
                c->stamp_digits = 0;
                continue;
            }
            c->stamp_ns = c->stamp_ns * 10 + ch - '0';
            if (--c->stamp_digits) {
                continue;
            }
            tokens += measuring;
            if (streaming) {
                take_sample(&token_latency, now - c->stamp_ns);
                if (!c->tokens) {
                    take_sample(&first_token, now - c->started_ns);
                }
            }
            c->tokens++;
        } else if (ch == '@') {
            c->stamp_digits = 19;
            c->stamp_ns = 0;
        } else if (c->done_matched < 6) {
            c->done_matched = ch == done_mark[c->done_matched] ? c->done_matched + 1 : ch == '[';
        }
    }
}

static int answered(Connection *c, long now) {
    if (c->status != 200) {
        bad_status += measuring;
    } else if (streaming && c->done_matched < 6) {
        missing_done += measuring;
    } else {
        requests += measuring;
        take_sample(&whole_request, now - c->started_ns);
    }
    c->answers++;
    return 1;
}

// Takes one head line. Returns 1 at the empty line that ends the head.
static int read_head_line(Connection *c) {
    if (!c->line_length) {
        return 1;
    }
    if (!c->status && !strncmp(c->line, "HTTP/1.", 7)) {
        c->status = atoi(c->line + 9);
    } else if (!strncasecmp(c->line, "content-length:", 15)) {
        c->left = atol(c->line + 15);
    } else if (!strncasecmp(c->line, "transfer-encoding:", 18) && strcasestr(c->line, "chunked")) {
        c->chunked = 1;
    }
    return 0;
}

// Takes what a line means in this state. Returns 1 when the answer is over.
static int read_line(Connection *c, long now) {
    switch (c->state) {
    case HEAD:
        if (read_head_line(c)) {
            if (c->status == 100) {
                c->status = 0;
                return 0;
            }
            c->state = c->chunked ? CHUNK_SIZE : c->left >= 0 ? BODY_BY_LENGTH : BODY_TO_CLOSE;
            return c->state == BODY_BY_LENGTH && !c->left && answered(c, now);
        }
        return 0;
    case CHUNK_SIZE:
        c->left = strtol(c->line, 0, 16);
        c->state = c->left ? CHUNK_DATA : TRAILER;
        return 0;
    case CHUNK_END: c->state = CHUNK_SIZE; return 0;
    case TRAILER: return !c->line_length && answered(c, now);
    default: return 0;
    }
}

static int take(Connection *c, const char *bytes, int length, long now) {
    for (int i = 0; i < length;) {
        if (c->state == BODY_TO_CLOSE) {
            read_body(c, bytes + i, length - i, now);
            return 0;
        }
        if (c->state == BODY_BY_LENGTH || c->state == CHUNK_DATA) {
            int part = length - i < c->left ? length - i : c->left;
            read_body(c, bytes + i, part, now);
            i += part;
            c->left -= part;
            if (!c->left && c->state == BODY_BY_LENGTH) {
                return answered(c, now);
            }
            if (!c->left) {
                c->state = CHUNK_END;
                c->line_length = 0;
            }
            continue;
        }
        char ch = bytes[i++];
        if (ch != '\n') {
            if (ch != '\r' && c->line_length < (int)sizeof c->line - 1) {
                c->line[c->line_length++] = ch;
            }
            continue;
        }
        c->line[c->line_length] = 0;
        int over = read_line(c, now);
        c->line_length = 0;
        if (over) {
            return 1;
        }
    }
    return 0;
}

static void closed_by_peer(Connection *c, long now) {
    if (c->state == BODY_TO_CLOSE) {
        answered(c, now);
    } else if (c->line_length || c->state != HEAD || !c->answers) {
        connection_errors++;
    }
    close(c->fd);
    open_connection(c);
}

static void ready(Connection *c, unsigned events) {
    static char buffer[1 << 18];
    if (!c->connected) {
        if (events & (EPOLLERR | EPOLLHUP)) {
            connection_errors++;
            close(c->fd);
            if (connection_errors > 10000) {
                fprintf(stderr, "bench-load: the server does not accept connections\n");
                exit(1);
            }
            open_connection(c);
            return;
        }
        c->connected = 1;
        struct epoll_event event = {.events = EPOLLIN, .data.ptr = c};
        epoll_ctl(epoll, EPOLL_CTL_MOD, c->fd, &event);
        ask(c);
        return;
    }
    int received = recv(c->fd, buffer, sizeof buffer, 0);
    if (received < 0 && errno == EAGAIN) {
        return;
    }
    long now = now_ns();
    if (received <= 0) {
        closed_by_peer(c, now);
    } else if (take(c, buffer, received, now)) {
        ask(c);
    }
}

static void parse_target(char *url, const char **path, char *host_and_port, int size) {
    if (strncmp(url, "http://", 7)) {
        fprintf(stderr, "bench-load: the target is http://HOST:PORT[/path]\n");
        exit(2);
    }
    snprintf(host_and_port, size, "%s", url + 7);
    char *slash = strchr(host_and_port, '/');
    if (slash) {
        if (slash[1]) {
            *path = strdup(slash);
        }
        *slash = 0;
    }
    char host[300];
    snprintf(host, sizeof host, "%s", host_and_port);
    char *colon = strrchr(host, ':');
    const char *port = "80";
    if (colon) {
        *colon = 0;
        port = colon + 1;
    }
    struct addrinfo hints = {.ai_socktype = SOCK_STREAM};
    if (getaddrinfo(host, port, &hints, &target)) {
        fprintf(stderr, "bench-load: cannot find the address of %s\n", host);
        exit(1);
    }
}

// Streams are opened over half of the warm-up, out of step: at equal distances, they would be due together
// whenever the distance and the time between tokens have a common multiple, as 5 and 10 ms have.
static long opens_after_ns(int stream, int count, double warm_up_s, double every_ms) {
    if (every_ms > 0) {
        return (long)(stream * every_ms * 1e6);
    }
    double moved = stream * 0.61803398875;
    return (long)((stream + moved - (long)moved) * warm_up_s * 5e8 / count);
}

int main(int argc, char **argv) {
    double warm_up_s = 1, measured_s = 6, open_every_ms = 0;
    int count = 1, max_tokens = 16, pid = 0;
    const char *model = "bench-8b", *words = "", *path = "/v1/chat/completions";
    char headers[4096] = "", host[300];
    if (argc < 2 || argv[1][0] == '-') {
        fprintf(stderr,
                "usage: bench-load http://HOST:PORT[/path] [-c N] [-w S] [-t S] [-n N] [-m MODEL] [-s] "
                "[-x WORDS] [-H LINE] [-p PID] [-o MS]\n");
        return 2;
    }
    parse_target(argv[1], &path, host, sizeof host);
    optind = 2;
    for (int option; (option = getopt(argc, argv, "c:w:t:n:m:sx:H:p:o:")) > 0;) {
        switch (option) {
        case 'c': count = atoi(optarg); break;
        case 'w': warm_up_s = atof(optarg); break;
        case 't': measured_s = atof(optarg); break;
        case 'n': max_tokens = atoi(optarg); break;
        case 'm': model = optarg; break;
        case 's': streaming = 1; break;
        case 'x': words = optarg; break;
        case 'p': pid = atoi(optarg); break;
        case 'o': open_every_ms = atof(optarg); break;
        case 'H':
            snprintf(headers + strlen(headers), sizeof headers - strlen(headers), "%s\r\n", optarg);
            break;
        default: return 2;
        }
    }
    char body[4096];
    int body_length = snprintf(
        body, sizeof body,
        strstr(path, "chat")
            ? "{\"model\":\"%s\",\"messages\":[{\"role\":\"user\",\"content\":\"Tell me about the sea. "
              "load: %s;\"}],\"max_tokens\":%d,\"stream\":%s}"
            : "{\"model\":\"%s\",\"prompt\":\"Tell me about the sea. load: %s;\",\"max_tokens\":%d,"
              "\"stream\":%s}",
        model, words, max_tokens, streaming ? "true" : "false");
    request_length = snprintf(
        request, sizeof request,
        "POST %s HTTP/1.1\r\nHost: %s\r\nContent-Type: application/json\r\n%sContent-Length: %d\r\n\r\n%s",
        path, host, headers, body_length, body);

    connections = calloc(count, sizeof *connections);
    epoll = epoll_create1(0);
    long begun = now_ns(), measured_from = begun + (long)(warm_up_s * 1e9),
         until = measured_from + (long)(measured_s * 1e9);
    int opened = 0;
    long own_ticks = 0, busy_ticks = 0;
    Usage before = {0, 0, 0};
    struct epoll_event events[512];
    while (now_ns() < until) {
        long now = now_ns();
        if (!measuring && now >= measured_from) {
            measuring = 1;
            Usage own = usage_of(getpid());
            before = usage_of(pid);
            own_ticks = own.user_ticks + own.system_ticks;
            busy_ticks = machine_busy_ticks();
            measured_from = now_ns();
            until = measured_from + (long)(measured_s * 1e9);
        }
        while (opened < count &&
               (!streaming || now >= begun + opens_after_ns(opened, count, warm_up_s, open_every_ms))) {
            open_connection(connections + opened++);
        }
        int n = epoll_wait(epoll, events, 512, opened < count ? 1 : 5);
        for (int i = 0; i < n; i++) {
            ready(events[i].data.ptr, events[i].events);
        }
    }
    double seconds = (now_ns() - measured_from) / 1e9;
    Usage own = usage_of(getpid()), after = usage_of(pid);
    own_ticks = own.user_ticks + own.system_ticks - own_ticks;
    long user = after.user_ticks - before.user_ticks, system = after.system_ticks - before.system_ticks;
    busy_ticks = machine_busy_ticks() - busy_ticks;
    qsort(token_latency.microseconds, token_latency.count, sizeof(unsigned), compare);
    qsort(first_token.microseconds, first_token.count, sizeof(unsigned), compare);
    qsort(whole_request.microseconds, whole_request.count, sizeof(unsigned), compare);
    double us_per_tick = 1e6 / sysconf(_SC_CLK_TCK);
    printf("{\"seconds\":%.2f,\"tokens_per_second\":%.0f,\"requests_per_second\":%.1f,"
           "\"token_latency_ms\":{\"p50\":%.3f,\"p99\":%.3f,\"p999\":%.3f},"
           "\"first_token_ms\":{\"p50\":%.3f,\"p99\":%.3f},\"request_ms\":{\"p50\":%.3f,\"p99\":%.3f},"
           "\"errors\":{\"connection\":%ld,\"status\":%ld,\"missing_done\":%ld},"
           "\"cpu_us_per_token\":%.2f,\"cpu_us_per_token_user\":%.2f,\"cpu_us_per_request\":%.1f,\"cpu_"
           "percent\":%.0f,"
           "\"resident_mib\":%.0f,\"machine_percent\":%.0f,\"load_percent\":%.0f}\n",
           seconds, tokens / seconds, requests / seconds, quantile_ms(&token_latency, .5),
           quantile_ms(&token_latency, .99), quantile_ms(&token_latency, .999), quantile_ms(&first_token, .5),
           quantile_ms(&first_token, .99), quantile_ms(&whole_request, .5), quantile_ms(&whole_request, .99),
           connection_errors, bad_status, missing_done, tokens ? (user + system) * us_per_tick / tokens : 0,
           tokens ? user * us_per_tick / tokens : 0, requests ? (user + system) * us_per_tick / requests : 0,
           (user + system) / seconds, after.resident_kib / 1024.0, busy_ticks / seconds, own_ticks / seconds);
    return 0;
}
