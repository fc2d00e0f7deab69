/* A story (models/story.h) as text for people and as JSON lines for programs. */
#ifndef HR_SIM_CLI_TRACE_H
#define HR_SIM_CLI_TRACE_H

#include "models/story.h"

/* What is said above a story. Texts are borrowed. */
typedef struct {
    const char *case_name;
    const char *arm_name;
    uint32_t replication;
    const char *result; /* file whose number is the same, or NULL */
    uint32_t rank;      /* among the worst of the result, from 1; 0: none */
} hr_trace_head;

typedef hr_status (*hr_trace_print)(const hr_story *story, const hr_trace_head *head, FILE *stream, hr_error *error);

hr_status hr_trace_print_text(const hr_story *story, const hr_trace_head *head, FILE *stream, hr_error *error);
hr_status hr_trace_print_json(const hr_story *story, const hr_trace_head *head, FILE *stream, hr_error *error);

#endif
