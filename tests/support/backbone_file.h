/* A backbone as a pair of CSV files in a folder of its own, and a small nation around it. */
#ifndef HR_TESTS_SUPPORT_BACKBONE_FILE_H
#define HR_TESTS_SUPPORT_BACKBONE_FILE_H

#include "models/backbone.h"
#include "tests/support/nation.h"

typedef struct {
    char folder[64];
    hr_generator_backbone asked; /* names the files */
} hr_backbone_file;

/** Writes both files; `nodes` and `edges` are whole texts. reach_km is 50, and all nodes are core routers. */
void hr_backbone_file_write(hr_backbone_file *file, const char *nodes, const char *edges);
void hr_backbone_file_remove(const hr_backbone_file *file);

/** The small nation, with `line` around the backbone, generated; a failure ends the test. */
void hr_backbone_nation(const hr_backbone_file *file, const hr_backbone *backbone, hr_network *network);

#endif
