import type { Page } from "playwright-core";

/** The stream of a page that is left or reloaded ends as an aborted request; so does a read nobody waits for any more. */
const leftBehind = "net::ERR_ABORTED";

/** Notes everything a person with the developer tools open would frown at. */
export async function watchPage(page: Page, problems: string[]): Promise<void> {
  const note = (what: string) => problems.push(`${new URL(page.url()).pathname}: ${what}`);
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning")
      note(`console ${message.type()}: ${message.text()} ${message.location().url}`);
  });
  page.on("pageerror", (error) => note(`uncaught: ${error.message}`));
  page.on("response", (response) => {
    if (response.status() >= 400) note(`${response.status()} ${response.url()}`);
  });
  page.on("requestfailed", (request) => {
    const reason = request.failure()?.errorText ?? "";
    if (reason !== leftBehind) note(`${reason} ${request.url()}`);
  });
  await page.exposeFunction("noteViolation", note);
  await page.addInitScript({
    content: `addEventListener("securitypolicyviolation", (event) => noteViolation("content policy: " + event.violatedDirective + " refused " + event.blockedURI));`,
  });
}
