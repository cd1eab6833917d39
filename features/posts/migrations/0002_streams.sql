ALTER TABLE "posts"."post" ADD COLUMN "changed_xid" "xid8" DEFAULT pg_current_xact_id() NOT NULL;--> statement-breakpoint
CREATE INDEX "post_changed" ON "posts"."post" USING btree ("changed_xid","id");--> statement-breakpoint
-- Whoever writes a row, and with whatever values: it was this transaction.
CREATE FUNCTION "posts"."note_transaction"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  new.changed_xid := pg_current_xact_id();
  RETURN new;
END $$;--> statement-breakpoint
CREATE TRIGGER "post_changed" BEFORE INSERT OR UPDATE ON "posts"."post" FOR EACH ROW EXECUTE FUNCTION "posts"."note_transaction"();
