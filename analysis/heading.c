/* First lines of a report. See heading.h. */
#include "analysis/heading.h"

#include <stdlib.h>
#include <string.h>

#include "analysis/text_format.h"

hr_status hr_heading_read(hr_heading *heading, const hr_results *results, hr_error *error)
{
    const struct {
        const char *name;
        char **text;
    } texts[] = {
        {"scenario_title", &heading->title},
        {"scenario_question", &heading->question},
        {"version", &heading->version},
    };
    int64_t seed = 0;
    hr_status status = HR_OK;
    memset(heading, 0, sizeof *heading);
    for (size_t i = 0; i < sizeof texts / sizeof *texts && status == HR_OK; ++i) {
        status = hr_results_read_attribute_text(results, NULL, texts[i].name, texts[i].text, error);
    }
    if (status == HR_OK) {
        status = hr_results_read_attribute_integer(results, NULL, "seed", &seed, error);
    }
    heading->seed = (uint64_t)seed;
    return status;
}

void hr_heading_free(hr_heading *heading)
{
    free(heading->title);
    free(heading->question);
    free(heading->version);
    memset(heading, 0, sizeof *heading);
}

void hr_heading_print(const hr_heading *heading, const char *what, FILE *stream)
{
    char text[256];
    hr_text_title(stream, heading->title[0] != 0 ? heading->title : "(untitled scenario)");
    if (heading->question[0] != 0) {
        hr_text_wrap(stream, heading->question, "", "");
    }
    snprintf(text, sizeof text, "%.128s, seed %llu, hedgerow %.40s", what, (unsigned long long)heading->seed,
             heading->version);
    hr_text_wrap(stream, text, "", "");
}
