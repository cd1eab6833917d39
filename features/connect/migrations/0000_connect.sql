CREATE SCHEMA "connect";
--> statement-breakpoint
CREATE TABLE "connect"."backfill_time" (
	"connection_id" uuid NOT NULL,
	"planned_at" timestamp with time zone NOT NULL,
	"asked_by" text NOT NULL,
	CONSTRAINT "backfill_time_connection_id_planned_at_pk" PRIMARY KEY("connection_id","planned_at")
);
--> statement-breakpoint
CREATE TABLE "connect"."connection" (
	"id" uuid PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"config" jsonb NOT NULL,
	"schedule" jsonb,
	"decided_until" timestamp with time zone,
	"is_paused" boolean DEFAULT false NOT NULL,
	"is_demo" boolean DEFAULT false NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"changed_at" timestamp with time zone DEFAULT now() NOT NULL,
	"deleted_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "connect"."dead_record" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "connect"."dead_record_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"sync_stream_id" bigint NOT NULL,
	"page" integer NOT NULL,
	"offset" integer NOT NULL,
	"code" text NOT NULL,
	"reason" text NOT NULL,
	"record" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "connect"."page" (
	"sync_stream_id" bigint NOT NULL,
	"sync_id" text NOT NULL,
	"number" integer NOT NULL,
	"object_hash" text NOT NULL,
	"byte_offset" integer NOT NULL,
	"byte_length" integer NOT NULL,
	"body_hash" text NOT NULL,
	"next" text,
	"is_resumable" boolean NOT NULL,
	"state" text,
	"request_id" text,
	"origin" text NOT NULL,
	"fetched_at" timestamp with time zone NOT NULL,
	CONSTRAINT "page_sync_id_number_pk" PRIMARY KEY("sync_id","number")
);
--> statement-breakpoint
CREATE TABLE "connect"."record_change" (
	"sync_stream_id" bigint NOT NULL,
	"key" text NOT NULL,
	"hash" "bytea",
	"fields" "bytea",
	"is_repeated" boolean DEFAULT false NOT NULL,
	"is_deferred" boolean DEFAULT false NOT NULL,
	"page" integer NOT NULL,
	"offset" integer NOT NULL,
	CONSTRAINT "record_change_sync_stream_id_key_pk" PRIMARY KEY("sync_stream_id","key")
);
--> statement-breakpoint
CREATE TABLE "connect"."record_key" (
	"stream_id" bigint NOT NULL,
	"key" text NOT NULL,
	"hash" "bytea" NOT NULL,
	"fields" "bytea" NOT NULL,
	"is_repeated" boolean DEFAULT false NOT NULL,
	"sync_id" text NOT NULL,
	"page" integer NOT NULL,
	"offset" integer NOT NULL,
	CONSTRAINT "record_key_stream_id_key_pk" PRIMARY KEY("stream_id","key")
);
--> statement-breakpoint
CREATE TABLE "connect"."stream_state" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "connect"."stream_state_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"connection_id" uuid NOT NULL,
	"stream" text NOT NULL,
	"delivered_to" text,
	"state" text,
	"fields" text[] DEFAULT '{}' NOT NULL
);
--> statement-breakpoint
CREATE TABLE "connect"."sync" (
	"id" text PRIMARY KEY NOT NULL,
	"run_id" text NOT NULL,
	"connection_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"replay_of" text,
	"planned_at" timestamp with time zone NOT NULL,
	"started_by" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"started_at" timestamp with time zone,
	"ended_at" timestamp with time zone,
	"outcome" text,
	"message" text,
	"is_green" boolean,
	"certificate" jsonb,
	"diff" jsonb,
	"limited" integer DEFAULT 0 NOT NULL,
	"frozen" jsonb,
	"discard_began_at" timestamp with time zone,
	"discarded_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "connect"."sync_stream" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "connect"."sync_stream_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"sync_id" text NOT NULL,
	"position" integer NOT NULL,
	"stream" text NOT NULL,
	"target" text NOT NULL,
	"mode" text NOT NULL,
	"primary_key" text[] NOT NULL,
	"schema" jsonb NOT NULL,
	"about" text DEFAULT '' NOT NULL,
	"is_incremental" boolean NOT NULL,
	"from_state" text,
	"status" text DEFAULT 'waiting' NOT NULL,
	"checkpoint" jsonb,
	"read_records" integer DEFAULT 0 NOT NULL,
	"report" jsonb,
	"is_discarded" boolean DEFAULT false NOT NULL
);
--> statement-breakpoint
ALTER TABLE "connect"."backfill_time" ADD CONSTRAINT "backfill_time_connection_id_connection_id_fk" FOREIGN KEY ("connection_id") REFERENCES "connect"."connection"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "connect"."dead_record" ADD CONSTRAINT "dead_record_sync_stream_id_sync_stream_id_fk" FOREIGN KEY ("sync_stream_id") REFERENCES "connect"."sync_stream"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "connect"."page" ADD CONSTRAINT "page_sync_stream_id_sync_stream_id_fk" FOREIGN KEY ("sync_stream_id") REFERENCES "connect"."sync_stream"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "connect"."record_change" ADD CONSTRAINT "record_change_sync_stream_id_sync_stream_id_fk" FOREIGN KEY ("sync_stream_id") REFERENCES "connect"."sync_stream"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "connect"."record_key" ADD CONSTRAINT "record_key_stream_id_stream_state_id_fk" FOREIGN KEY ("stream_id") REFERENCES "connect"."stream_state"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "connect"."stream_state" ADD CONSTRAINT "stream_state_connection_id_connection_id_fk" FOREIGN KEY ("connection_id") REFERENCES "connect"."connection"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "connect"."sync" ADD CONSTRAINT "sync_connection_id_connection_id_fk" FOREIGN KEY ("connection_id") REFERENCES "connect"."connection"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "connect"."sync_stream" ADD CONSTRAINT "sync_stream_sync_id_sync_id_fk" FOREIGN KEY ("sync_id") REFERENCES "connect"."sync"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "connection_name" ON "connect"."connection" USING btree (lower("name")) WHERE deleted_at is null;--> statement-breakpoint
CREATE UNIQUE INDEX "dead_record_place" ON "connect"."dead_record" USING btree ("sync_stream_id","page","offset");--> statement-breakpoint
CREATE INDEX "page_stream" ON "connect"."page" USING btree ("sync_stream_id","number");--> statement-breakpoint
CREATE INDEX "page_object" ON "connect"."page" USING btree ("object_hash");--> statement-breakpoint
CREATE UNIQUE INDEX "stream_state_stream" ON "connect"."stream_state" USING btree ("connection_id","stream");--> statement-breakpoint
CREATE UNIQUE INDEX "sync_one_at_a_time" ON "connect"."sync" USING btree ("connection_id") WHERE ended_at is null;--> statement-breakpoint
CREATE UNIQUE INDEX "sync_planned" ON "connect"."sync" USING btree ("connection_id","kind","planned_at") WHERE kind = 'sync';--> statement-breakpoint
CREATE INDEX "sync_left" ON "connect"."sync" USING btree ("ended_at") WHERE outcome in ('cancelled', 'failed') and discarded_at is null;--> statement-breakpoint
CREATE INDEX "sync_connection" ON "connect"."sync" USING btree ("connection_id","created_at" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "sync_created" ON "connect"."sync" USING btree ("created_at" DESC NULLS LAST,"id");--> statement-breakpoint
CREATE UNIQUE INDEX "sync_stream_position" ON "connect"."sync_stream" USING btree ("sync_id","position");