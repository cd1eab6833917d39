import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { startMailSimulator, type MailSimulator } from "@millrace/mail/simulator";
import { createTemporaryFolder, until } from "@millrace/platform/testing";
import { openDashboard, type Dashboard } from "./dashboard.ts";
import { seriousViolations } from "./looks.ts";
import { keepScreenshot } from "./screenshots.ts";

const owner = { name: "Ada Martin", email: "ada@example.com", password: "wool tram ocean 71" };
const savedPage = fileURLToPath(
  new URL("../../features/posts/extraction/fixtures/public-post.html", import.meta.url),
);
const viewer = { name: "Théo Petit", email: "theo@example.com", password: "glass otter lamp 18" };

let opened: AsyncDisposableStack;
let mail: MailSimulator;
let house: Dashboard;
/** The owner's browser, from the first test to the last. */
let page: Page;

beforeAll(async () => {
  await using starting = new AsyncDisposableStack();
  mail = starting.use(await startMailSimulator());
  const keys = starting.use(await createTemporaryFolder("millrace-key-"));
  house = starting.use(
    await openDashboard({
      environment: {
        MILLRACE_DEMO: "false",
        MILLRACE_SMTP_URL: mail.url,
        MILLRACE_MAIL_FROM: "Millrace <house@example.com>",
        MILLRACE_KEY_FILE: join(keys.path, "key"),
      },
    }),
  );
  page = await house.open();
  opened = starting.move();
}, 120_000);
afterAll(() => opened?.[Symbol.asyncDispose]());

