/* Ranks, by MPI where the program is built with it. See ranks.h. */
#include "sim/engine/ranks.h"

#include <stdlib.h>
#include <string.h>

#ifdef HR_WITH_MPI
#include <mpi.h>
#include <time.h>
#include <unistd.h>
#endif

static long number_of(const char *variable)
{
    const char *text = getenv(variable);
    return text != NULL ? strtol(text, NULL, 10) : 0;
}

/* How many processes a launcher says that it has started: Open MPI's mpirun, then those that speak PMI (MPICH, Slurm), then
 * Slurm with PMIx, which gives each process its rank only. 0: none says so. */
static long launched(void)
{
    long open_mpi = number_of("OMPI_COMM_WORLD_SIZE");
    long pmi = number_of("PMI_SIZE");
    long slurm = getenv("PMIX_RANK") != NULL ? number_of("SLURM_NTASKS") : 0;
    return open_mpi > 0 ? open_mpi : pmi > 0 ? pmi : slurm;
}

#ifdef HR_WITH_MPI

enum { CALL_OFF = 1 }; /* tag of a message */

#define TEXT_OF(number) #number
#define STANDARD(version, subversion) "MPI " TEXT_OF(version) "." TEXT_OF(subversion)

const char *hr_ranks_standard(void)
{
    return STANDARD(MPI_VERSION, MPI_SUBVERSION);
}

hr_status hr_ranks_begin(hr_ranks *ranks, hr_error *error)
{
    int provided = 0;
    long count = launched();
    MPI_Comm host;
    *ranks = (hr_ranks){.count = 1, .on_host = 1};
    if (count <= 1) {
        return HR_OK;
    }
    MPI_Init_thread(NULL, NULL, MPI_THREAD_FUNNELED, &provided); /* ends all ranks by itself when it cannot begin */
    MPI_Comm_rank(MPI_COMM_WORLD, &ranks->number);
    MPI_Comm_size(MPI_COMM_WORLD, &ranks->count);
    if (ranks->count == 1) {
        MPI_Finalize();
        return hr_error_set(error, HR_BAD_INPUT,
                            "a launcher has started %ld processes, but they do not find one another by %s: use the "
                            "launcher of the MPI that this program is built with, or --shard",
                            count, hr_ranks_standard());
    }
    MPI_Comm_split_type(MPI_COMM_WORLD, MPI_COMM_TYPE_SHARED, 0, MPI_INFO_NULL, &host);
    MPI_Comm_size(host, &ranks->on_host);
    MPI_Comm_free(&host);
    return HR_OK;
}

/* Sleeps until a request can be waited for without keeping a processor busy, as MPI's own waiting does. */
static void sleep_until_ready(MPI_Request request)
{
    static const long LONGEST_NAP_NANOSECONDS = 10000000;
    struct timespec nap = {.tv_nsec = 50000};
    int is_ready = 0;
    MPI_Request_get_status(request, &is_ready, MPI_STATUS_IGNORE);
    while (!is_ready) {
        nanosleep(&nap, NULL);
        nap.tv_nsec = nap.tv_nsec < LONGEST_NAP_NANOSECONDS / 2 ? 2 * nap.tv_nsec : LONGEST_NAP_NANOSECONDS;
        MPI_Request_get_status(request, &is_ready, MPI_STATUS_IGNORE);
    }
}

/* Adds where an error is from, which is only to be told when that is not the rank that speaks. */
static void name_rank(const hr_ranks *ranks, hr_error *error)
{
    char host[64] = "";
    size_t length = strlen(error->text);
    gethostname(host, sizeof host - 1);
    snprintf(error->text + length, sizeof error->text - length, " (rank %d, on %s)", ranks->number, host);
}

/* An empty message to every other rank, which hr_ranks_is_called_off sees; being empty, it waits for nobody. */
static void call_off(const hr_ranks *ranks)
{
    for (int rank = 0; rank < ranks->count; ++rank) {
        if (rank != ranks->number) {
            MPI_Send(NULL, 0, MPI_BYTE, rank, CALL_OFF, MPI_COMM_WORLD);
        }
    }
}

/* Takes in the messages of all others that have called off, so that none is left for a later step. */
static void hear_out(bool has_called_off)
{
    int count = 0;
    int own = has_called_off;
    MPI_Allreduce(&own, &count, 1, MPI_INT, MPI_SUM, MPI_COMM_WORLD);
    for (int i = own; i < count; ++i) {
        MPI_Recv(NULL, 0, MPI_BYTE, MPI_ANY_SOURCE, CALL_OFF, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
    }
}

hr_status hr_ranks_agree(const hr_ranks *ranks, hr_status status, hr_error *error)
{
    static const int GRAVITY[] = {[HR_OK] = 0, [HR_INTERRUPTED] = 1, [HR_FAILED] = 2, [HR_BAD_INPUT] = 3};
    struct {
        int gravity;
        int rank;
    } own = {GRAVITY[status], ranks->number}, gravest = own;
    MPI_Request request;
    if (ranks->count <= 1) {
        return status;
    }
    if (status != HR_OK) {
        call_off(ranks);
    }
    MPI_Iallreduce(&own, &gravest, 1, MPI_2INT, MPI_MAXLOC, MPI_COMM_WORLD, &request);
    sleep_until_ready(request);
    MPI_Wait(&request, MPI_STATUS_IGNORE);
    if (gravest.gravity == 0) {
        return HR_OK;
    }
    hear_out(status != HR_OK);
    if (gravest.rank == ranks->number) {
        error->status = status;
        if (ranks->number > 0) {
            name_rank(ranks, error);
        }
    }
    MPI_Bcast(error, sizeof *error, MPI_BYTE, gravest.rank, MPI_COMM_WORLD);
    return error->status;
}

bool hr_ranks_has_same(const hr_ranks *ranks, const char *text)
{
    char first[4096] = "";
    snprintf(first, sizeof first, "%s", text);
    if (ranks->count > 1) {
        MPI_Bcast(first, sizeof first, MPI_CHAR, 0, MPI_COMM_WORLD);
    }
    return strncmp(first, text, sizeof first - 1) == 0;
}

bool hr_ranks_is_called_off(const hr_ranks *ranks)
{
    int is_there = 0;
    if (ranks->count > 1) {
        MPI_Iprobe(MPI_ANY_SOURCE, CALL_OFF, MPI_COMM_WORLD, &is_there, MPI_STATUS_IGNORE);
    }
    return is_there != 0;
}

void hr_ranks_end(const hr_ranks *ranks)
{
    if (ranks->count > 1) {
        MPI_Finalize();
    }
}

#else

const char *hr_ranks_standard(void)
{
    return NULL;
}

hr_status hr_ranks_begin(hr_ranks *ranks, hr_error *error)
{
    long count = launched();
    *ranks = (hr_ranks){.count = 1, .on_host = 1};
    return count <= 1 ? HR_OK
                      : hr_error_set(error, HR_BAD_INPUT,
                                     "a launcher has started %ld processes, but this program is built without MPI, so "
                                     "each would do the whole run: build it with MPI, or use --shard",
                                     count);
}

hr_status hr_ranks_agree(const hr_ranks *ranks, hr_status status, hr_error *error)
{
    (void)ranks;
    (void)error;
    return status;
}

bool hr_ranks_has_same(const hr_ranks *ranks, const char *text)
{
    (void)ranks;
    (void)text;
    return true;
}

bool hr_ranks_is_called_off(const hr_ranks *ranks)
{
    (void)ranks;
    return false;
}

void hr_ranks_end(const hr_ranks *ranks)
{
    (void)ranks;
}

#endif
