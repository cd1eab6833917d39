CREATE SCHEMA "identity";
--> statement-breakpoint
CREATE TABLE "identity"."api_token" (
	"id" uuid PRIMARY KEY NOT NULL,
	"person_id" uuid NOT NULL,
	"name" text NOT NULL,
	"token_hash" text NOT NULL,
	"hint" text NOT NULL,
	"scopes" text[] NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"last_used_at" timestamp with time zone,
	CONSTRAINT "api_token_token_hash" UNIQUE("token_hash")
);
--> statement-breakpoint
CREATE TABLE "identity"."attempt" (
	"key" text PRIMARY KEY NOT NULL,
	"count" integer NOT NULL,
	"window_ends_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "identity"."link" (
	"id" uuid PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"person_id" uuid,
	"token_hashes" text[] NOT NULL,
	"base_url" text NOT NULL,
	"language" text NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"expires_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "identity"."person" (
	"id" uuid PRIMARY KEY NOT NULL,
	"email" text NOT NULL,
	"name" text,
	"role" text NOT NULL,
	"language" text NOT NULL,
	"password_hash" text,
	"created_at" timestamp with time zone NOT NULL,
	"joined_at" timestamp with time zone,
	"last_seen_at" timestamp with time zone,
	CONSTRAINT "person_email" UNIQUE("email"),
	CONSTRAINT "person_role" CHECK ("identity"."person"."role" in ('owner', 'editor', 'viewer', 'buyer'))
);
--> statement-breakpoint
CREATE TABLE "identity"."session" (
	"id" uuid PRIMARY KEY NOT NULL,
	"token_hash" text NOT NULL,
	"person_id" uuid NOT NULL,
	"method" text NOT NULL,
	"device" text NOT NULL,
	"address" text NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"last_seen_at" timestamp with time zone NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	CONSTRAINT "session_token_hash" UNIQUE("token_hash")
);
--> statement-breakpoint
ALTER TABLE "identity"."api_token" ADD CONSTRAINT "api_token_person_id_person_id_fk" FOREIGN KEY ("person_id") REFERENCES "identity"."person"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "identity"."link" ADD CONSTRAINT "link_person_id_person_id_fk" FOREIGN KEY ("person_id") REFERENCES "identity"."person"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "identity"."session" ADD CONSTRAINT "session_person_id_person_id_fk" FOREIGN KEY ("person_id") REFERENCES "identity"."person"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "api_token_person" ON "identity"."api_token" USING btree ("person_id");--> statement-breakpoint
CREATE INDEX "attempt_window_ends" ON "identity"."attempt" USING btree ("window_ends_at");--> statement-breakpoint
CREATE INDEX "link_token_hashes" ON "identity"."link" USING gin ("token_hashes");--> statement-breakpoint
CREATE INDEX "link_person" ON "identity"."link" USING btree ("person_id");--> statement-breakpoint
CREATE INDEX "link_expires" ON "identity"."link" USING btree ("expires_at");--> statement-breakpoint
CREATE INDEX "session_person" ON "identity"."session" USING btree ("person_id");--> statement-breakpoint
CREATE INDEX "session_expires" ON "identity"."session" USING btree ("expires_at");