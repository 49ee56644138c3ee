// A bench engine that speaks the OpenAI API and costs so little that it is not the limit: epoll, one thread,
// keep-alive, one write a token.
//
//   bench-engine PORT [-n TOKENS] [-d MS] [-m MODEL] [-s SLOTS]
//
//   -n, -d  tokens of an answer and milliseconds between them, where the request names none (16, 0)
//   -s      above SLOTS running requests it answers 429 with Retry-After: 7
//
// A request sets its own figures: max_tokens the number of tokens, and in the prompt "load: d=10 f=500;" the
// milliseconds between tokens (d) and before the first (f). Each token is " @" and CLOCK_MONOTONIC in
// nanoseconds, 19 digits, so that a client on the same machine can tell how long it was on its way.
// GET /stats reports requests, running, done, aborted, tokens and when the last abort was seen.
#define _GNU_SOURCE
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { MAX_FD = 65536, MAX_REQUEST = 1 << 24, TOKENS_PER_TURN = 4 };

typedef struct {
    int open, running, chat, streaming, want_usage;
    int tokens, delay_ms, sent;
    char *in;
    int in_length, in_capacity;
    char *out; // what the socket did not take yet
    int out_length, out_offset, out_capacity;
    char frame[512]; // one token's chunk; its stamp is rewritten for each token
    int frame_length, stamp_at;
    long due_ns;
    int heap_at; // place in the timer heap, -1 when there is none
    int queued;  // in the run queue
} Connection;

static Connection *connections[MAX_FD];
static int heap[MAX_FD], heap_size;
static int run_queue[MAX_FD + 1], run_head, run_tail;
static int epoll, default_tokens = 16, default_delay_ms, slots = 1 << 30, running;
static const char *model = "bench-8b";
static long requests, done, aborted, rejected, tokens_sent, last_abort_ns;

static long now_ns(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1000000000L + t.tv_nsec;
}

// ---- timers: a binary heap of descriptors by due time; and the run queue of those due at once

static void heap_put(int at, int fd) {
    heap[at] = fd;
    connections[fd]->heap_at = at;
}

static long due_at(int at) {
    return connections[heap[at]]->due_ns;
}

static void sift_up(int at) {
    int fd = heap[at];
    while (at > 0 && due_at((at - 1) / 2) > connections[fd]->due_ns) {
        heap_put(at, heap[(at - 1) / 2]);
        at = (at - 1) / 2;
    }
    heap_put(at, fd);
}

static void sift_down(int at) {
    int fd = heap[at];
    for (int child; (child = 2 * at + 1) < heap_size; at = child) {
        if (child + 1 < heap_size && due_at(child + 1) < due_at(child)) {
            child++;
        }
        if (due_at(child) >= connections[fd]->due_ns) {
            break;
        }
        heap_put(at, heap[child]);
    }
    heap_put(at, fd);
}

static void set_timer(int fd, long due_ns) {
    Connection *c = connections[fd];
    c->due_ns = due_ns;
    if (c->heap_at < 0) {
        heap_put(heap_size++, fd);
    }
    sift_up(c->heap_at);
    sift_down(c->heap_at);
}

static void clear_timer(int fd) {
    int at = connections[fd]->heap_at;
    if (at < 0) {
        return;
    }
    connections[fd]->heap_at = -1;
    int last = heap[--heap_size];
    if (at < heap_size) {
        heap_put(at, last);
        sift_up(at);
        sift_down(connections[last]->heap_at);
    }
}

static void run_soon(int fd) {
    if (!connections[fd]->queued) {
        connections[fd]->queued = 1;
        run_queue[run_tail] = fd;
        run_tail = (run_tail + 1) % (MAX_FD + 1);
    }
}

// ---- output

static void watch(int fd, int for_output) {
    struct epoll_event event = {.events = EPOLLIN | EPOLLRDHUP | (for_output ? EPOLLOUT : 0), .data.fd = fd};
    epoll_ctl(epoll, EPOLL_CTL_MOD, fd, &event);
}

static void finish_request(int fd) {
    Connection *c = connections[fd];
    if (c->running) {
        c->running = 0;
        running--;
    }
    clear_timer(fd);
}

static void hang_up(int fd) {
    if (connections[fd]->running) {
        aborted++;
        last_abort_ns = now_ns();
    }
    finish_request(fd);
    connections[fd]->open = 0;
    close(fd);
}

