/* Reading the nation that a command is about. See nation_choice.h. */
#include "sim/cli/nation_choice.h"

#include <stdio.h>

#include "sim/cli/data_folder.h"

static hr_status find_file(const hr_nation_choice *choice, char *path, hr_error *error)
{
    char folder[HR_DATA_PATH_SIZE];
    if (choice->parameters != NULL) {
        snprintf(path, HR_DATA_PATH_SIZE, "%s", choice->parameters);
        return HR_OK;
    }
    hr_status status = hr_data_folder_find(choice->data, folder, error);
    return status == HR_OK ? hr_data_country(folder, choice->country, path, error) : status;
}

hr_status hr_nation_choice_read(const hr_nation_choice *choice, const hr_override_list *overrides, hr_scenario **nation)
{
    char path[HR_DATA_PATH_SIZE];
    hr_diagnostics diagnostics = {0};
    hr_error error;
    *nation = NULL;
    hr_status status = find_file(choice, path, &error);
    if (status != HR_OK) {
        hr_error_print(&error, stderr);
        return status;
    }
    status = hr_scenario_read_nation(nation, path, overrides->items, overrides->count, &diagnostics);
    hr_command_print_diagnostics(&diagnostics);
    hr_diagnostics_free(&diagnostics);
    if (status == HR_OK && (*nation)->places_file[0] == 0) {
        status = hr_error_at(&error, path, 0, 0, "network.generate", "the file generates no network");
        hr_error_print(&error, stderr);
    }
    return status;
}
