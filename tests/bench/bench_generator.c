/* How long the United Kingdom takes: seconds, and as a ratio to igraph's connected components of the same graph in
 * the same run.
 *
 *     bench_generator [ROUNDS]
 *
 * The medians of the rounds are printed. Reading the place table and the vendor assignment are measured beside.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <igraph.h>

#include "models/assignment.h"
#include "tests/support/nation.h"

enum { ROUNDS_MAX = 99, VENDORS = 4 };

typedef enum { TIMED_PLACES, TIMED_GENERATION, TIMED_ASSIGNMENT, TIMED_DIVERSIFY, TIMED_RIVAL, TIMED_COUNT } timed;
static const char *const NAMES[TIMED_COUNT] = {"read the place table", "generate the network", "assign all vendors",
                                               "diversify bt's exchanges", "igraph components"};

static double now_seconds(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

static int compare_seconds(const void *left, const void *right)
{
    return (*(const double *)left > *(const double *)right) - (*(const double *)left < *(const double *)right);
}

static void check(hr_status status, const hr_error *error)
{
    if (status != HR_OK) {
        hr_error_print(error, stderr);
        exit(EXIT_FAILURE);
    }
}

/* The rival: components of the whole graph, which any check of a generated network takes at least once. */
static double time_rival(const hr_network *network)
{
    igraph_t graph;
    igraph_vector_int_t ends;
    igraph_vector_int_t membership;
    igraph_vector_int_init(&ends, 0);
    igraph_vector_int_init(&membership, 0);
    for (uint32_t n = 0; n < network->node_count; ++n) {
        for (uint32_t k = network->link_start[n]; k < network->link_start[n + 1]; ++k) {
            if (network->links[k].node < n) {
                igraph_vector_int_push_back(&ends, network->links[k].node);
                igraph_vector_int_push_back(&ends, n);
            }
        }
    }
    double start = now_seconds();
    igraph_create(&graph, &ends, (igraph_integer_t)network->node_count, IGRAPH_UNDIRECTED);
    igraph_connected_components(&graph, &membership, NULL, NULL, IGRAPH_WEAK);
    double seconds = now_seconds() - start;
    igraph_destroy(&graph);
    igraph_vector_int_destroy(&ends);
    igraph_vector_int_destroy(&membership);
    return seconds;
}

static void time_assignment(const hr_network *network, double seconds[TIMED_COUNT])
{
    hr_error error;
    size_t count = 0;
    uint32_t diverse = 0;
    uint32_t dual = 0;
    hr_vendor_mix *mixes = calloc((size_t)network->operator_count * HR_ROLE_COUNT, sizeof *mixes);
    uint8_t *vendor = malloc(network->node_count);
    if (mixes == NULL || vendor == NULL) {
        exit(EXIT_FAILURE);
    }
    for (uint32_t o = 0; o < network->operator_count; ++o) {
        for (int r = 0; r < HR_ROLE_OSS; ++r) {
            mixes[count++] = (hr_vendor_mix){
                o, (hr_role)r, VENDORS, {0, 1, 2, 3}, {0.35, 0.3, 0.2, 0.15}, HR_RULE_REGIONAL, HR_QUOTA_NODES};
        }
    }
    double start = now_seconds();
    check(hr_assignment_base(network, mixes, count, 1, vendor, &error), &error);
    double middle = now_seconds();
    check(
        hr_assignment_diversify(network, 4, HR_ROLE_EXCHANGE, HR_DIVERSE_VENDOR, NULL, vendor, &diverse, &dual, &error),
        &error);
    seconds[TIMED_ASSIGNMENT] = middle - start;
    seconds[TIMED_DIVERSIFY] = now_seconds() - middle;
    free(mixes);
    free(vendor);
}

int main(int argc, char **argv)
{
    static double seconds[TIMED_COUNT][ROUNDS_MAX];
    long rounds = argc > 1 ? strtol(argv[1], NULL, 10) : 9;
    hr_generator_parameters parameters;
    uint32_t nodes = 0;
    if (rounds < 1 || rounds > ROUNDS_MAX) {
        fprintf(stderr, "usage: bench_generator [ROUNDS, 1 to %d]\n", ROUNDS_MAX);
        return 2;
    }
    hr_nation_united_kingdom(&parameters);
    for (long r = 0; r < rounds; ++r) {
        double of_round[TIMED_COUNT];
        hr_places places;
        hr_network network;
        hr_error error;
        double start = now_seconds();
        check(hr_places_read(&places, HR_SOURCE_FOLDER "/scenarios/data/places-GB.csv", &error), &error);
        double middle = now_seconds();
        check(hr_generate(&network, &parameters, &places, NULL, &error), &error);
        of_round[TIMED_GENERATION] = now_seconds() - middle;
        of_round[TIMED_PLACES] = middle - start;
        time_assignment(&network, of_round);
        of_round[TIMED_RIVAL] = time_rival(&network);
        nodes = network.node_count;
        for (int t = 0; t < TIMED_COUNT; ++t) {
            seconds[t][r] = of_round[t];
        }
        hr_network_free(&network);
        hr_places_free(&places);
    }
    for (int t = 0; t < TIMED_COUNT; ++t) {
        qsort(seconds[t], (size_t)rounds, sizeof seconds[t][0], compare_seconds);
    }
    double rival = seconds[TIMED_RIVAL][rounds / 2];
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    printf("%u nodes, median of %ld rounds\n%-26s %10s %10s\n", nodes, rounds, "", "seconds", "ratio");
    for (int t = 0; t < TIMED_COUNT; ++t) {
        printf("%-26s %10.4f %10.3f\n", NAMES[t], seconds[t][rounds / 2], seconds[t][rounds / 2] / rival);
    }
    printf("largest memory %.0f MB, the rival's included\n", (double)usage.ru_maxrss / 1024);
    return EXIT_SUCCESS;
}
