/* Fuzz target: Hedgerow's HDF5. Damaged containers never reach the HDF5 library, for a checksum stands before it; so the
 * input is not the container but what lies in it: the target writes a sound file of arrays that the input makes up,
 * wrong shapes and types among them, seals it, and has it read.
 *
 * Bytes 0 to 6: counts of nodes, edges, attributes of both, what is wrong, of which array, length of the texts. Then the
 * texts, then the numbers of all arrays, a byte each; 255 begins one of four bytes.
 */
#include <assert.h>
#include <hdf5.h>
#include <hdf5_hl.h>
#include <sha256.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "models/files/network_h5.h"
#include "tests/fuzz/fuzz.h"

enum { HEADER = 7, COUNT_MOST = 40, ARRAYS = 7, FILE_MOST = 1 << 20 };

typedef enum { SOUND, MISSING, FLOATS, ONE_DIMENSION_MORE, ONE_ITEM_MORE, FAULTS } fault;

typedef struct {
    const uint8_t *next;
    const uint8_t *end;
} source;

static uint32_t number(source *from)
{
    uint32_t value = from->next < from->end ? *from->next++ : 0;
    if (value == UINT8_MAX && from->end - from->next >= 4) {
        memcpy(&value, from->next, sizeof value);
        from->next += sizeof value;
    }
    return value;
}

static void write_array(hid_t file, const char *name, bool is_text, hsize_t rows, hsize_t columns, fault wrong,
                        source *from)
{
    bool is_table = columns > 0;
    hsize_t lengths[3] = {rows + (wrong == ONE_ITEM_MORE), is_table ? columns : 1, 1};
    size_t count = (size_t)(lengths[0] * lengths[1]);
    uint32_t *numbers = calloc(count + 1, sizeof *numbers);
    int rank = (is_table ? 2 : 1) + (wrong == ONE_DIMENSION_MORE);
    hid_t stored = wrong == FLOATS ? H5T_IEEE_F32LE : is_text ? H5T_STD_U8LE : H5T_STD_U32LE;
    if (wrong == MISSING) {
        free(numbers);
        return;
    }
    for (size_t i = 0; i < count; ++i) {
        numbers[i] = number(from);
    }
    hid_t space = H5Screate_simple(rank, lengths, NULL);
    hid_t data = H5Dcreate2(file, name, stored, space, H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT);
    if (count > 0) {
        H5Dwrite(data, H5T_NATIVE_UINT32, H5S_ALL, H5S_ALL, H5P_DEFAULT, numbers);
    }
    H5Dclose(data);
    H5Sclose(space);
    free(numbers);
}

static void write_file(const char *path, const uint8_t *data, size_t size)
{
    hsize_t nodes = data[0] % COUNT_MOST;
    hsize_t edges = data[1] % COUNT_MOST;
    hsize_t node_attributes = data[2] % 4;
    hsize_t edge_attributes = data[3] % 4;
    size_t text_count = data[6] < size - HEADER ? data[6] : size - HEADER;
    source texts = {data + HEADER, data + HEADER + text_count};
    source numbers = {texts.end, data + size};
    const struct {
        const char *name;
        hsize_t rows;
        hsize_t columns;
    } arrays[ARRAYS] = {
        {"texts", text_count, 0},
        {"node_id", nodes, 0},
        {"node_attribute", node_attributes, 0},
        {"node_value", node_attributes, nodes},
        {"edge_end", edges, 2},
        {"edge_attribute", edge_attributes, 0},
        {"edge_value", edge_attributes, edges},
    };
    hid_t creation = H5Pcreate(H5P_FILE_CREATE);
    H5Pset_userblock(creation, HR_NETWORK_H5_BLOCK);
    hid_t file = H5Fcreate(path, H5F_ACC_TRUNC, creation, H5P_DEFAULT);
    H5Pclose(creation);
    H5LTset_attribute_string(file, "/", "name", "fuzz");
    for (int a = 0; a < ARRAYS; ++a) {
        fault wrong = data[5] % ARRAYS == a ? (fault)(data[4] % FAULTS) : SOUND;
        write_array(file, arrays[a].name, a == 0, arrays[a].rows, arrays[a].columns, wrong, a == 0 ? &texts : &numbers);
    }
    H5Fclose(file);
}

static size_t read_and_seal(int descriptor, uint8_t *bytes)
{
    char digits[65];
    ssize_t size = pread(descriptor, bytes, FILE_MOST, 0);
    assert(size > HR_NETWORK_H5_BLOCK);
    SHA2_CTX context;
    SHA256Init(&context);
    SHA256Update(&context, bytes + HR_NETWORK_H5_BLOCK, (size_t)size - HR_NETWORK_H5_BLOCK);
    SHA256End(&context, digits);
    snprintf((char *)bytes, HR_NETWORK_H5_BLOCK, "hedgerow network %d\n%s\n", HR_NETWORK_H5_SCHEMA, digits);
    return (size_t)size;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < HEADER) {
        return 0;
    }
    H5Eset_auto2(H5E_DEFAULT, NULL, NULL);
    hr_fuzz_file file = hr_fuzz_file_open(NULL, 0);
    uint8_t *bytes = calloc(FILE_MOST, 1);
    assert(bytes != NULL);
    write_file(file.path, data, size);
    size_t sealed = read_and_seal(file.descriptor, bytes);
    hr_fuzz_file_close(&file);
    hr_fuzz_graph("hdf5", bytes, sealed);
    free(bytes);
    return 0;
}
