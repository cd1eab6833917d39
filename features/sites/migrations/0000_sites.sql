CREATE SCHEMA "sites";
--> statement-breakpoint
CREATE TABLE "sites"."alert_rule" (
	"id" uuid PRIMARY KEY NOT NULL,
	"workspace" text NOT NULL,
	"name" text NOT NULL,
	"metric" text NOT NULL,
	"condition" jsonb NOT NULL,
	"tags" text[] NOT NULL,
	"channel" jsonb NOT NULL,
	"is_enabled" boolean NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "sites"."fired_alert" (
	"id" uuid PRIMARY KEY NOT NULL,
	"rule_id" uuid NOT NULL,
	"website_id" uuid NOT NULL,
	"measurement_id" uuid NOT NULL,
	"metric" text NOT NULL,
	"before" double precision,
	"after" double precision NOT NULL,
	"message" text NOT NULL,
	"fired_at" timestamp with time zone DEFAULT now() NOT NULL,
	"delivered_at" timestamp with time zone,
	"failed_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "sites"."import_row" (
	"import_id" text NOT NULL,
	"line" integer NOT NULL,
	"text" text NOT NULL,
	"outcome" text NOT NULL,
	"domain" text,
	"website_id" uuid,
	"message" text,
	CONSTRAINT "import_row_import_id_line_pk" PRIMARY KEY("import_id","line")
);
--> statement-breakpoint
CREATE TABLE "sites"."measurement" (
	"id" uuid PRIMARY KEY NOT NULL,
	"website_id" uuid NOT NULL,
	"session_id" text NOT NULL,
	"provider" text NOT NULL,
	"measured_at" timestamp with time zone NOT NULL,
	"saved_at" timestamp with time zone DEFAULT now() NOT NULL,
	"expected" smallint NOT NULL,
	"obtained" smallint NOT NULL,
	"outcome" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "sites"."metric_latest" (
	"website_id" uuid NOT NULL,
	"measurement_id" uuid NOT NULL,
	"metric" text NOT NULL,
	"kind" text,
	"value" double precision,
	"low" double precision,
	"high" double precision,
	"unit" text NOT NULL,
	"raw" text,
	"reason" text,
	"detail" text,
	"trust" real,
	"provenance" jsonb,
	"observed_at" timestamp with time zone NOT NULL,
	CONSTRAINT "metric_latest_website_id_metric_pk" PRIMARY KEY("website_id","metric")
);
--> statement-breakpoint
CREATE TABLE "sites"."metric_reading" (
	"sequence" bigint GENERATED ALWAYS AS IDENTITY (sequence name "sites"."metric_reading_sequence_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"measurement_id" uuid NOT NULL,
	"website_id" uuid NOT NULL,
	"metric" text NOT NULL,
	"kind" text,
	"value" double precision,
	"low" double precision,
	"high" double precision,
	"unit" text NOT NULL,
	"raw" text,
	"reason" text,
	"detail" text,
	"trust" real,
	"provenance" jsonb,
	"observed_at" timestamp with time zone NOT NULL,
	CONSTRAINT "metric_reading_measurement_id_metric_pk" PRIMARY KEY("measurement_id","metric")
);
--> statement-breakpoint
CREATE TABLE "sites"."provider_answer" (
	"session_id" text NOT NULL,
	"website_id" uuid NOT NULL,
	"call" text NOT NULL,
	"answer" jsonb NOT NULL,
	"retries" smallint NOT NULL,
	"answered_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "provider_answer_session_id_website_id_call_pk" PRIMARY KEY("session_id","website_id","call")
);
--> statement-breakpoint
CREATE TABLE "sites"."provider_login" (
	"provider" text PRIMARY KEY NOT NULL,
	"generation" integer NOT NULL,
	"cookies" text NOT NULL,
	"signed_in_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "sites"."provider_state" (
	"provider" text PRIMARY KEY NOT NULL,
	"trouble" text,
	"message" text,
	"paused_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "sites"."session" (
	"id" text PRIMARY KEY NOT NULL,
	"workspace" text NOT NULL,
	"provider" text NOT NULL,
	"selection" jsonb NOT NULL,
	"workers" smallint NOT NULL,
	"priority" smallint NOT NULL,
	"remeasure_after_hours" double precision NOT NULL,
	"metrics" text[] NOT NULL,
	"started_by" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"started_at" timestamp with time zone,
	"ended_at" timestamp with time zone,
	"outcome" text,
	"message" text,
	"total" integer DEFAULT 0 NOT NULL,
	"fresh" integer DEFAULT 0 NOT NULL
);
--> statement-breakpoint
CREATE TABLE "sites"."session_log" (
	"session_id" text NOT NULL,
	"sequence" bigint GENERATED ALWAYS AS IDENTITY (sequence name "sites"."session_log_sequence_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"at" timestamp with time zone DEFAULT now() NOT NULL,
	"level" text NOT NULL,
	"worker" smallint,
	"domain" text,
	"event" text NOT NULL,
	"message" text NOT NULL,
	"facts" jsonb DEFAULT '{}'::jsonb NOT NULL,
	CONSTRAINT "session_log_session_id_sequence_pk" PRIMARY KEY("session_id","sequence")
);
--> statement-breakpoint
CREATE TABLE "sites"."session_website" (
	"session_id" text NOT NULL,
	"position" integer NOT NULL,
	"website_id" uuid NOT NULL,
	"domain" text NOT NULL,
	"worker" smallint,
	"claimed_at" timestamp with time zone,
	"done_at" timestamp with time zone,
	"outcome" text,
	"measurement_id" uuid,
	CONSTRAINT "session_website_session_id_position_pk" PRIMARY KEY("session_id","position")
);
--> statement-breakpoint
CREATE TABLE "sites"."session_worker" (
	"session_id" text NOT NULL,
	"worker" smallint NOT NULL,
	"state" text NOT NULL,
	"domain" text,
	"doing" text,
	"since" timestamp with time zone DEFAULT now() NOT NULL,
	"done" integer DEFAULT 0 NOT NULL,
	CONSTRAINT "session_worker_session_id_worker_pk" PRIMARY KEY("session_id","worker")
);
--> statement-breakpoint
CREATE TABLE "sites"."snapshot" (
	"id" uuid PRIMARY KEY NOT NULL,
	"workspace" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"created_by" text NOT NULL,
	"reason" text NOT NULL,
	"websites" integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE "sites"."snapshot_row" (
	"snapshot_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"website_id" uuid NOT NULL,
	"key" text NOT NULL,
	"content" jsonb NOT NULL,
	CONSTRAINT "snapshot_row_snapshot_id_kind_key_pk" PRIMARY KEY("snapshot_id","kind","key")
);
--> statement-breakpoint
CREATE TABLE "sites"."website" (
	"id" uuid PRIMARY KEY NOT NULL,
	"workspace" text NOT NULL,
	"domain" text NOT NULL,
	"name" text,
	"tags" text[] DEFAULT '{}' NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"changed_at" timestamp with time zone DEFAULT now() NOT NULL,
	"archived_at" timestamp with time zone,
	"provider" text,
	"last_measurement_id" uuid,
	"last_measured_at" timestamp with time zone,
	"expected" smallint DEFAULT 0 NOT NULL,
	"obtained" smallint DEFAULT 0 NOT NULL,
	"missing" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"is_small" boolean DEFAULT false NOT NULL,
	"is_demo" boolean DEFAULT false NOT NULL,
	"outcome" text GENERATED ALWAYS AS (case when last_measured_at is null then 'pending' when is_small then 'na' when obtained = 0 then 'failed' when obtained < expected then 'partial' else 'completed' end) STORED NOT NULL
);
--> statement-breakpoint
CREATE TABLE "sites"."website_import" (
	"id" text PRIMARY KEY NOT NULL,
	"workspace" text NOT NULL,
	"file_name" text NOT NULL,
	"hash" text NOT NULL,
	"tags" text[] NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"ended_at" timestamp with time zone,
	"outcome" text,
	"message" text,
	"rows_in_all" integer
);
--> statement-breakpoint
ALTER TABLE "sites"."fired_alert" ADD CONSTRAINT "fired_alert_rule_id_alert_rule_id_fk" FOREIGN KEY ("rule_id") REFERENCES "sites"."alert_rule"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sites"."fired_alert" ADD CONSTRAINT "fired_alert_website_id_website_id_fk" FOREIGN KEY ("website_id") REFERENCES "sites"."website"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sites"."import_row" ADD CONSTRAINT "import_row_import_id_website_import_id_fk" FOREIGN KEY ("import_id") REFERENCES "sites"."website_import"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sites"."measurement" ADD CONSTRAINT "measurement_website_id_website_id_fk" FOREIGN KEY ("website_id") REFERENCES "sites"."website"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sites"."metric_latest" ADD CONSTRAINT "metric_latest_website_id_website_id_fk" FOREIGN KEY ("website_id") REFERENCES "sites"."website"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sites"."metric_reading" ADD CONSTRAINT "metric_reading_measurement_id_measurement_id_fk" FOREIGN KEY ("measurement_id") REFERENCES "sites"."measurement"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sites"."metric_reading" ADD CONSTRAINT "metric_reading_website_id_website_id_fk" FOREIGN KEY ("website_id") REFERENCES "sites"."website"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sites"."session_website" ADD CONSTRAINT "session_website_session_id_session_id_fk" FOREIGN KEY ("session_id") REFERENCES "sites"."session"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sites"."session_website" ADD CONSTRAINT "session_website_website_id_website_id_fk" FOREIGN KEY ("website_id") REFERENCES "sites"."website"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sites"."session_worker" ADD CONSTRAINT "session_worker_session_id_session_id_fk" FOREIGN KEY ("session_id") REFERENCES "sites"."session"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sites"."snapshot_row" ADD CONSTRAINT "snapshot_row_snapshot_id_snapshot_id_fk" FOREIGN KEY ("snapshot_id") REFERENCES "sites"."snapshot"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "fired_alert_once" ON "sites"."fired_alert" USING btree ("rule_id","measurement_id");--> statement-breakpoint
CREATE INDEX "fired_alert_rule" ON "sites"."fired_alert" USING btree ("rule_id","fired_at" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "import_row_outcome" ON "sites"."import_row" USING btree ("import_id","outcome","line");--> statement-breakpoint
CREATE UNIQUE INDEX "measurement_once" ON "sites"."measurement" USING btree ("session_id","website_id");--> statement-breakpoint
CREATE INDEX "measurement_website" ON "sites"."measurement" USING btree ("website_id","measured_at" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "metric_latest_value" ON "sites"."metric_latest" USING btree ("metric","value");--> statement-breakpoint
CREATE INDEX "metric_reading_history" ON "sites"."metric_reading" USING btree ("website_id","metric","observed_at");--> statement-breakpoint
CREATE UNIQUE INDEX "metric_reading_sequence" ON "sites"."metric_reading" USING btree ("sequence");--> statement-breakpoint
CREATE INDEX "session_created" ON "sites"."session" USING btree ("workspace","created_at" DESC NULLS LAST,"id" DESC NULLS LAST);--> statement-breakpoint
CREATE UNIQUE INDEX "session_website_once" ON "sites"."session_website" USING btree ("session_id","website_id");--> statement-breakpoint
CREATE INDEX "session_website_waiting" ON "sites"."session_website" USING btree ("session_id","position") WHERE worker is null;--> statement-breakpoint
CREATE INDEX "snapshot_created" ON "sites"."snapshot" USING btree ("workspace","created_at" DESC NULLS LAST);--> statement-breakpoint
CREATE UNIQUE INDEX "website_domain" ON "sites"."website" USING btree ("workspace","domain");--> statement-breakpoint
CREATE INDEX "website_outcome" ON "sites"."website" USING btree ("workspace","outcome","last_measured_at");--> statement-breakpoint
CREATE INDEX "website_measured" ON "sites"."website" USING btree ("workspace","last_measured_at","id");--> statement-breakpoint
CREATE INDEX "website_tags" ON "sites"."website" USING gin ("tags");--> statement-breakpoint
CREATE INDEX "website_changed" ON "sites"."website" USING btree ("changed_at","id");--> statement-breakpoint
CREATE INDEX "website_import_created" ON "sites"."website_import" USING btree ("workspace","created_at" DESC NULLS LAST,"id" DESC NULLS LAST);