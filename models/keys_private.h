/* Shared by the keys*.c files and readers by hand: reading of rows whose values are names, and rows in words. */
#ifndef HR_MODELS_KEYS_PRIVATE_H
#define HR_MODELS_KEYS_PRIVATE_H

#include "models/scenario.h"

/* Reads a value that is there; `result` is the struct of the table. */
typedef void (*key_reader)(const hr_scenario *scenario, const hr_key *key, const hr_value *value, char *result);

void hr_key_read_new_names(const hr_scenario *scenario, const hr_key *key, const hr_value *value, char *result);
void hr_key_read_roles(const hr_scenario *scenario, const hr_key *key, const hr_value *value, char *result);
void hr_key_read_role_list(const hr_scenario *scenario, const hr_key *key, const hr_value *value, char *result);
void hr_key_read_operators(const hr_scenario *scenario, const hr_key *key, const hr_value *value, char *result);
void hr_key_read_vendors(const hr_scenario *scenario, const hr_key *key, const hr_value *value, char *result);
void hr_key_read_threats(const hr_scenario *scenario, const hr_key *key, const hr_value *value, char *result);
void hr_key_read_cases(const hr_scenario *scenario, const hr_key *key, const hr_value *value, char *result);

/* Bits of the roles that a row allows. */
uint32_t hr_key_allowed_roles(const hr_key *key);

/* Puts roles into the list of a row. */
void hr_key_list_roles(const hr_key *key, uint32_t roles, char *result);

/* An allowed role by the name of a map's entry; false, with a mistake, for others. */
bool hr_key_role_by_name(const hr_key *key, const hr_value *entry, const char *name, hr_role *role);

/* A mistake when a list or map has too few items. */
void hr_key_check_length(const hr_key *key, const hr_value *value, size_t length);

/* What a row takes, and what holds without it (empty: nothing to say), for the reference and the schema. */
void hr_key_takes(const hr_key *key, char *words, size_t size);
void hr_key_without(const hr_key *key, char *words, size_t size);

#endif
