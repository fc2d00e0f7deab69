/* Names that people mistype. */
#ifndef HR_ENGINE_NAMES_H
#define HR_ENGINE_NAMES_H

#include <stddef.h>

/** The known name nearest to a misspelt one (distance at most a third of its length and one more), or NULL. */
const char *hr_nearest_name(const char *name, const char *const *names, size_t count);

#endif
