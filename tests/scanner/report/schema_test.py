"""Rendered reports keep what schema.json and the limits of code scanning promise.

Usage: schema_test.py REPORT_SAMPLES SCHEMA. Without the package python3-jsonschema it is skipped.
"""
import json
import subprocess
import sys
import unittest

try:
    import jsonschema
except ImportError:
    print("python3-jsonschema is not installed")
    sys.exit(77)

PROGRAM, SCHEMA_PATH = sys.argv[1:3]
with open(SCHEMA_PATH, encoding="utf-8") as file:
    SCHEMA = json.load(file)
SAMPLES = ("two", "hostile", "empty")


def rendered(*arguments):
    return subprocess.run([PROGRAM, *arguments], check=True, capture_output=True).stdout


def strict(text):
    """JSON in which no name of an object stands twice."""

    def once(pairs):
        names = [name for name, _ in pairs]
        assert len(names) == len(set(names)), names
        return dict(pairs)

    return json.loads(text, object_pairs_hook=once)


class Schema(unittest.TestCase):
    def test_the_schema_itself_is_valid(self):
        jsonschema.Draft202012Validator.check_schema(SCHEMA)

    def test_json_reports_fit(self):
        validator = jsonschema.Draft202012Validator(SCHEMA)
        for sample in SAMPLES:
            for more in ((), ("secrets",)):
                validator.validate(strict(rendered("json", sample, *more)))

    def test_each_line_of_jsonl_fits_and_the_last_is_the_summary(self):
        line_schema = {**SCHEMA["$defs"]["line"], "$defs": SCHEMA["$defs"]}
        validator = jsonschema.Draft202012Validator(line_schema)
        for sample in SAMPLES:
            lines = [strict(line) for line in rendered("jsonl", sample).splitlines()]
            for line in lines:
                validator.validate(line)
            self.assertEqual([line["type"] for line in lines].count("summary"), 1)
            self.assertEqual(lines[-1]["type"], "summary")

    def test_a_stray_field_does_not_fit(self):
        report = strict(rendered("json", "two"))
        report["findings"][0]["surprise"] = 1
        with self.assertRaises(jsonschema.ValidationError):
            jsonschema.Draft202012Validator(SCHEMA).validate(report)

    def test_secrets_are_there_only_when_asked_for(self):
        self.assertNotIn("secret", strict(rendered("json", "two"))["findings"][0])
        self.assertIn("secret", strict(rendered("json", "two", "secrets"))["findings"][0])


class Sarif(unittest.TestCase):
    def runs(self, sample, *more):
        report = strict(rendered("sarif", sample, *more))
        self.assertEqual(report["version"], "2.1.0")
        self.assertEqual(len(report["runs"]), 1)
        return report["runs"][0]

    def test_each_result_has_its_rule_place_and_fingerprint(self):
        for sample in SAMPLES:
            run = self.runs(sample)
            rules = run["tool"]["driver"]["rules"]
            for result in run["results"]:
                self.assertEqual(rules[result["ruleIndex"]]["id"], result["ruleId"])
                self.assertIn(result["level"], ("note", "warning", "error"))
                self.assertTrue(result["partialFingerprints"]["curfew/v1"].startswith("cf1:"))
                self.assertEqual(len(result["locations"]), 1)
                self.assertLessEqual(len(result["message"]["text"]), 1024)
                place = result["locations"][0]["physicalLocation"]
                self.assertTrue(place["artifactLocation"]["uri"].isascii())

    def test_rules_say_how_to_end_it_and_how_severe_it_is(self):
        rule = self.runs("two")["tool"]["driver"]["rules"][0]
        self.assertIn("https://acme.example/settings/tokens", rule["help"]["text"])
        self.assertIn("Works until somebody deletes it", rule["help"]["markdown"])
        self.assertEqual(rule["properties"]["security-severity"], "9.5")
        self.assertLessEqual(len(rule["properties"]["tags"]), 10)

    def test_what_is_present_now_gets_a_result_and_only_else_the_newest(self):
        results = self.runs("two")["results"]
        uris = [r["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for r in results]
        self.assertEqual(uris, ["config/deploy.yml", "test/fixtures/session.json"])

    def test_more_results_than_code_scanning_takes_are_cut_and_counted(self):
        run = self.runs("crowded")
        self.assertEqual(len(run["results"]), 25000)
        notes = [note["message"]["text"] for note in
                 run["invocations"][0]["toolExecutionNotifications"]]
        self.assertTrue(any(note.startswith("2 further results") for note in notes), notes)

    def test_what_was_allowed_is_marked_suppressed(self):
        suppression = self.runs("hostile")["results"][0]["suppressions"][0]
        self.assertEqual(suppression["kind"], "inSource")
        self.assertEqual(suppression["justification"], "a test")

    def test_the_secret_is_in_the_snippet_only_when_asked_for(self):
        def region(*more):
            result = self.runs("two", *more)["results"][0]
            return result["locations"][0]["physicalLocation"]["region"]

        self.assertNotIn("snippet", region())
        self.assertTrue(region("secrets")["snippet"]["text"].startswith("acme_"))


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
