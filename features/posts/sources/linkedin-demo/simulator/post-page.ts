import { changedArticle } from "./changed-article.ts";
import { guestArticle } from "./guest-article.ts";
import { escapeHtml, scriptJson } from "@millrace/platform/simulation";
import { jsonLdOf } from "./json-ld.ts";
import { pageShell } from "./page-shell.ts";
import type { PageLayout, SimulatedPost } from "./post.ts";
import { voyagerOf } from "./voyager.ts";

export interface PostPageOptions {
  /** Address the page gives itself and its links, without a slash at the end. */
  origin: string;
  nowMs: number;
  layout: PageLayout;
  /** Posts for the asides. */
  others: readonly SimulatedPost[];
}

/** The HTML of one public post page. */
export function postPage(post: SimulatedPost, options: PostPageOptions): string {
  const { origin, nowMs, layout } = options;
  const hasJsonLd = layout === "all" || layout === "guest";
  const hasEmbedded = layout === "all" || layout === "embedded";
  return pageShell(post, {
    origin,
    nowMs,
    others: options.others,
    head: hasJsonLd
      ? `<script type="application/ld+json">\n        ${scriptJson(jsonLdOf(post, origin))}\n      </script>`
      : "",
    main: mainColumn(post, options),
    tail: hasEmbedded ? embedded(voyagerOf(post, origin, nowMs), post.id) : "",
  });
}

function mainColumn(post: SimulatedPost, { layout, origin, nowMs }: PostPageOptions): string {
  if (layout === "embedded") return '<div id="application-root" class="application-outlet"></div>';
  if (layout === "list-item" || layout === "changed")
    return changedArticle(post, { origin, nowMs, hasViewNames: layout === "list-item" });
  return guestArticle(post, { origin, nowMs, hasExactCounts: layout !== "dom" });
}

function embedded(answer: object, id: string): string {
  const body = `bpr-guid-${id.slice(-7)}`;
  const call = JSON.stringify({
    request: `/voyager/api/feed/updates?urn=urn%3Ali%3Aactivity%3A${id}`,
    status: 200,
    body,
    method: "GET",
  });
  return `<code style="display: none" id="${body}">
      ${escapeHtml(JSON.stringify(answer))}
    </code>
    <code style="display: none" id="datalet-${body}">
      ${escapeHtml(call)}
    </code>
    <code style="display: none" id="clientPageInstance">
      ${escapeHtml(JSON.stringify({ data: { plainId: 7, $type: "com.linkedin.voyager.common.Me" }, included: [] }))}
    </code>`;
}
