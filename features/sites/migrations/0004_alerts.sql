ALTER TABLE "sites"."alert_rule" ADD COLUMN "signing_secret" jsonb;--> statement-breakpoint
ALTER TABLE "sites"."fired_alert" ADD COLUMN "claimed_at" timestamp with time zone;--> statement-breakpoint
CREATE INDEX "fired_alert_waiting" ON "sites"."fired_alert" USING btree ("fired_at") WHERE delivered_at is null and failed_at is null;