/** The one-time link in the newest mail to somebody. */
async function linkMailedTo(address: string): Promise<string> {
  return until("the mail has come", async () => {
    const mailed = mail.mails.filter(({ to }) => to.includes(address)).at(-1);
    return mailed?.text.match(/https?:\S+#\S+/u)?.[0] ?? null;
  });
}

async function expectAccessible(shown: Page): Promise<void> {
  expect(await seriousViolations(shown)).toEqual([]);
}

it("stands before a door that says where the owner's link is", async () => {
  await page.goto("/operate/runs");
  await page.getByRole("heading", { name: "Nobody owns this house yet" }).waitFor();
  expect(new URL(page.url()).searchParams.get("next")).toBe("/operate/runs");
});

it("makes the owner from the one-time link, says what is wrong with a password, and keeps the token out of the address", async () => {
  await page.goto(house.setupUrl ?? "");
  await page.getByLabel("Your name").fill(owner.name);
  await page.getByLabel("E-mail address").fill(owner.email);
  await page.getByLabel("Choose a password").fill("short");
  await page.getByRole("button", { name: "Create my account" }).click();
  await page.getByText("A password has at least 12 characters.").waitFor();
  await expectAccessible(page);
  await keepScreenshot(page, "setup");
  expect(page.url()).not.toContain("#");
  await page.getByLabel("Choose a password").fill(owner.password);
  await page.getByRole("button", { name: "Create my account" }).click();
  await page.getByRole("button", { name: "Account" }).getByText(owner.name).waitFor();
});

it.each([
  ["/account", "Your account"],
  ["/house/people", "People"],
  ["/house/settings", "Settings"],
  ["/house/backups", "Backups"],
  ["/house/audit", "Audit trail"],
])("draws %s, accessible", async (path, title) => {
  await page.goto(path);
  await page.getByRole("heading", { name: title, level: 1 }).waitFor();
  await until("nothing is loading", async () => (await page.getByText(/^Loading…$/u).count()) === 0);
  await expectAccessible(page);
  await keepScreenshot(page, title.toLowerCase().replaceAll(" ", "-"));
});

it("makes an API token that may do what was ticked and nothing else", async () => {
  await page.goto("/account");
  await page.getByRole("button", { name: "New token" }).click();
  await page.getByRole("textbox", { name: "Name" }).fill("nightly report");
  await page.getByLabel("posts:read").check();
  await page.getByRole("dialog").getByRole("button", { name: "New token" }).click();
  const secret = await page.getByRole("dialog").getByRole("status").innerText();
  await page.getByRole("button", { name: "I have kept it" }).click();
  await page.getByText("nightly report").waitFor();
  const ask = async (path: string) =>
    (await fetch(`${house.url}/api/v1${path}`, { headers: { authorization: `Bearer ${secret}` } })).status;
  expect([await ask("/posts"), await ask("/runs")]).toEqual([200, 403]);
});

it("changes a setting, takes it back, and both are in the audit trail", async () => {
  await page.goto("/house/settings");
  const days = page.getByLabel("Finished runs (days)", { exact: true });
  await days.fill("14");
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByText("Settings saved").first().waitFor();
  await page.reload();
  await until("the kept value is shown", async () => (await days.inputValue()) === "14");
  await page.getByRole("button", { name: /Back to the default: Finished runs/u }).click();
  await until("the default is shown again", async () => (await days.inputValue()) === "30");
  await page.goto("/house/audit");
  await until("both changes are told", async () => (await page.getByText(/^settings?\./u).count()) >= 2);
  await page.getByRole("button", { name: "Verify the chain" }).click();
  await page.getByText(/^Intact: /u).waitFor();
});

it("offers to import pages, and no demo site, where there is none", async () => {
  await page.goto("/posts");
  await page.getByText("Import pages you saved.", { exact: false }).waitFor();
  expect(await page.getByRole("button", { name: /^Collect(?: |$)/u }).count()).toBe(0);
  await page.getByRole("button", { name: "Import files" }).last().click();
  await page.locator('input[type="file"]').setInputFiles(savedPage);
  await page.getByRole("button", { name: "Import 1 file" }).click();
  await page.getByRole("feed").getByRole("article").first().waitFor();
});

it("invites somebody by mail, who comes in as a viewer and is offered nothing a viewer may not do", async () => {
  await page.goto("/house/people");
  await page.getByRole("button", { name: "Invite" }).click();
  await page.getByRole("dialog").getByLabel("E-mail address").fill(viewer.email);
  await page.getByRole("button", { name: "Send the invitation" }).click();
  await page.getByText("Invited", { exact: true }).waitFor();
  const theirs = await house.open(await linkMailedTo(viewer.email), { language: "fr", theme: "dark" });
  await theirs.getByLabel("Votre nom").fill(viewer.name);
  await theirs.getByLabel("Choisissez un mot de passe").fill(viewer.password);
  await expectAccessible(theirs);
  await theirs.getByRole("button", { name: "Accepter l’invitation" }).click();
  await theirs.getByRole("button", { name: "Compte" }).getByText(viewer.name).waitFor();
  await theirs.goto("/posts");
  await theirs.getByRole("feed").getByRole("link").first().click();
  await theirs.getByRole("complementary").getByRole("heading").first().waitFor();
  const offered = /^(?:Collecter|Importer|Favori$|Mettre à la corbeille)/u;
  expect(await theirs.getByRole("main").getByRole("button", { name: offered }).count()).toBe(0);
  expect(await theirs.getByRole("checkbox").count()).toBe(0);
  await theirs.keyboard.press("#");
  expect(await theirs.getByRole("feed").getByRole("article").count()).toBe(1);
  expect(await theirs.getByRole("link", { name: "Réglages" }).count()).toBe(0);
  await theirs.context().close();
});

it("signs out, refuses a wrong password, lets the right one in and goes on to the page that was asked for", async () => {
  await page.goto("/posts");
  await page.getByRole("button", { name: "Account" }).click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  await page.getByRole("heading", { name: "Sign in" }).waitFor();
  await page.goto("/operate/runs");
  await page.getByLabel("E-mail address").fill(owner.email);
  await page.getByLabel("Password", { exact: true }).fill("not the password");
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await page.getByRole("alert").waitFor();
  await keepScreenshot(page, "sign-in");
  await page.getByLabel("Password", { exact: true }).fill(owner.password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await page.getByRole("heading", { name: "Runs", level: 1 }).waitFor();
});

it("signs in by a link in a mail, which works once", async () => {
  const other = await house.open("/sign-in");
  await other.getByLabel("E-mail address").fill(owner.email);
  await other.getByRole("button", { name: "E-mail me a sign-in link" }).click();
  const link = await linkMailedTo(owner.email);
  await other.goto(link);
  await other.getByRole("button", { name: "Come in" }).click();
  await other.getByRole("button", { name: "Account" }).getByText(owner.name).waitFor();
  await other.context().close();
  const second = await house.open(link);
  await second.getByRole("button", { name: "Come in" }).click();
  await second.getByRole("alert").waitFor();
  await second.context().close();
});

it("ends the page of a session that was ended elsewhere", async () => {
  const other = await house.open("/sign-in");
  await other.getByLabel("E-mail address").fill(owner.email);
  await other.getByLabel("Password", { exact: true }).fill(owner.password);
  await other.getByRole("button", { name: "Sign in", exact: true }).click();
  await other.getByRole("button", { name: "Account" }).getByText(owner.name).waitFor();
  await page.goto("/account");
  await page.getByRole("button", { name: "Sign out everywhere else" }).click();
  await other.getByRole("heading", { name: "Sign in" }).waitFor();
  await other.context().close();
});
