/* What all values of a column are, for writers whose format knows numbers. */
#ifndef HR_MODELS_FILES_VALUE_KIND_H
#define HR_MODELS_FILES_VALUE_KIND_H

#include "models/files/attributed_graph.h"

/* From narrow to wide: a column is of the widest kind of its values. */
typedef enum {
    HR_VALUE_INTEGER,      /* of 32 bits */
    HR_VALUE_LONG_INTEGER, /* of 64 bits */
    HR_VALUE_NUMBER,
    HR_VALUE_TEXT,
} hr_value_kind;

/** A number is written as JSON has it (RFC 8259, section 6), which GML, XML Schema and everybody else can read too:
 *  anything else, such as `007` or `+5`, is a text. */
hr_value_kind hr_value_kind_of(const char *text);

/** Of all values of a column that are given; a text when none is. O(items). */
hr_value_kind hr_value_kind_of_column(const hr_attributed_graph *graph, const hr_graph_attribute *attribute,
                                      uint32_t count);

#endif
