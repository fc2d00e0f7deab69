/* A nation from its parameters. See nation.h. */
#include "models/nation.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "models/world_private.h"

static void keep_notes(const hr_backbone *backbone, const char *provider, hr_nation_notes *notes)
{
    for (uint32_t k = 0; k < backbone->note_count && notes->count < HR_NATION_NOTES_MAX; ++k) {
        char *text = notes->texts[notes->count++];
        snprintf(text, sizeof notes->texts[0], "%s: %s", provider, backbone->notes[k]);
    }
}

static hr_status read_backbones(const hr_scenario *nation, const hr_places *places, hr_backbone *backbones,
                                hr_nation_notes *notes, hr_error *error)
{
    hr_status status = HR_OK;
    for (uint32_t o = 0; o < nation->generator.operator_count && status == HR_OK; ++o) {
        const hr_generator_operator *provider = &nation->generator.operators[o];
        if (provider->backbone.is_there) {
            status = hr_backbone_read(&backbones[o], &provider->backbone, places, error);
        }
        if (status == HR_OK && notes != NULL) {
            keep_notes(&backbones[o], provider->name, notes);
        }
    }
    return status;
}

static hr_status generate(const hr_scenario *nation, const hr_places *places, hr_network *network,
                          hr_nation_notes *notes, hr_error *error)
{
    uint32_t count = nation->generator.operator_count;
    hr_backbone *backbones = calloc((size_t)count + 1, sizeof *backbones);
    hr_status status = backbones == NULL ? hr_error_set(error, HR_FAILED, "out of memory for a nation")
                                         : hr_generator_check_sensitive(&nation->generator.sensitive, places, error);
    if (status == HR_BAD_INPUT) {
        hr_scenario_error_at(nation, &nation->sensitive_places, "sensitive sites", error);
    }
    if (status == HR_OK) {
        status = read_backbones(nation, places, backbones, notes, error);
    }
    if (status == HR_OK) {
        status = hr_generate(network, &nation->generator, places, backbones, error);
    }
    for (uint32_t o = 0; o < count && backbones != NULL; ++o) {
        hr_backbone_free(&backbones[o]);
    }
    free(backbones);
    return status;
}

hr_status hr_nation_generate(const hr_scenario *nation, hr_network *network, hr_places *places, hr_nation_notes *notes,
                             hr_error *error)
{
    hr_places own;
    if (notes != NULL) {
        notes->count = 0;
    }
    hr_status status = hr_places_read(&own, nation->places_file, error);
    if (status != HR_OK) {
        return status;
    }
    status = generate(nation, &own, network, notes, error);
    if (status == HR_OK && places != NULL) {
        *places = own;
    } else {
        hr_places_free(&own);
    }
    return status;
}
