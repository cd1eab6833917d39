import type { Actor } from "./people.ts";
import type { SimulatedOriginal, SimulatedPost } from "./post.ts";
import { hash32 } from "@millrace/platform/simulation";
import { codePoints, textOf, type Segment } from "./rich-text.ts";
import { ageOf, exactCount, wordingOf } from "./wording.ts";

/** The normalised answer (`data` + `included`) the signed-in application keeps in its page. */
export function voyagerOf(post: SimulatedPost, origin: string, nowMs: number): object {
  const update = updateUrn(post.id);
  return {
    data: {
      "*elements": [update],
      paging: { count: 1, start: 0, total: 1, links: [] },
      entityUrn: "urn:li:collectionResponse:simulated",
      $type: "com.linkedin.restli.common.CollectionResponse",
    },
    included: [
      {
        ...updateOf(post, origin, actorOf(post, post, origin, nowMs)),
        "*resharedUpdate": post.reshared === null ? null : updateUrn(post.reshared.id),
        ...contentOf(post),
      },
      ...(post.reshared === null
        ? []
        : [
            updateOf(
              post.reshared,
              origin,
              actorOf(post.reshared, { ...post, isEdited: false, isPromoted: false }, origin, nowMs),
            ),
          ]),
      ...[post.author, ...(post.reshared === null ? [] : [post.reshared.author])].map((actor) =>
        miniOf(actor),
      ),
      {
        entityUrn: `urn:li:fs_socialDetail:urn:li:activity:${post.id}`,
        "*totalSocialActivityCounts": `urn:li:fs_socialActivityCounts:urn:li:activity:${post.id}`,
        urn: `urn:li:activity:${post.id}`,
        totalShares: post.reposts,
        liked: false,
        $type: "com.linkedin.voyager.feed.SocialDetail",
      },
      {
        entityUrn: `urn:li:fs_socialActivityCounts:urn:li:activity:${post.id}`,
        urn: `urn:li:activity:${post.id}`,
        numLikes: post.reactions,
        numComments: post.comments,
        numShares: post.reposts,
        numViews: null,
        liked: false,
        reactionTypeCounts: [
          {
            count: post.reactions,
            reactionType: "LIKE",
            $type: "com.linkedin.voyager.feed.social.ReactionTypeCount",
          },
        ],
        $type: "com.linkedin.voyager.feed.shared.SocialActivityCounts",
      },
    ],
  };
}

function updateUrn(id: string): string {
  return `urn:li:fs_updateV2:(urn:li:activity:${id},FEED_DETAIL,EMPTY,DEFAULT,false)`;
}

function updateOf(post: SimulatedOriginal, origin: string, actor: object): object {
  return {
    entityUrn: updateUrn(post.id),
    dashEntityUrn: `urn:li:fsd_update:(urn:li:activity:${post.id},FEED_DETAIL,EMPTY,DEFAULT,false)`,
    updateMetadata: {
      urn: `urn:li:activity:${post.id}`,
      shareUrn: `urn:li:share:${post.shareId}`,
      shareAudience: "PUBLIC",
      detailPageType: "FEED_DETAIL",
      $type: "com.linkedin.voyager.feed.render.UpdateMetadata",
    },
    actor,
    header: null,
    commentary:
      post.segments.length === 0
        ? null
        : {
            templateType: "DEFAULT",
            numLines: 3,
            text: textView(post.segments, origin),
            $type: "com.linkedin.voyager.feed.render.TextComponent",
          },
    content: null,
    resharedUpdate: null,
    "*socialDetail": `urn:li:fs_socialDetail:urn:li:activity:${post.id}`,
    $type: "com.linkedin.voyager.feed.render.UpdateV2",
  };
}

/** The site's words for members and organisations. */
const VOCABULARY = {
  person: {
    urn: "member",
    mini: "*miniProfile",
    attribute: "PROFILE_FULLNAME",
    query: "miniProfileUrn",
    view: "viewMember",
  },
  company: {
    urn: "company",
    mini: "*miniCompany",
    attribute: "COMPANY_NAME",
    query: "miniCompanyUrn",
    view: "viewCompany",
  },
} as const;

type ActorNotes = Pick<SimulatedPost, "locale" | "isEdited" | "isPromoted">;

function actorOf(post: SimulatedOriginal, notes: ActorNotes, origin: string, nowMs: number): object {
  const { author } = post;
  const words = VOCABULARY[author.kind];
  return {
    urn: `urn:li:${words.urn}:${memberNumber(author)}`,
    name: {
      textDirection: "FIRST_STRONG",
      text: author.name,
      accessibilityText: author.name,
      attributes: [
        {
          start: 0,
          length: codePoints(author.name),
          [words.mini]: miniUrn(author),
          type: words.attribute,
          $type: "com.linkedin.voyager.common.TextAttribute",
        },
      ],
      $type: "com.linkedin.voyager.common.TextViewModel",
    },
    description: textModel(descriptionOf(author, notes)),
    subDescription: textModel(ageLine(post, notes, nowMs)),
    navigationContext: {
      actionTarget: `${origin}${author.path}?${words.query}=${encodeURIComponent(miniUrn(author))}`,
      trackingActionType: words.view,
      $type: "com.linkedin.voyager.feed.render.FeedNavigationContext",
    },
    $type: "com.linkedin.voyager.feed.render.ActorComponent",
  };
}

