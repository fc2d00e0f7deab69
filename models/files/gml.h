/* Networks in GML, the Graph Modelling Language (Himsolt 1997), as the Internet Topology Zoo, TopoHub, yEd, Gephi,
 * igraph and NetworkX write it. */
#ifndef HR_MODELS_FILES_GML_H
#define HR_MODELS_FILES_GML_H

#include "models/files/formats.h"

bool hr_gml_looks_like(const char *head, size_t length);
/** O(bytes); twice that when an edge stands before its nodes. */
hr_status hr_gml_read(const hr_graph_files *files, hr_attributed_graph *graph, hr_error *error);
hr_status hr_gml_write(const hr_attributed_graph *graph, const hr_graph_files *files, hr_error *error);

#endif
