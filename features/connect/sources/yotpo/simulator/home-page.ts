import { escapeHtml } from "@millrace/platform/simulation";
import type { Shop } from "./shop.ts";
import { trueCustomers } from "./truth.ts";

/** Customers shown. */
const shown = 50;

/** What stands at the address of the simulator. */
export function homePage(shop: Shop): string {
  const customers = trueCustomers(shop, 0, shown).map((text) => JSON.parse(text) as Record<string, unknown>);
  const fields = [...new Set(customers.flatMap(Object.keys))].slice(0, 8);
  const rows = customers.map((customer) =>
    row(
      "td",
      fields.map((field) => cellOf(customer[field])),
    ),
  );
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${escapeHtml(shop.api.label)}, simulated</title>
<style>
  body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 75rem; padding: 0 1rem; color: #222 }
  table { border-collapse: collapse; width: 100%; display: block; overflow-x: auto }
  th, td { text-align: left; padding: .3rem .6rem; border-bottom: 1px solid #ddd; white-space: nowrap }
</style>
<h1>Customers of a demo shop</h1>
<p>${escapeHtml(shop.api.label)}, simulated: ${shop.shelf.total()} customers, of which the first ${customers.length} stand here.
   What was asked: <a href="/_simulator/stats">numbers</a>, <a href="/_simulator/log">log</a>.</p>
<table><thead>${row("th", fields)}</thead><tbody>${rows.join("")}</tbody></table>
</html>`;
}

function row(tag: "td" | "th", cells: readonly string[]): string {
  return `<tr>${cells.map((cell) => `<${tag}>${escapeHtml(cell)}</${tag}>`).join("")}</tr>`;
}

function cellOf(value: unknown): string {
  if (value === null || value === undefined) return "";
  return typeof value === "string" ? value : JSON.stringify(value);
}
