DROP INDEX "sites"."import_row_outcome";--> statement-breakpoint
DROP INDEX "sites"."snapshot_created";--> statement-breakpoint
ALTER TABLE "sites"."import_row" DROP CONSTRAINT "import_row_import_id_line_pk";--> statement-breakpoint
ALTER TABLE "sites"."import_row" ADD COLUMN "row" integer NOT NULL;--> statement-breakpoint
ALTER TABLE "sites"."import_row" ADD CONSTRAINT "import_row_import_id_row_pk" PRIMARY KEY("import_id","row");--> statement-breakpoint
ALTER TABLE "sites"."snapshot" ADD COLUMN "is_automatic" boolean NOT NULL;--> statement-breakpoint
CREATE INDEX "import_row_domain" ON "sites"."import_row" USING btree ("import_id","domain","row");--> statement-breakpoint
CREATE INDEX "snapshot_row_website" ON "sites"."snapshot_row" USING btree ("website_id","kind");--> statement-breakpoint
CREATE INDEX "import_row_outcome" ON "sites"."import_row" USING btree ("import_id","outcome","row");--> statement-breakpoint
CREATE INDEX "snapshot_created" ON "sites"."snapshot" USING btree ("workspace","created_at" DESC NULLS LAST,"id" DESC NULLS LAST);