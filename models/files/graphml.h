/* Networks in GraphML (Brandes, Eiglsperger, Herman, Himsolt & Marshall 2002), as Gephi, igraph, NetworkX and yEd write
 * it. */
#ifndef HR_MODELS_FILES_GRAPHML_H
#define HR_MODELS_FILES_GRAPHML_H

#include "models/files/formats.h"

bool hr_graphml_looks_like(const char *head, size_t length);
/** O(bytes); twice that when an edge stands before its nodes. */
hr_status hr_graphml_read(const hr_graph_files *files, hr_attributed_graph *graph, hr_error *error);
hr_status hr_graphml_write(const hr_attributed_graph *graph, const hr_graph_files *files, hr_error *error);

#endif