// Sends, or keeps what the socket does not take. Returns -1 when the connection is gone.
static int put(int fd, const char *bytes, int length) {
    Connection *c = connections[fd];
    int sent = 0;
    if (!c->out_length) {
        sent = send(fd, bytes, length, MSG_NOSIGNAL | MSG_DONTWAIT);
        if (sent < 0 && errno != EAGAIN) {
            hang_up(fd);
            return -1;
        }
        if (sent < 0) {
            sent = 0;
        }
    }
    if (sent < length) {
        int needed = c->out_offset + c->out_length + length - sent;
        if (needed > c->out_capacity) {
            c->out_capacity = needed + 4096;
            c->out = realloc(c->out, c->out_capacity);
        }
        memcpy(c->out + c->out_offset + c->out_length, bytes + sent, length - sent);
        c->out_length += length - sent;
        watch(fd, 1);
    }
    return 0;
}

static int reply(int fd, int status, const char *extra_headers, const char *json) {
    char answer[8192];
    int length =
        snprintf(answer, sizeof answer,
                 "HTTP/1.1 %d %s\r\nContent-Type: application/json\r\n%sContent-Length: %zu\r\n\r\n%s",
                 status, status < 300 ? "OK" : "Error", extra_headers, strlen(json), json);
    return put(fd, answer, length);
}

// ---- a request's tokens

static void write_stamp(char *place) {
    long value = now_ns();
    for (int i = 18; i >= 0; i--) {
        place[i] = '0' + value % 10;
        value /= 10;
    }
}

static const char *object_of(Connection *c) {
    return c->chat ? "chat.completion.chunk" : "text_completion";
}

static int chunk(char *out, const char *json_event, int length) {
    return sprintf(out, "%x\r\n%.*s\r\n", length, length, json_event);
}

static void build_frame(Connection *c) {
    char event[384];
    const char *choice =
        c->chat ? "\"delta\":{\"content\":\" @0000000000000000000\"}" : "\"text\":\" @0000000000000000000\"";
    int length =
        snprintf(event, sizeof event,
                 "data: {\"id\":\"bench-%016lx\",\"object\":\"%s\",\"created\":1790000000,\"model\":\"%s\","
                 "\"choices\":[{\"index\":0,%s,\"logprobs\":null,\"finish_reason\":null}]}\n\n",
                 requests, object_of(c), model, choice);
    c->frame_length = chunk(c->frame, event, length);
    c->stamp_at = strchr(c->frame, '@') + 1 - c->frame;
}

static int send_head(int fd) {
    Connection *c = connections[fd];
    char out[1024], event[384];
    int length =
        sprintf(out, "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nCache-Control: no-cache\r\n"
                     "Transfer-Encoding: chunked\r\n\r\n");
    if (c->chat) {
        int n = snprintf(
            event, sizeof event,
            "data: {\"id\":\"bench-%016lx\",\"object\":\"%s\",\"created\":1790000000,\"model\":\"%s\","
            "\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"\"},"
            "\"logprobs\":null,\"finish_reason\":null}]}\n\n",
            requests, object_of(c), model);
        length += chunk(out + length, event, n);
    }
    return put(fd, out, length);
}

static int send_tail(int fd) {
    Connection *c = connections[fd];
    char events[1024], out[1152];
    int length =
        snprintf(events, sizeof events,
                 "data: {\"id\":\"bench-0\",\"object\":\"%s\",\"created\":1790000000,\"model\":\"%s\","
                 "\"choices\":[{\"index\":0,%s,\"finish_reason\":\"length\"}]}\n\n",
                 object_of(c), model, c->chat ? "\"delta\":{}" : "\"text\":\"\"");
    if (c->want_usage) {
        length +=
            snprintf(events + length, sizeof events - length,
                     "data: {\"id\":\"bench-0\",\"object\":\"%s\",\"created\":1790000000,\"model\":\"%s\","
                     "\"choices\":[],\"usage\":{\"prompt_tokens\":8,\"completion_tokens\":%d,"
                     "\"total_tokens\":%d}}\n\n",
                     object_of(c), model, c->sent, c->sent + 8);
    }
    length += sprintf(events + length, "data: [DONE]\n\n");
    int total = chunk(out, events, length);
    total += sprintf(out + total, "0\r\n\r\n");
    done++;
    finish_request(fd);
    return put(fd, out, total);
}

