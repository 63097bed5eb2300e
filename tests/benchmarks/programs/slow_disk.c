/* Lets each flush take 20 ms longer, as on a slow disk; loaded before the C library (LD_PRELOAD). */
#include <sys/syscall.h>
#include <unistd.h>

static int slowly(long call, int file) {
    usleep(20000);
    return syscall(call, file);
}

int fsync(int file) { return slowly(SYS_fsync, file); }
int fdatasync(int file) { return slowly(SYS_fdatasync, file); }
