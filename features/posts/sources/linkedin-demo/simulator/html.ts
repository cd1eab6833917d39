/** Text as HTML content or a double-quoted attribute. */
export function escapeHtml(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}

/** Says on the page and in its source that nothing here is real. */
export const simulatedNotice = "<!-- Simulated by Millrace: fictional people, fictional posts -->";

export const simulatedBanner =
  '<div class="millrace-simulated" role="note" style="background:#fff3c4;padding:4px;text-align:center">Simulated by Millrace</div>';

/** A value as the text of a script element: no sequence of it can close the element. */
export function scriptJson(value: unknown): string {
  return JSON.stringify(value).replaceAll("<", String.raw`\u003c`);
}
