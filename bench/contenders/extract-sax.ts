import { Parser } from "htmlparser2";
import { Agent } from "undici";
import { isComplete, readJob, runJob } from "./extraction-job.ts";

/** The floor: bare undici, one SAX pass that keeps nothing but the JSON-LD block. No evidence, no second source. */
const job = readJob();
const agent = new Agent({ connections: job.concurrency });

await runJob(job, async (url) => {
  const { origin, pathname: path } = new URL(url);
  const answer = await agent.request({ origin, path, method: "GET" });
  const post = JSON.parse(jsonLdOf(await answer.body.text())) as {
    articleBody?: string;
    datePublished?: string;
    author?: { name?: string };
  };
  return isComplete({
    author: post.author?.name ?? null,
    text: post.articleBody ?? null,
    publishedAt: post.datePublished ?? null,
  });
});
await agent.close();

function jsonLdOf(html: string): string {
  let isInside = false;
  let text = "";
  const parser = new Parser({
    onopentag: (name, attributes) => {
      isInside = name === "script" && attributes["type"] === "application/ld+json";
    },
    ontext: (part) => {
      if (isInside) text += part;
    },
    onclosetag: () => {
      isInside = false;
    },
  });
  parser.end(html);
  return text;
}
