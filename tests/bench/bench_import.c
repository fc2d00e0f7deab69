/* A million nodes from CSV: bench_import NODES.csv EDGES.csv prints the processor seconds of reading the pair, of saying
 * what it means, and of building the network, with the largest memory of the process.
 */
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>

#include "models/files/formats.h"
#include "models/files/import.h"

static double seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

static hr_status measure(const hr_graph_source *source, hr_error *error)
{
    static hr_import import;
    static hr_import_parameters parameters;
    const char *const files[2] = {source->path, source->edges_path};
    hr_attributed_graph graph;
    hr_network network;
    hr_import_vendors vendors = {NULL, NULL};
    struct rusage usage;
    double start = seconds();
    hr_graph_init(&graph, NULL);
    hr_status status = hr_graph_read(source, &graph, NULL, error);
    double read = seconds();
    status = status == HR_OK ? hr_import_graph(&import, &graph, files, &parameters, NULL, error) : status;
    hr_graph_free(&graph);
    double imported = seconds();
    status = status == HR_OK ? hr_import_build(&import, NULL, &network, &vendors, error) : status;
    if (status == HR_OK) {
        getrusage(RUSAGE_SELF, &usage);
        printf("%u nodes, %u links: read %.2f s, import %.2f s, build %.2f s, all %.2f s; %ld MiB\n",
               network.node_count, network.edge_count, read - start, imported - read, seconds() - imported,
               seconds() - start, usage.ru_maxrss / 1024);
        hr_network_free(&network);
    }
    free(vendors.vendor);
    free(vendors.managed_by);
    hr_import_free(&import);
    return status;
}

int main(int argc, char **argv)
{
    hr_error error;
    if (argc != 3) {
        fprintf(stderr, "usage: bench_import NODES.csv EDGES.csv\n");
        return 2;
    }
    hr_graph_source source = {argv[1], argv[2], NULL};
    hr_status status = measure(&source, &error);
    if (status != HR_OK) {
        hr_error_print(&error, stderr);
    }
    return hr_error_exit_status(status);
}
