import { expect, it } from "vitest";
import { startedWorkflow, stepWords } from "./step-words.ts";

it("a numbered step is the one people count from 1", () => {
  expect(stepWords("collect-posts", "fetch-page-2")).toEqual({
    key: ["collect-posts", "fetch-page"],
    number: 3,
  });
});

it("a step there is once has no number", () => {
  expect(stepWords("collect-posts", "open")).toEqual({ key: ["collect-posts", "open"], number: null });
});

it("a step that starts a run names its workflow", () => {
  expect(startedWorkflow("start collect-posts")).toBe("collect-posts");
  expect(startedWorkflow("restart")).toBeNull();
});
