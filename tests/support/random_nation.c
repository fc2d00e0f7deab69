/* Random nations for tests: see random_nation.h. */
#include "tests/support/random_nation.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>

#include <cmocka.h>

#include "sim/engine/random.h"

double hr_random_nation_uniform(uint32_t number, uint32_t what)
{
    hr_random random = {607, number};
    return hr_random_uniform(&random, 1, what, 0);
}

void hr_random_nation_set(hr_random_nation *nation, const char *format, ...)
{
    va_list arguments;
    assert_true(nation->count < HR_RANDOM_NATION_SETS);
    va_start(arguments, format);
    int length = vsnprintf(nation->texts[nation->count], HR_RANDOM_NATION_TEXT, format, arguments);
    va_end(arguments);
    assert_in_range(length, 1, HR_RANDOM_NATION_TEXT - 1);
    nation->list[nation->count] = nation->texts[nation->count];
    nation->list[++nation->count] = NULL;
}

void hr_random_nation_draw(hr_random_nation *nation, uint32_t n)
{
    static const char *const scopes[] = {"affected", "vendor", "state"};
    const char *operators = "network.generate.operators";
#define SET(...) hr_random_nation_set(nation, __VA_ARGS__)
#define DRAW(what) hr_random_nation_uniform(n, what)
    nation->count = 0;
    SET("seed=%u", n + 1);
    SET("network.generate.seed=%u", n + 5);
    SET("%s.red.ran_sites=%d", operators, 20 + (int)(60 * DRAW(1)));
    SET("%s.red.aggregation=%d", operators, 3 + (int)(6 * DRAW(2)));
    SET("%s.red.metro=5", operators);
    SET("%s.blue.ran_sites=%d", operators, 20 + (int)(60 * DRAW(3)));
    SET("%s.line.cabinets=%d", operators, 60 + (int)(80 * DRAW(4)));
    SET("%s.line.exchanges=%d", operators, 12 + (int)(20 * DRAW(5)));
    SET("%s.line.aggregation=%d", operators, 4 + (int)(6 * DRAW(6)));
    SET("%s.line.metro=5", operators);
    SET("network.generate.dual_homing_probability.exchange=%.3f", DRAW(7));
    SET("network.generate.dual_homing_probability.ran_site=%.3f", DRAW(8));
    SET("assignment.rule=%s", DRAW(9) < 0.5 ? "regional" : "random");
    SET("assignment.mixes.red.aggregation={alpha: 0.5, carol: rest}");
    SET("assignment.mixes.line.aggregation={alpha: 0.4, carol: rest}");
    SET("overlap.ran_site.overlap_share=%.3f", DRAW(10));
    SET("threats.campaign.compulsion.sabotage.bricking_probability=%.3f", 0.5 * DRAW(11));
    SET("threats.campaign.compulsion.compliance_correlation=%.3f", DRAW(12));
    SET("mitigations.isolation.scope=%s", scopes[(int)(3 * DRAW(13))]);
    SET("mitigations.isolation.floor_share=%.3f", 0.5 + 0.5 * DRAW(14));
    SET("mitigations.monitoring.discovery_rate_per_hour=%g", 1e-4 * DRAW(15));
    SET("ordinary_restoration.crews_per_thousand_nodes=%.1f", 5 + 60 * DRAW(16));
    SET("mitigations.roaming.headroom_share=%.3f", DRAW(17));
    SET("mitigations.roaming.overload_factor=%.3f", DRAW(18) < 0.5 ? 1e6 : 4 * DRAW(19));
}

/* ---- campaigns -------------------------------------------------------------------------------------------------- */

typedef struct {
    char text[HR_RANDOM_NATION_TEXT];
    size_t length;
} writer;

static void write(writer *out, const char *format, ...) __attribute__((format(printf, 2, 3)));
static void write(writer *out, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(out->text + out->length, sizeof out->text - out->length, format, arguments);
    va_end(arguments);
    assert_in_range(length, 1, sizeof out->text - out->length - 1);
    out->length += (size_t)length;
}

/* Draws of campaign k for a purpose: from 100 on, fifty each. */
static double draw(uint32_t n, uint32_t k, uint32_t what)
{
    return hr_random_nation_uniform(n, 100 + 50 * k + what);
}

static void write_channels(writer *out, uint32_t n, uint32_t k)
{
    bool has_update = draw(n, k, 10) < 0.6;
    bool has_access = draw(n, k, 11) < 0.4;
    if (has_update) {
        write(out, ", update: {rollout_window_hours: %.2f, implant_probability: %.3f}", 10 + 300 * draw(n, k, 12),
              draw(n, k, 13));
    }
    if (has_access) {
        write(out, ", remote_access: {delay_hours: {exponential: {mean: 100}}, success_probability: %.3f}",
              draw(n, k, 14));
    }
    if (draw(n, k, 15) < 0.5 || (!has_update && !has_access)) {
        write(out, ", latent: {implanted_share: %.3f}", 0.5 * draw(n, k, 16));
    }
    if (draw(n, k, 17) < 0.3) {
        write(out, ", withdrawal: {delay_hours: {uniform: [0, 600]}}");
    }
}

