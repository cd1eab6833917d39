import { expect, test } from "vitest";
import { countTests } from "./test-summary.ts";

const passedFile = { status: "passed", assertionResults: [{}, {}] };
const report = (parts: object): string =>
  JSON.stringify({
    success: true,
    numPassedTests: 2,
    numFailedTests: 0,
    testResults: [passedFile],
    ...parts,
  });

test("passed and failed tests are counted", () => {
  const testResults = [passedFile, { status: "failed", assertionResults: [{}] }];
  expect(countTests(report({ success: false, numFailedTests: 1, testResults }))).toEqual({
    passed: 2,
    failed: 1,
  });
});

test("a run in which all went well has no failure", () => {
  expect(countTests(report({}))).toEqual({ passed: 2, failed: 0 });
});

test("a test file that could not be loaded is a failure", () => {
  const testResults = [passedFile, { status: "failed", assertionResults: [] }];
  expect(countTests(report({ success: false, testResults }))).toEqual({ passed: 2, failed: 1 });
});

test("a run that failed outside every test is a failure", () => {
  expect(countTests(report({ success: false }))).toEqual({ passed: 2, failed: 1 });
});

test("something that is no report is refused", () => {
  expect(() => countTests("{}")).toThrow();
});
