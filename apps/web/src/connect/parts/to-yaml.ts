type Scalar = string | number | boolean | null;
type Node = Scalar | readonly Node[] | { readonly [key: string]: Node | undefined };

/** A mapping as YAML, in the order of its keys; what is undefined is left out. */
export const toYaml = (map: Readonly<Record<string, unknown>>): string =>
  mapping(map as { readonly [key: string]: Node | undefined }, "");

function mapping(map: { readonly [key: string]: Node | undefined }, indent: string): string {
  return Object.entries(map)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => `${indent}${scalar(key)}:${below(value ?? null, indent)}`)
    .join("\n");
}

/** What comes after "key:": on the same line, or deeper below it. */
function below(node: Node, indent: string): string {
  if (typeof node === "string" && node.includes("\n")) return block(node, `${indent}  `);
  if (typeof node !== "object" || node === null) return ` ${scalar(node)}`;
  if (Array.isArray(node)) return node.length === 0 ? " []" : `\n${sequence(node, `${indent}  `)}`;
  const map = node as { readonly [key: string]: Node | undefined };
  return Object.keys(map).length === 0 ? " {}" : `\n${mapping(map, `${indent}  `)}`;
}

function sequence(items: readonly Node[], indent: string): string {
  return items
    .map((item) => {
      if (typeof item !== "object" || item === null) return `${indent}- ${scalar(item)}`;
      const text = Array.isArray(item)
        ? sequence(item, `${indent}  `)
        : mapping(item as { readonly [key: string]: Node }, `${indent}  `);
      return `${indent}- ${text.trimStart()}`;
    })
    .join("\n");
}

/** A text of several lines as it is; one that a block can't hold is quoted. */
function block(text: string, indent: string): string {
  if (/^[ \n]|\t|\r/u.test(text)) return ` ${JSON.stringify(text)}`;
  const end = text.endsWith("\n\n") ? "+" : text.endsWith("\n") ? "" : "-";
  const lines = text.replace(/\n$/u, "").split("\n");
  return ` |${end}\n${lines.map((line) => (line === "" ? "" : indent + line)).join("\n")}`;
}

/** Words YAML reads as something else than text. */
const reserved = /^(?:true|false|null|yes|no|on|off|y|n|~)$/iu;
const plain = /^[A-Za-z/_][\w./@+%~:-]*(?: [\w./@+%~:-]+)*$/u;

function scalar(value: Scalar): string {
  if (typeof value !== "string") return String(value);
  const isPlain = plain.test(value) && !reserved.test(value) && !/:(?: |$)| #/u.test(value);
  return isPlain ? value : JSON.stringify(value);
}
