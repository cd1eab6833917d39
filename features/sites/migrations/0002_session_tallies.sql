DROP INDEX "sites"."session_website_waiting";--> statement-breakpoint
ALTER TABLE "sites"."session_worker" ADD COLUMN "tally" jsonb NOT NULL;--> statement-breakpoint
CREATE INDEX "session_website_open" ON "sites"."session_website" USING btree ("session_id","worker","position") WHERE done_at is null;--> statement-breakpoint
CREATE INDEX "session_website_done" ON "sites"."session_website" USING btree ("session_id","done_at");