/* A backbone as files, for tests. See backbone_file.h. */
#include "tests/support/backbone_file.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static void write_text(const char *path, const char *text)
{
    FILE *stream = fopen(path, "wb");
    assert_non_null(stream);
    assert_true(fputs(text, stream) >= 0);
    assert_int_equal(fclose(stream), 0);
}

void hr_backbone_file_write(hr_backbone_file *file, const char *nodes, const char *edges)
{
    memset(file, 0, sizeof *file);
    strcpy(file->folder, "/tmp/hr_backbone_XXXXXX");
    assert_non_null(mkdtemp(file->folder));
    file->asked.is_there = true;
    file->asked.reach_km = 50;
    snprintf(file->asked.file, sizeof file->asked.file, "%s/nodes.csv", file->folder);
    snprintf(file->asked.edges_file, sizeof file->asked.edges_file, "%s/edges.csv", file->folder);
    write_text(file->asked.file, nodes);
    write_text(file->asked.edges_file, edges);
}

void hr_backbone_file_remove(const hr_backbone_file *file)
{
    unlink(file->asked.file);
    unlink(file->asked.edges_file);
    rmdir(file->folder);
}

void hr_backbone_nation(const hr_backbone_file *file, const hr_backbone *backbone, hr_network *network)
{
    hr_generator_parameters parameters;
    hr_backbone backbones[HR_OPERATORS_MAX] = {{0}};
    hr_places places;
    hr_error error;
    hr_nation_small(&parameters);
    hr_nation_small_places(&places);
    parameters.operators[HR_NATION_LINE].metro = 0;
    parameters.operators[HR_NATION_LINE].core_routers = 0;
    parameters.operators[HR_NATION_LINE].backbone = file->asked;
    backbones[HR_NATION_LINE] = *backbone;
    if (hr_generate(network, &parameters, &places, backbones, &error) != HR_OK) {
        fail_msg("%s", error.text);
    }
    hr_places_free(&places);
}
