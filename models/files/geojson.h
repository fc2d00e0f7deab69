/* Networks as GeoJSON (RFC 7946), for maps: nodes are points, links lines. Written only. */
#ifndef HR_MODELS_FILES_GEOJSON_H
#define HR_MODELS_FILES_GEOJSON_H

#include "models/files/formats.h"

/** HR_BAD_INPUT when no node has a position. */
hr_status hr_geojson_write(const hr_attributed_graph *graph, const hr_graph_files *files, hr_error *error);

#endif
