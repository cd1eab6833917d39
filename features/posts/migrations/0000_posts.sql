CREATE SCHEMA "posts";
--> statement-breakpoint
CREATE TABLE "posts"."collection" (
	"id" text PRIMARY KEY NOT NULL,
	"source" text NOT NULL,
	"keywords" text NOT NULL,
	"max_posts" integer NOT NULL,
	"rules" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"ended_at" timestamp with time zone,
	"outcome" text,
	"wall" text,
	"message" text
);
--> statement-breakpoint
CREATE TABLE "posts"."collection_page" (
	"collection_id" text NOT NULL,
	"page" integer NOT NULL,
	"seen" integer NOT NULL,
	"saved" integer NOT NULL,
	"rejected" integer NOT NULL,
	"problems" jsonb NOT NULL,
	"saved_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "collection_page_collection_id_page_pk" PRIMARY KEY("collection_id","page")
);
--> statement-breakpoint
CREATE TABLE "posts"."minhash" (
	"post_id" uuid PRIMARY KEY NOT NULL,
	"signature" integer[] NOT NULL
);
--> statement-breakpoint
CREATE TABLE "posts"."minhash_band" (
	"band" smallint NOT NULL,
	"hash" bigint NOT NULL,
	"post_id" uuid NOT NULL,
	CONSTRAINT "minhash_band_band_hash_post_id_pk" PRIMARY KEY("band","hash","post_id")
);
--> statement-breakpoint
CREATE TABLE "posts"."post" (
	"id" uuid PRIMARY KEY NOT NULL,
	"dedupe_key" text NOT NULL,
	"urn" text,
	"permalink" text,
	"author_name" text,
	"author_kind" text,
	"author_profile_url" text,
	"author_headline" text,
	"text" text,
	"search_text" text NOT NULL,
	"search" "tsvector" GENERATED ALWAYS AS (to_tsvector('simple'::regconfig, search_text)) STORED NOT NULL,
	"published_at" timestamp with time zone,
	"collected_at" timestamp with time zone NOT NULL,
	"language" text,
	"reactions" integer,
	"comments" integer,
	"reposts" integer,
	"reshared" jsonb,
	"mentions" jsonb NOT NULL,
	"hashtags" jsonb NOT NULL,
	"media" jsonb NOT NULL,
	"is_promoted" boolean,
	"edited" boolean,
	"evidence" jsonb NOT NULL,
	"trust" jsonb NOT NULL,
	"unknown" jsonb NOT NULL,
	"source" text NOT NULL,
	"is_demo" boolean NOT NULL,
	"source_file" text,
	"snapshot_hash" text,
	"collection_id" text,
	"rules" text NOT NULL,
	"verdict" text NOT NULL,
	"category" text NOT NULL,
	"score" real NOT NULL,
	"terms" jsonb NOT NULL,
	"favourite_at" timestamp with time zone,
	"trashed_at" timestamp with time zone,
	CONSTRAINT "post_dedupe_key_unique" UNIQUE("dedupe_key"),
	CONSTRAINT "post_urn_unique" UNIQUE("urn"),
	CONSTRAINT "post_permalink_unique" UNIQUE("permalink")
);
--> statement-breakpoint
CREATE TABLE "posts"."source_state" (
	"source" text PRIMARY KEY NOT NULL,
	"wall" text,
	"message" text,
	"paused_at" timestamp with time zone,
	"last_collected_at" timestamp with time zone
);
--> statement-breakpoint
ALTER TABLE "posts"."minhash" ADD CONSTRAINT "minhash_post_id_post_id_fk" FOREIGN KEY ("post_id") REFERENCES "posts"."post"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "posts"."minhash_band" ADD CONSTRAINT "minhash_band_post_id_post_id_fk" FOREIGN KEY ("post_id") REFERENCES "posts"."post"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "collection_created" ON "posts"."collection" USING btree ("created_at" DESC NULLS LAST,"id" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "minhash_band_post" ON "posts"."minhash_band" USING btree ("post_id");--> statement-breakpoint
CREATE INDEX "post_search" ON "posts"."post" USING gin ("search");--> statement-breakpoint
CREATE INDEX "post_collected" ON "posts"."post" USING btree ("collected_at" DESC NULLS LAST,"id" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "post_published" ON "posts"."post" USING btree ("published_at" DESC NULLS LAST,"id" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "post_score" ON "posts"."post" USING btree ("score" DESC NULLS LAST,"id" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "post_reactions" ON "posts"."post" USING btree ("reactions" DESC NULLS LAST,"id" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "post_collection" ON "posts"."post" USING btree ("collection_id");--> statement-breakpoint
CREATE INDEX "post_favourite" ON "posts"."post" USING btree ("favourite_at") WHERE favourite_at is not null;--> statement-breakpoint
CREATE INDEX "post_trashed" ON "posts"."post" USING btree ("trashed_at") WHERE trashed_at is not null;