function descriptionOf(author: Actor, notes: ActorNotes): string {
  if (author.kind === "person") return author.headline ?? "";
  return wordingOf(notes).followers(exactCount(author.followers, notes.locale));
}

/** "3 j • Modifié •   ", or that it is an advertisement. */
function ageLine(post: SimulatedOriginal, notes: ActorNotes, nowMs: number): string {
  const wording = wordingOf(notes);
  if (notes.isPromoted) return wording.promoted;
  const edited = notes.isEdited ? `${wording.edited} • ` : "";
  return `${ageOf(post.publishedMs, nowMs, notes.locale)} • ${edited}  `;
}

function textModel(text: string): object {
  return {
    textDirection: "USER_LOCALE",
    text,
    accessibilityText: text,
    $type: "com.linkedin.voyager.common.TextViewModel",
  };
}

/** Attribute positions count code points, as in the site's own answers. */
function textView(segments: readonly Segment[], origin: string): object {
  const attributes: object[] = [];
  let start = 0;
  for (const segment of segments) {
    const length = codePoints(segment.text);
    if (segment.kind !== "text")
      attributes.push({
        start,
        length,
        ...linkAttribute(segment, origin),
        $type: "com.linkedin.voyager.common.TextAttribute",
      });
    start += length;
  }
  return {
    textDirection: "FIRST_STRONG",
    attributes,
    text: textOf(segments),
    $type: "com.linkedin.voyager.common.TextViewModel",
  };
}

function linkAttribute(segment: Segment, origin: string): object {
  if (segment.kind === "link") return { link: segment.target, type: "HYPERLINK" };
  if (segment.kind === "mention") return mentionAttribute(segment.target ?? "", origin);
  const tag = segment.text.slice(1).toLowerCase();
  return {
    trackingUrn: `urn:li:hashtag:${tag}`,
    link: `${origin}/feed/hashtag/?keywords=${encodeURIComponent(tag)}`,
    dashHashtagUrn: `urn:li:fsd_hashtag:${tag}`,
    type: "HASHTAG",
  };
}

function mentionAttribute(path: string, origin: string): object {
  const link = origin + path;
  if (path.startsWith("/in/")) {
    return { "*miniProfile": `urn:li:fs_miniProfile:${hash32(path)}`, link, type: "PROFILE_MENTION" };
  }
  return { "*miniCompany": `urn:li:fs_miniCompany:${hash32(path)}`, link, type: "COMPANY_NAME" };
}

function miniOf(actor: Actor): object {
  const publicIdentifier = actor.path.split("/").at(-1);
  if (actor.kind === "company")
    return {
      entityUrn: miniUrn(actor),
      name: actor.name,
      universalName: publicIdentifier,
      $type: "com.linkedin.voyager.entities.shared.MiniCompany",
    };
  const [firstName, ...rest] = actor.name.split(" ");
  return {
    entityUrn: miniUrn(actor),
    objectUrn: `urn:li:member:${memberNumber(actor)}`,
    firstName,
    lastName: rest.join(" "),
    occupation: actor.headline,
    publicIdentifier,
    $type: "com.linkedin.voyager.identity.shared.MiniProfile",
  };
}

function miniUrn(actor: Actor): string {
  return actor.kind === "company"
    ? `urn:li:fs_miniCompany:${memberNumber(actor)}`
    : `urn:li:fs_miniProfile:ACoAA${hash32(actor.path).toString(36)}`;
}

function memberNumber(actor: Actor): number {
  return hash32(actor.path) % 900_000_000;
}

function contentOf(post: SimulatedPost): object {
  const first = post.media[0];
  if (first === undefined) return {};
  if (first.kind === "image") {
    const images = post.media.map((item) => ({
      accessibilityText: item.alt,
      attributes: [
        {
          sourceType: "URL",
          imageUrl: item.target,
          $type: "com.linkedin.voyager.common.ImageAttribute",
        },
      ],
      $type: "com.linkedin.voyager.common.ImageViewModel",
    }));
    return {
      content: { images, showTemplateCta: false, $type: "com.linkedin.voyager.feed.render.ImageComponent" },
    };
  }
  if (first.kind === "article") {
    return {
      content: {
        title: textModel(first.title ?? ""),
        subtitle: textModel("journal.example"),
        navigationContext: {
          actionTarget: first.target,
          $type: "com.linkedin.voyager.feed.render.FeedNavigationContext",
        },
        $type: "com.linkedin.voyager.feed.render.ArticleComponent",
      },
    };
  }
  if (first.kind === "document") {
    return {
      content: {
        document: {
          title: first.title,
          transcribedDocumentUrl: first.target,
          $type: "com.linkedin.documentcontent.Document",
        },
        $type: "com.linkedin.voyager.feed.render.DocumentComponent",
      },
    };
  }
  return {
    content: {
      videoPlayMetadata: {
        media: `urn:li:digitalmediaAsset:${post.id}`,
        progressiveStreams: [
          {
            mediaType: "video/mp4",
            width: 1280,
            height: 720,
            streamingLocations: [{ url: first.target, $type: "com.linkedin.videocontent.StreamingLocation" }],
            $type: "com.linkedin.videocontent.ProgressiveDownloadMetadata",
          },
        ],
        $type: "com.linkedin.videocontent.VideoPlayMetadata",
      },
      $type: "com.linkedin.voyager.feed.render.LinkedInVideoComponent",
    },
  };
}
