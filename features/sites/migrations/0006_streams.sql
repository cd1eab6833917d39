DROP INDEX "sites"."website_changed";--> statement-breakpoint
ALTER TABLE "sites"."metric_reading" ADD COLUMN "changed_xid" "xid8" DEFAULT pg_current_xact_id() NOT NULL;--> statement-breakpoint
ALTER TABLE "sites"."website" ADD COLUMN "changed_xid" "xid8" DEFAULT pg_current_xact_id() NOT NULL;--> statement-breakpoint
CREATE INDEX "metric_reading_changed" ON "sites"."metric_reading" USING btree ("changed_xid","sequence");--> statement-breakpoint
CREATE INDEX "website_changed" ON "sites"."website" USING btree ("changed_xid","id");--> statement-breakpoint
-- Whoever writes a row, and with whatever values: it was this transaction.
CREATE FUNCTION "sites"."note_transaction"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  new.changed_xid := pg_current_xact_id();
  RETURN new;
END $$;--> statement-breakpoint
CREATE TRIGGER "website_changed" BEFORE INSERT OR UPDATE ON "sites"."website" FOR EACH ROW EXECUTE FUNCTION "sites"."note_transaction"();--> statement-breakpoint
CREATE TRIGGER "metric_reading_changed" BEFORE INSERT OR UPDATE ON "sites"."metric_reading" FOR EACH ROW EXECUTE FUNCTION "sites"."note_transaction"();
