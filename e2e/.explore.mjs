import { chromium } from "playwright-core";
const url = process.argv[2];
const b = await chromium.launch({ executablePath: "/usr/bin/chromium", chromiumSandbox: false, args: ["--disable-background-networking","--disable-component-update","--disable-sync"] });
const theme = process.argv[3] ?? "light", lang = process.argv[4] ?? "en", w=+(process.argv[5]??1440), h=+(process.argv[6]??900);
const c = await b.newContext({ viewport: { width: w, height: h }, colorScheme: theme, locale: lang === "fr" ? "fr-FR":"en-GB", timezoneId: "Europe/Paris" });
const p = await c.newPage();
p.on("console", m => { if (m.type()==="error"||m.type()==="warning") console.log("CONSOLE", p.url(), m.type(), m.text(), m.location().url) });
p.on("pageerror", e => console.log("PAGEERROR", p.url(), e.message));
p.on("requestfailed", r => console.log("REQFAILED", p.url(), r.url(), r.failure()?.errorText));
p.on("response", r => { if (r.status()>=400) console.log("STATUS", r.status(), r.url()) });
const runs = await (await fetch(url+"/api/v1/runs")).json();
const posts = await (await fetch(url+"/api/v1/posts?verdict=kept")).json();
for (const path of ["/posts", "/posts/"+posts.items[0].id, "/favourites","/trash","/collections","/sources","/stats","/operate/runs","/operate/runs/"+encodeURIComponent(runs.items[0].run_id),"/sites","/connect","/studio","/store","/nope"]) {
  await p.goto(url+path); await p.waitForTimeout(900);
  await p.screenshot({ path: `/tmp/e2eb/${theme}-${lang}-${w}${path.replaceAll("/","_").slice(0,30)}.png` });
}
await b.close();