static int send_whole(int fd) {
    Connection *c = connections[fd];
    int token_length = 21;
    char *text = malloc(c->tokens * token_length + 1), *json = malloc(c->tokens * token_length + 1024);
    for (int i = 0; i < c->tokens; i++) {
        memcpy(text + i * token_length, " @", 2);
        write_stamp(text + i * token_length + 2);
    }
    text[c->tokens * token_length] = 0;
    c->sent = c->tokens;
    tokens_sent += c->tokens;
    int n = sprintf(json,
                    "{\"id\":\"bench-%016lx\",\"object\":\"%s\",\"created\":1790000000,\"model\":\"%s\","
                    "\"choices\":[{\"index\":0,",
                    requests, c->chat ? "chat.completion" : "text_completion", model);
    n += sprintf(json + n,
                 c->chat ? "\"message\":{\"role\":\"assistant\",\"content\":\"%s\"}" : "\"text\":\"%s\"",
                 text);
    n += sprintf(json + n,
                 ",\"logprobs\":null,\"finish_reason\":\"length\"}],\"usage\":{\"prompt_tokens\":8,"
                 "\"completion_tokens\":%d,\"total_tokens\":%d}}",
                 c->tokens, c->tokens + 8);
    char head[256];
    int head_length =
        sprintf(head, "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n", n);
    done++;
    finish_request(fd);
    int gone = put(fd, head, head_length) < 0 || put(fd, json, n) < 0;
    free(text);
    free(json);
    return gone ? -1 : 0;
}

static void take_input(int fd);

// Sends what is due now, a few tokens at most, then waits for its timer, the socket or its next turn.
static void step(int fd) {
    Connection *c = connections[fd];
    if (!c->open || !c->running || c->out_length) {
        return;
    }
    if (!c->streaming) {
        if (send_whole(fd) == 0) {
            take_input(fd);
        }
        return;
    }
    for (int i = 0; i < TOKENS_PER_TURN; i++) {
        if (c->sent >= c->tokens) {
            if (send_tail(fd) == 0) {
                take_input(fd);
            }
            return;
        }
        write_stamp(c->frame + c->stamp_at);
        c->sent++;
        tokens_sent++;
        if (put(fd, c->frame, c->frame_length) < 0) {
            return;
        }
        if (c->delay_ms && c->sent < c->tokens) {
            long next = c->due_ns + c->delay_ms * 1000000L, now = now_ns();
            set_timer(fd, next > now ? next : now);
            return;
        }
        if (c->out_length) {
            return;
        }
    }
    run_soon(fd);
}

// ---- requests

static int number_after(const char *text, const char *key, int otherwise) {
    const char *at = strstr(text, key);
    return at ? atoi(at + strlen(key)) : otherwise;
}

static int is_true(const char *body, const char *key) {
    const char *at = strstr(body, key);
    if (!at) {
        return 0;
    }
    at += strlen(key);
    while (*at == ' ' || *at == ':') {
        at++;
    }
    return *at == 't';
}

static void begin(int fd, const char *body, int chat) {
    Connection *c = connections[fd];
    requests++;
    if (running >= slots) {
        rejected++;
        reply(fd, 429, "Retry-After: 7\r\n",
              "{\"error\":{\"message\":\"all slots are busy\",\"type\":\"overloaded\"}}");
        return;
    }
    char words[128] = " ";
    const char *load = strstr(body, "load:");
    if (load) {
        snprintf(words, sizeof words, " %s", load + 5);
        char *end = strpbrk(words, ";\"");
        if (end) {
            *end = 0;
        }
    }
    c->chat = chat;
    c->streaming = is_true(body, "\"stream\"");
    c->want_usage = is_true(body, "\"include_usage\"");
    c->tokens = default_tokens;
    const char *limit = strstr(body, "\"max_tokens\"");
    if (limit && (limit = strchr(limit, ':'))) {
        c->tokens = atoi(limit + 1) > 0 ? atoi(limit + 1) : 1;
    }
    c->delay_ms = number_after(words, " d=", default_delay_ms);
    int first_ms = number_after(words, " f=", c->streaming ? c->delay_ms : c->delay_ms * c->tokens);
    c->sent = 0;
    c->running = 1;
    running++;
    if (c->streaming) {
        build_frame(c);
        if (send_head(fd) < 0) {
            return;
        }
    }
    c->due_ns = now_ns() + first_ms * 1000000L;
    if (first_ms) {
        set_timer(fd, c->due_ns);
    } else {
        run_soon(fd);
    }
}

