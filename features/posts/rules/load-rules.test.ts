import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { UserFacingError } from "@millrace/platform/errors";
import { expect, it } from "vitest";
import { classify } from "../pipeline/classify.ts";
import { compileRuleText, listRuleSets, loadRules } from "./load-rules.ts";

const valid = `name: mine
title: Mine
lists:
  job: [plombier, couvreur]
order: [agency]
relevant:
  signals:
    hiring: { missing: non_recruitment, terms: ["recrute <2> @job"] }
categories:
  agency:
    terms: ["notre client"]
`;

function refusal(text: string): string {
  try {
    compileRuleText(text, "mine");
  } catch (error) {
    if (error instanceof UserFacingError) return error.message;
    throw error;
  }
  throw new Error("it was accepted");
}

it("lists and loads the shipped rule sets", () => {
  expect(listRuleSets()).toEqual(["generic", "legal-fr"]);
  for (const name of listRuleSets()) expect(loadRules(name).name).toBe(name);
});

it("reads a rule set from a file of the user", async () => {
  const folder = await mkdtemp(join(tmpdir(), "rules-"));
  try {
    await writeFile(join(folder, "mine.yaml"), valid);
    const rules = loadRules(join(folder, "mine.yaml"));
    expect(classify({ text: "On recrute deux bons plombiers" }, rules, 0).category).toBe("relevant");
    expect(classify({ text: "Notre client recrute un plombier" }, rules, 0).category).toBe("agency");
  } finally {
    await rm(folder, { recursive: true });
  }
});

it.each([
  [
    "a category that does not exist",
    valid.replace("  agency:", "  agence:"),
    /Rule set "mine", category "agence", line 10: .+/u,
  ],
  [
    "a term that is no pattern",
    valid.replace('"notre client"', '"notre <2>"'),
    /category "agency" › terms › 0, line 11: "notre <2>" begins or ends with a gap <n>\.$/u,
  ],
  ["an unknown list", valid.replace("@job", "@jobs"), /line 8: there is no list named "jobs"\.$/u],
  [
    "a weight out of range",
    valid.replace('["notre client"]', "[{ any: [a], weight: 7 }]"),
    /category "agency" › terms › 0.*, line 11: .+/u,
  ],
  ["a missing title", valid.replace("title: Mine\n", ""), /Rule set "mine", title, line 1: .+/u],
  ["text that is not YAML", "name: [", /Rule set "mine", line 1: this is not valid YAML: .+/u],
  ["an empty file", "", /Rule set "mine", line 1: .+/u],
])("refuses %s in one sentence with the line", (_what, text, message) => {
  expect(refusal(text)).toMatch(message);
  expect(refusal(text)).not.toContain("\n");
});

it("names the available sets when a set or file does not exist", () => {
  expect(() => loadRules("legal-de")).toThrow(/"legal-de"; the available ones are generic, legal-fr/u);
  expect(() => loadRules("/nowhere/x.yaml")).toThrow(/"\/nowhere\/x.yaml" cannot be read/u);
});
