/* Where the program finds the countries that come with it (scenarios/data). */
#ifndef HR_SIM_CLI_DATA_FOLDER_H
#define HR_SIM_CLI_DATA_FOLDER_H

#include "sim/engine/error.h"

enum { HR_DATA_PATH_SIZE = 4096 };

/**
 * The folder that was asked for, or else the first that is there, looked for from where the program itself lies: as
 * installed (HR_DATA_FROM_PROGRAM, a path from the program's folder), then as built (../../scenarios/data).
 *
 * @param asked   NULL: none
 * @param folder  receives a path of HR_DATA_PATH_SIZE
 * @return        HR_BAD_INPUT when there is no such folder
 */
hr_status hr_data_folder_find(const char *asked, char *folder, hr_error *error);

/** The parameter file of a country, `country-CC.yaml`; HR_BAD_INPUT with the countries that are there. */
hr_status hr_data_country(const char *folder, const char *code, char *path, hr_error *error);

#endif