static void route(int fd, const char *method, char *path, const char *body) {
    char json[1024];
    char *query = strchr(path, '?');
    if (query) {
        *query = 0;
    }
    if (!strcmp(method, "POST") && !strcmp(path, "/v1/chat/completions")) {
        begin(fd, body, 1);
    } else if (!strcmp(method, "POST") && !strcmp(path, "/v1/completions")) {
        begin(fd, body, 0);
    } else if (!strcmp(path, "/health")) {
        reply(fd, 200, "", "{\"status\":\"ok\"}");
    } else if (!strcmp(path, "/v1/models")) {
        sprintf(json,
                "{\"object\":\"list\",\"data\":[{\"id\":\"%s\",\"object\":\"model\",\"created\":1790000000,"
                "\"owned_by\":\"bench\",\"max_model_len\":32768}]}",
                model);
        reply(fd, 200, "", json);
    } else if (!strcmp(path, "/stats")) {
        sprintf(
            json,
            "{\"requests\":%ld,\"running\":%d,\"done\":%ld,\"aborted\":%ld,\"rejected\":%ld,\"tokens\":%ld,"
            "\"last_abort_ns\":%ld}\n",
            requests, running, done, aborted, rejected, tokens_sent, last_abort_ns);
        reply(fd, 200, "", json);
    } else {
        reply(fd, 404, "", "{\"error\":{\"message\":\"not found\"}}");
    }
}

// Decodes a chunked body in place. Returns 0 while its end is not there yet; sets *end behind the whole
// request.
static int join_chunks(char *body, char *limit, char **end, int *length) {
    char *write = body, *read = body, *after;
    for (char *at = body;;) {
        long size = strtol(at, &after, 16);
        if (after == at || !(after = strstr(after, "\r\n")) || after + 2 + size + 2 > limit) {
            return 0;
        }
        at = after + 2 + size + 2;
        if (!size) {
            *end = at;
            break;
        }
    }
    for (;;) {
        long size = strtol(read, &after, 16);
        if (!size) {
            break;
        }
        after = strstr(after, "\r\n") + 2;
        memmove(write, after, size);
        write += size;
        read = after + size + 2;
    }
    *length = write - body;
    return 1;
}

// Answers the complete requests in the buffer, one at a time.
static void take_input(int fd) {
    Connection *c = connections[fd];
    while (c->open && !c->running && !c->out_length && c->in_length) {
        c->in[c->in_length] = 0;
        char *head_end = strstr(c->in, "\r\n\r\n");
        if (!head_end) {
            return;
        }
        *head_end = 0;
        char *body = head_end + 4, *end, *field = strcasestr(c->in, "\ncontent-length:");
        int length = field ? atoi(field + 16) : 0;
        end = body + length;
        if (strcasestr(c->in, "\ntransfer-encoding: chunked")) {
            if (!join_chunks(body, c->in + c->in_length, &end, &length)) {
                *head_end = '\r';
                return;
            }
        } else if (end > c->in + c->in_length) {
            *head_end = '\r';
            return;
        }
        int total = end - c->in;
        char kept = body[length], method[16] = "", path[512] = "";
        body[length] = 0;
        sscanf(c->in, "%15s %511s", method, path);
        route(fd, method, path, body);
        if (!c->open) {
            return;
        }
        body[length] = kept;
        memmove(c->in, c->in + total, c->in_length - total);
        c->in_length -= total;
    }
}

// ---- the event loop

static void accept_all(int listener) {
    int on = 1;
    for (int fd; (fd = accept4(listener, 0, 0, SOCK_NONBLOCK)) >= 0;) {
        if (fd >= MAX_FD) {
            close(fd);
            continue;
        }
        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        if (!connections[fd]) {
            connections[fd] = calloc(1, sizeof(Connection));
            connections[fd]->in_capacity = 4096;
            connections[fd]->in = malloc(4096);
        }
        Connection *c = connections[fd];
        c->open = 1;
        c->running = c->in_length = c->out_length = c->out_offset = 0;
        c->heap_at = -1;
        struct epoll_event event = {.events = EPOLLIN | EPOLLRDHUP, .data.fd = fd};
        epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event);
    }
}

