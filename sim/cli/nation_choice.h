/* Which nation a command is about: a country that comes with the program, or a file of parameters. */
#ifndef HR_SIM_CLI_NATION_CHOICE_H
#define HR_SIM_CLI_NATION_CHOICE_H

#include "models/scenario.h"
#include "sim/cli/command.h"

typedef struct {
    const char *country;
    const char *parameters;
    const char *data; /* folder of countries; NULL: as data_folder.h finds it */
} hr_nation_choice;

/** Reads what was chosen and says on stderr what is wrong with it; a file without a nation to generate is HR_BAD_INPUT. */
hr_status hr_nation_choice_read(const hr_nation_choice *choice, const hr_override_list *overrides,
                                hr_scenario **nation);

#endif
