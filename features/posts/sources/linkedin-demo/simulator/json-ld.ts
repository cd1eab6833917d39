import type { Actor } from "./people.ts";
import { mediaOrigin, type SimulatedPost } from "./post.ts";
import { textOf } from "./rich-text.ts";

/** The page's schema.org description, with the property names the public page uses. */
export function jsonLdOf(post: SimulatedPost, origin: string): object {
  const text = textOf(post.segments);
  const images = post.media
    .filter((item) => item.kind === "image")
    .map((item) => ({ url: item.target, "@type": "ImageObject" }));
  const video = post.media.find((item) => item.kind === "video");
  return {
    "@context": "http://schema.org",
    "@type": "SocialMediaPosting",
    "@id": `${origin}/posts/${post.slug}`,
    datePublished: new Date(post.publishedMs).toISOString(),
    headline: text.split("\n")[0]?.slice(0, 110) ?? "",
    comment: post.commentTexts.slice(0, 3).map((comment) => ({
      "@type": "Comment",
      text: comment.text,
      author: { name: comment.author.name, url: origin + comment.author.path, "@type": "Person" },
      interactionStatistic: counter("http://schema.org/LikeAction", 2),
    })),
    commentCount: post.comments,
    ...(post.reshared === null
      ? {}
      : {
          sharedContent: {
            "@type": "WebPage",
            author: authorOf(post.reshared.author, origin),
            headline: textOf(post.reshared.segments),
          },
        }),
    ...(images.length === 0 ? {} : { image: images.length === 1 ? images[0] : images }),
    ...(video === undefined ? {} : { video: { "@type": "VideoObject", contentUrl: video.target } }),
    articleBody: text,
    author: authorOf(post.author, origin),
    interactionStatistic: [
      counter("http://schema.org/LikeAction", post.reactions),
      counter("https://schema.org/CommentAction", post.comments),
    ],
    hasPart: { "@type": "WebPageElement", isAccessibleForFree: false, cssSelector: ".details" },
  };
}

function authorOf(actor: Actor, origin: string): object {
  return {
    name: actor.name,
    image: { url: `${mediaOrigin}/image/avatar`, "@type": "ImageObject" },
    url: origin + actor.path,
    "@type": actor.kind === "person" ? "Person" : "Organization",
    interactionStatistic: counter("http://schema.org/FollowAction", actor.followers),
  };
}

function counter(interactionType: string, userInteractionCount: number): object {
  return { "@type": "InteractionCounter", interactionType, userInteractionCount };
}
