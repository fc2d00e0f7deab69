/* The known name nearest to a misspelt one: optimal string alignment distance (Damerau 1964, restricted), O(length^2)
 * a name. */
#include "sim/engine/names.h"

#include <string.h>

static size_t least3(size_t a, size_t b, size_t c)
{
    size_t least = a < b ? a : b;
    return least < c ? least : c;
}

/* Optimal string alignment distance (Damerau 1964, restricted), for names of at most 63 characters. */
static size_t edit_distance(const char *a, const char *b)
{
    enum { LONGEST = 64 };
    size_t rows[3][LONGEST + 1];
    size_t length_a = strlen(a);
    size_t length_b = strlen(b);
    if (length_a >= LONGEST || length_b >= LONGEST) {
        return LONGEST;
    }
    for (size_t j = 0; j <= length_b; ++j) {
        rows[0][j] = j;
    }
    for (size_t i = 1; i <= length_a; ++i) {
        size_t *now = rows[i % 3];
        const size_t *above = rows[(i + 2) % 3];
        const size_t *two_above = rows[(i + 1) % 3];
        now[0] = i;
        for (size_t j = 1; j <= length_b; ++j) {
            now[j] = least3(above[j] + 1, now[j - 1] + 1, above[j - 1] + (a[i - 1] != b[j - 1]));
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] && two_above[j - 2] + 1 < now[j]) {
                now[j] = two_above[j - 2] + 1;
            }
        }
    }
    return rows[length_a % 3][length_b];
}

const char *hr_nearest_name(const char *name, const char *const *names, size_t count)
{
    const char *nearest = NULL;
    size_t least = strlen(name) / 3 + 1;
    for (size_t i = 0; i < count; ++i) {
        size_t distance = edit_distance(name, names[i]);
        if (distance <= least && (nearest == NULL || distance < least)) {
            least = distance;
            nearest = names[i];
        }
    }
    return nearest;
}
