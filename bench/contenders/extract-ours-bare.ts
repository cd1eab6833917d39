import { Agent } from "undici";
import { extractDocument } from "@millrace/posts/extraction";
import { isComplete, readJob, runJob } from "./extraction-job.ts";

/** Our extraction, all evidence included, on pages fetched by bare undici. */
const job = readJob();
const agent = new Agent({ connections: job.concurrency });

await runJob(job, async (url) => {
  const { origin, pathname: path } = new URL(url);
  const answer = await agent.request({ origin, path, method: "GET" });
  const bytes = new Uint8Array(await answer.body.arrayBuffer());
  const { posts } = extractDocument({
    name: url,
    url,
    contentType: "text/html; charset=utf-8",
    bytes,
    status: answer.statusCode,
  });
  const post = posts[0];
  return (
    post !== undefined &&
    isComplete({ author: post.author.name, text: post.text, publishedAt: post.published_at })
  );
});
await agent.close();