static void read_ready(int fd) {
    Connection *c = connections[fd];
    if (c->in_length + 1 >= c->in_capacity) {
        if (c->in_capacity >= MAX_REQUEST) {
            hang_up(fd);
            return;
        }
        c->in_capacity *= 2;
        c->in = realloc(c->in, c->in_capacity);
    }
    int received = recv(fd, c->in + c->in_length, c->in_capacity - 1 - c->in_length, 0);
    if (received == 0 || (received < 0 && errno != EAGAIN)) {
        hang_up(fd);
    } else if (received > 0) {
        c->in_length += received;
        take_input(fd);
    }
}

static void write_ready(int fd) {
    Connection *c = connections[fd];
    int sent = send(fd, c->out + c->out_offset, c->out_length, MSG_NOSIGNAL);
    if (sent < 0) {
        if (errno != EAGAIN) {
            hang_up(fd);
        }
        return;
    }
    c->out_offset += sent;
    c->out_length -= sent;
    if (c->out_length) {
        return;
    }
    c->out_offset = 0;
    watch(fd, 0);
    if (!c->running) {
        take_input(fd);
    } else if (c->heap_at < 0) {
        run_soon(fd);
    }
}

static int wait_ms(void) {
    if (run_head != run_tail) {
        return 0;
    }
    if (!heap_size) {
        return -1;
    }
    long left = due_at(0) - now_ns();
    return left <= 0 ? 0 : (left + 999999) / 1000000;
}

static void run_due(void) {
    for (long now = now_ns(); heap_size && due_at(0) <= now;) {
        int fd = heap[0];
        clear_timer(fd);
        if (connections[fd]->out_length) {
            set_timer(fd, now + 1000000);
        } else {
            step(fd);
        }
    }
    for (int turns = 256; turns && run_head != run_tail; turns--) {
        int fd = run_queue[run_head];
        run_head = (run_head + 1) % (MAX_FD + 1);
        connections[fd]->queued = 0;
        if (connections[fd]->heap_at < 0) {
            step(fd);
        }
    }
}

int main(int argc, char **argv) {
    static const char usage[] = "usage: bench-engine PORT [-n TOKENS] [-d MS] [-m MODEL] [-s SLOTS]\n";
    if (argc < 2 || argv[1][0] == '-') {
        fputs(usage, stderr);
        return 2;
    }
    optind = 2;
    for (int option; (option = getopt(argc, argv, "n:d:m:s:")) > 0;) {
        switch (option) {
        case 'n': default_tokens = atoi(optarg); break;
        case 'd': default_delay_ms = atoi(optarg); break;
        case 'm': model = optarg; break;
        case 's': slots = atoi(optarg); break;
        default: fputs(usage, stderr); return 2;
        }
    }
    signal(SIGPIPE, SIG_IGN);
    int listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0), on = 1;
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    struct sockaddr_in address = {
        .sin_family = AF_INET, .sin_port = htons(atoi(argv[1])), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof address;
    if (bind(listener, (void *)&address, sizeof address) || listen(listener, 4096) ||
        getsockname(listener, (void *)&address, &size)) {
        perror("bench-engine: cannot listen");
        return 1;
    }
    printf("bench-engine: listening on http://127.0.0.1:%d\n", ntohs(address.sin_port));
    fflush(stdout);
    epoll = epoll_create1(0);
    struct epoll_event event = {.events = EPOLLIN, .data.fd = listener}, ready[512];
    epoll_ctl(epoll, EPOLL_CTL_ADD, listener, &event);
    for (;;) {
        int n = epoll_wait(epoll, ready, 512, wait_ms());
        for (int i = 0; i < n; i++) {
            int fd = ready[i].data.fd;
            if (fd == listener) {
                accept_all(listener);
                continue;
            }
            Connection *c = connections[fd];
            if (c->open && ready[i].events & (EPOLLHUP | EPOLLERR | EPOLLRDHUP)) {
                hang_up(fd);
            }
            if (c->open && ready[i].events & EPOLLIN) {
                read_ready(fd);
            }
            if (c->open && ready[i].events & EPOLLOUT && c->out_length) {
                write_ready(fd);
            }
        }
        run_due();
    }
}
