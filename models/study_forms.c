/* The table of studies. See study.h. */
#include "models/study.h"

const hr_study_form hr_study_forms[HR_STUDY_FORM_COUNT] = {
    {hr_study_init_ends, hr_study_write_ends},
    {hr_study_init_attribution, hr_study_write_attribution},
    {hr_study_init_sweep, hr_study_write},
    {hr_study_init_sensitivity, hr_study_write_sensitivity},
};
