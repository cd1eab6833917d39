import { cpSync, existsSync, globSync, readFileSync, renameSync, statSync, writeFileSync } from "node:fs";
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { camelCase, families, pascalCase, type Family } from "./families.ts";

/** `npm run new <family> <name>`: a new member of a family, from its template, with the registry brought up to date. */
const root = process.cwd();
const templates = join(import.meta.dirname, "templates");

/** Prints one sentence and ends with exit code 2: the command was not understood. */
function refuse(sentence: string): never {
  console.error(sentence);
  process.exit(2);
}

function chosenFamily(name: string | undefined): Family {
  const family = families.find((candidate) => candidate.name === name);
  if (family !== undefined) return family;
  const known = families.map(({ name: word, folder }) => `${word} (${folder})`).join(", ");
  return refuse(
    `${name === undefined ? "Say" : `There is no family named ${name}; say`} what to add: npm run new <family> <name>, where the family is one of: ${known}.`,
  );
}

function chosenName(name: string | undefined, family: Family): string {
  if (name === undefined || !/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name)) {
    return refuse(
      `A ${family.name} is named in lower case with hyphens, for example: npm run new ${family.name} acme-news.`,
    );
  }
  if (existsSync(join(root, family.folder, name)))
    return refuse(`${family.folder}/${name} exists already; choose another name.`);
  return name;
}

/** Copies the template; `__name__`, `__Name__` and `__nameCamel__` become the name, as "acme-news", "AcmeNews" and "acmeNews". */
function copyTemplate(family: Family, name: string): void {
  const target = join(root, family.folder, name);
  cpSync(join(templates, family.name), target, { recursive: true });
  for (const file of globSync("**/*.template", { cwd: target })) {
    const path = join(target, file);
    if (!statSync(path).isFile()) continue;
    const text = readFileSync(path, "utf8")
      .replaceAll("__name__", name)
      .replaceAll("__nameCamel__", camelCase(name))
      .replaceAll("__Name__", pascalCase(name));
    writeFileSync(path, text);
    renameSync(path, path.replace(/\.template$/, ""));
  }
}

const [familyName, memberName] = process.argv.slice(2);
const family = chosenFamily(familyName);
const name = chosenName(memberName, family);

copyTemplate(family, name);
spawnSync(process.execPath, [join(import.meta.dirname, "generate.ts")], { cwd: root, stdio: "inherit" });
console.log(`Made ${family.folder}/${name}. Next:`);
for (const step of family.nextSteps(name)) console.log(`- ${step}`);
