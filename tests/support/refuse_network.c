/* Preloaded into a process: notes every look-up of a name and every connection in the file that
   NETWORK_LOG names, and refuses those that are not to this machine itself. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static void note(const char *what, const char *where) {
    char line[512];
    int length = snprintf(line, sizeof line, "%s %s\n", what, where ? where : "");
    int file = open(getenv("NETWORK_LOG"), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
    if (file >= 0) {
        (void)!write(file, line, length < (int)sizeof line ? length : (int)sizeof line);
        close(file);
    }
}

static int is_refused(const char *what, const struct sockaddr *address) {
    char ip[INET6_ADDRSTRLEN] = "", where[INET6_ADDRSTRLEN + 16];
    int port, is_loopback;
    if (address && address->sa_family == AF_INET) {
        const struct sockaddr_in *to = (const struct sockaddr_in *)address;
        inet_ntop(AF_INET, &to->sin_addr, ip, sizeof ip);
        port = ntohs(to->sin_port);
        is_loopback = ntohl(to->sin_addr.s_addr) >> 24 == 127;
    } else if (address && address->sa_family == AF_INET6) {
        const struct sockaddr_in6 *to = (const struct sockaddr_in6 *)address;
        inet_ntop(AF_INET6, &to->sin6_addr, ip, sizeof ip);
        port = ntohs(to->sin6_port);
        is_loopback = IN6_IS_ADDR_LOOPBACK(&to->sin6_addr);
    } else {
        return 0;
    }
    snprintf(where, sizeof where, "%s:%d", ip, port);
    note(what, where);
    if (!is_loopback)
        errno = ECONNREFUSED;
    return !is_loopback;
}

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

int connect(int socket, const struct sockaddr *address, socklen_t length) {
    return is_refused("connect", address) ? -1 : REAL(connect)(socket, address, length);
}

ssize_t sendto(int socket, const void *data, size_t size, int flags,
               const struct sockaddr *address, socklen_t length) {
    if (is_refused("send", address))
        return -1;
    return REAL(sendto)(socket, data, size, flags, address, length);
}

ssize_t sendmsg(int socket, const struct msghdr *message, int flags) {
    if (is_refused("send", message->msg_name))
        return -1;
    return REAL(sendmsg)(socket, message, flags);
}

int getaddrinfo(const char *node, const char *service, const struct addrinfo *hints,
                struct addrinfo **result) {
    struct in6_addr ip;
    if (node && !inet_pton(AF_INET, node, &ip) && !inet_pton(AF_INET6, node, &ip)) {
        note("look-up", node);
        return EAI_FAIL;
    }
    return REAL(getaddrinfo)(node, service, hints, result);
}

struct hostent *gethostbyname(const char *name) {
    note("look-up", name);
    h_errno = NO_RECOVERY;
    return NULL;
}
