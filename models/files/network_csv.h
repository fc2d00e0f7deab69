/* A network as two CSV files with named columns: one of nodes, one of edges.
 *
 * The file of nodes has a column `id` (or another of hr_csv_id_columns); that of edges `source` and `target` (or
 * another pair of hr_csv_end_columns). Letter case does not matter in these. Every other column is an attribute of its
 * name. A row's empty field is "not given".
 */
#ifndef HR_MODELS_FILES_NETWORK_CSV_H
#define HR_MODELS_FILES_NETWORK_CSV_H

#include "models/files/formats.h"

extern const char *const hr_csv_id_columns[];     /* in order of preference; ends with NULL */
extern const char *const hr_csv_end_columns[][2]; /* ends with NULLs */

bool hr_network_csv_looks_like(const char *head, size_t length);
/** O(bytes). */
hr_status hr_network_csv_read(const hr_graph_files *files, hr_attributed_graph *graph, hr_error *error);
/** Columns `id` and `source`, `target`, then the attributes in their order. */
hr_status hr_network_csv_write(const hr_attributed_graph *graph, const hr_graph_files *files, hr_error *error);

#endif
