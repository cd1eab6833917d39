ALTER TABLE "posts"."post" ADD COLUMN "page_url" text;--> statement-breakpoint
ALTER TABLE "posts"."post" ADD COLUMN "page_content_type" text;