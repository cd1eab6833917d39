import { existsSync, globSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";

const root = join(import.meta.dirname, "..");

/** Made by the browser tests, so absent in a checkout that has not run them. */
const MADE_LATER = /docs\/screenshots\//;

/** Targets of the links of a page that point into the repository, without their anchors. */
function localLinks(markdown: string): string[] {
  const targets = [...markdown.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = ""]) =>
    target.replace(/#.*$/, ""),
  );
  return targets.filter((target) => target !== "" && !/^[a-z]+:/.test(target));
}

const pages = globSync(["*.md", "docs/**/*.md", "{apps,features,engine,platform,bench,e2e}/**/*.md"], {
  cwd: root,
  exclude: (path) => /node_modules|fixtures/.test(path),
});

test.each(pages)("every link of %s leads somewhere", (page) => {
  const broken = localLinks(readFileSync(join(root, page), "utf8"))
    .map((target) => join(dirname(page), target))
    .filter((target) => !MADE_LATER.test(target) && !existsSync(join(root, target)));
  expect(broken).toEqual([]);
});

test("links to other sites and into the same page are left alone, all others are looked at", () => {
  expect(localLinks("[a](https://example.org) [b](#here) [c](docs/c.md#part) ![d](d.png)")).toEqual([
    "docs/c.md",
    "d.png",
  ]);
});
