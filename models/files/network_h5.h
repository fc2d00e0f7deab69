/* Hedgerow's own file of a network: HDF5 behind a block of 512 bytes that holds its SHA-256.
 *
 * The block (HDF5's "user block", which other programs skip) is text: "hedgerow network 1", a line end, the SHA-256 of
 * all that follows the block in 64 hexadecimal digits, a line end, zeros. So a file that was cut off or damaged is told
 * before the HDF5 library sees a byte of it. The same graph gives the same bytes.
 *
 *   texts            uint8 [bytes]                 zero-terminated UTF-8, one after another; the first is empty
 *   node_id          uint32 [node]                 offset in texts; so all that follow
 *   node_attribute   uint32 [attribute]            names of the attributes of nodes
 *   node_value       uint32 [attribute][node]      0: not given
 *   edge_end         uint32 [edge][2]              numbers of nodes
 *   edge_attribute   uint32 [attribute]
 *   edge_value       uint32 [attribute][edge]
 *   root attributes  format "hedgerow network", schema 1, name of the graph
 *
 * Attributes mean what they mean in any other file (import.h). A reader refuses a greater schema.
 */
#ifndef HR_MODELS_FILES_NETWORK_H5_H
#define HR_MODELS_FILES_NETWORK_H5_H

#include "models/files/formats.h"

enum { HR_NETWORK_H5_BLOCK = 512, HR_NETWORK_H5_SCHEMA = 1 };

bool hr_network_h5_looks_like(const char *head, size_t length);
/** HR_BAD_INPUT for standard input: the library opens files by name. O(bytes). */
hr_status hr_network_h5_read(const hr_graph_files *files, hr_attributed_graph *graph, hr_error *error);
/** Writes to the file of that name. HR_BAD_INPUT for standard output. O(bytes). */
hr_status hr_network_h5_write(const hr_attributed_graph *graph, const hr_graph_files *files, hr_error *error);

#endif