static void write_trigger(writer *out, uint32_t n, uint32_t k)
{
    bool is_by_vendor = draw(n, k, 20) < 0.5;
    bool reacts = draw(n, k, 21) < 0.5;
    write(out, ", trigger: {mode: %s, after_order_hours: {uniform: [200, 900]}",
          is_by_vendor ? "vendor_by_vendor" : "all_at_once");
    if (is_by_vendor) {
        write(out, ", vendor_delay_hours: {uniform: [0, 400]}");
    }
    if (reacts) {
        write(out, ", after_discovery_hours: {uniform: [1, 100]}");
    }
    if (is_by_vendor && reacts) {
        write(out, ", discovery_triggers: %s", draw(n, k, 22) < 0.5 ? "vendor" : "all");
    }
    write(out, "}");
}

/* Sabotage alone, espionage from the start or from the trigger, or one after the other. */
static void write_effects(writer *out, uint32_t n, uint32_t k)
{
    double what = draw(n, k, 30);
    if (what < 0.25) {
        write(out, ", espionage: {}");
        return;
    }
    write_trigger(out, n, k);
    if (what < 0.4) {
        write(out, ", espionage: {starts: trigger}");
        return;
    }
    write(out, ", sabotage: {activation_probability: %.3f, bricking_probability: %.3f}", draw(n, k, 31),
          0.5 * draw(n, k, 32));
    if (what < 0.7) {
        write(out, ", espionage: {starts: installation}");
    }
}

void hr_random_nation_draw_campaigns(hr_random_nation *nation, uint32_t n)
{
    static const char *const names[] = {"campaign", "second", "third"};
    static const char *const states[] = {"AA", "BB", "CC"};
    static writer out;
    uint32_t count = 1 + (uint32_t)(3 * DRAW(50));
    out.length = 0;
    write(&out, "threats={");
    for (uint32_t k = 0; k < count; ++k) {
        write(
            &out,
            "%s%s: {compulsion: {source: made up, state: %s, order: {probability: %.3f, holds: %s}, order_hours: {uniform: [0, 50]}",
            k > 0 ? ", " : "", names[k], states[k == 0 ? 0 : (int)(3 * draw(n, k, 1))], 0.5 + 0.5 * DRAW(51),
            draw(n, k, 2) < 0.5 ? "per_state" : "any_state");
        write(&out,
              ", compliance_probability: %.3f, compliance_correlation: %.3f, preparation_hours: {uniform: [0, 200]}",
              0.5 + 0.5 * draw(n, k, 3), draw(n, k, 4));
        write_channels(&out, n, k);
        write_effects(&out, n, k);
        write(&out, "}}");
    }
    write(&out, "}");
    SET("%s", out.text);
    SET("ordinary_restoration.unsupported_repair_factor=%.2f", 1 + DRAW(52));
    SET("vendors.alpha={exposure: {AA: 1, BB: %.3f}}", DRAW(53) < 0.5 ? 0 : DRAW(54));
    SET("mitigations.monitoring.discovery_rate_per_hour=%g", 1e-3 * DRAW(55) * DRAW(15));
}

/* ---- faults ----------------------------------------------------------------------------------------------------- */

void hr_random_nation_draw_faults(hr_random_nation *nation, uint32_t n)
{
    if (DRAW(70) < 0.5) {
        SET("threats.ban={supply_ban: {source: made up, vendors: [alpha, carol], at_hours: %.0f, lifted_after_hours: %.0f}}",
            1000 * DRAW(71), 500 * DRAW(72));
    }
    if (DRAW(73) < 0.7) {
        SET("threats.common={common_mode: {source: made up, failures: [{per_year: %.2f}], reach: %s, fix_hours:"
            " {exponential: {mean: 20}}%s}}",
            2 * DRAW(74), DRAW(75) < 0.5 ? "operator" : "nation", DRAW(76) < 0.5 ? ", fix_window_hours: 30" : "");
    }
    if (DRAW(77) < 0.7) {
        SET("threats.faults={background: {source: made up, mean_hours_between_failures: {ran_site: %.0f, exchange: %.0f,"
            " aggregation: 3000, packet_core: 2000, oss: 5000}, bricking_probability: 0.2}}",
            3000 + 9000 * DRAW(78), 2000 + 9000 * DRAW(79));
    }
    if (DRAW(80) < 0.7) {
        bool disables = DRAW(81) < 0.5;
        SET("threats.intruder={exploitation: {source: made up, vulnerabilities: [{per_year: %.2f}, {vendors: [alpha],"
            " per_year: %.2f}], exploit_hours: {exponential: {mean: 200}}, patch_hours: {exponential: {mean: 200}},"
            " patch_window_hours: {uniform: [0, 400]}, success_probability: %.3f, %s}}",
            DRAW(82), 4 * DRAW(83), DRAW(84),
            disables         ? "disable: {bricking_probability: 0.1}"
            : DRAW(85) < 0.5 ? "implant: {}"
                             : "implant: {strike_after_hours: {exponential: {mean: 300}}, bricking_probability: 0.1}");
    }
    if (DRAW(90) < 0.3) {
        SET("threats.raid={destruction: {source: made up, at_hours: %.0f, roles: [packet_core, exchange, oss],"
            " affected_probability: %.3f, bricking_probability: %.3f, shutdown: {after_hours: {exponential: {mean: 5}},"
            " roles: [ran_site, metro], lasts_hours: {exponential: {mean: 50}}, reopening_window_hours: %.0f}}}",
            1000 * DRAW(91), DRAW(92), DRAW(93), 100 * DRAW(94));
    }
}
