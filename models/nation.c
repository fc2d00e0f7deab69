/* A nation from its parameters. See nation.h. */
#include "models/nation.h"

#include "models/world_private.h"

hr_status hr_nation_generate(const hr_scenario *nation, hr_network *network, hr_places *places, hr_error *error)
{
    hr_places own;
    hr_status status = hr_places_read(&own, nation->places_file, error);
    if (status != HR_OK) {
        return status;
    }
    status = hr_generator_check_sensitive(&nation->generator.sensitive, &own, error);
    if (status == HR_BAD_INPUT) {
        hr_scenario_error_at(nation, &nation->sensitive_places, "sensitive sites", error);
    }
    if (status == HR_OK) {
        status = hr_generate(network, &nation->generator, &own, error);
    }
    if (status == HR_OK && places != NULL) {
        *places = own;
    } else {
        hr_places_free(&own);
    }
    return status;
}
