const entities: Record<string, string> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
  "`": "&#96;",
  "=": "&#61;",
};

/**
 * Text made safe for HTML content and for quoted attribute values. `=` and quotes are escaped too, so that no text of
 * a page can even look like an attribute in what we write.
 */
export function escapeHtml(text: string): string {
  return text.replaceAll(/[&<>"'`=]/g, (sign) => entities[sign] ?? sign).replaceAll("\0", "");
}
