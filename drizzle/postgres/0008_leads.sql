CREATE TABLE "compliance_records" (
	"id" text PRIMARY KEY NOT NULL,
	"org_id" text NOT NULL,
	"lead_id" text NOT NULL,
	"lead_call_id" text,
	"approved" boolean NOT NULL,
	"checks" jsonb NOT NULL,
	"reasons" jsonb NOT NULL,
	"details" jsonb NOT NULL,
	"checked_by" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "lead_calls" (
	"id" text PRIMARY KEY NOT NULL,
	"org_id" text NOT NULL,
	"agent_id" text NOT NULL,
	"lead_id" text,
	"call_id" text,
	"voice_agent_id" text,
	"compliance" text NOT NULL,
	"sealed" text,
	"wipe_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "leads" (
	"id" text PRIMARY KEY NOT NULL,
	"org_id" text NOT NULL,
	"contact" text NOT NULL,
	"status" text NOT NULL,
	"source" text NOT NULL,
	"sealed" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "voice_agents" (
	"id" text PRIMARY KEY NOT NULL,
	"org_id" text NOT NULL,
	"provider" text NOT NULL,
	"fallback_id" text,
	"description" text,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE INDEX "compliance_records_lead_ix" ON "compliance_records" USING btree ("org_id","lead_id","id");--> statement-breakpoint
CREATE UNIQUE INDEX "lead_calls_call_uq" ON "lead_calls" USING btree ("call_id");--> statement-breakpoint
CREATE INDEX "lead_calls_lead_ix" ON "lead_calls" USING btree ("org_id","lead_id","id");--> statement-breakpoint
CREATE INDEX "lead_calls_wipe_ix" ON "lead_calls" USING btree ("wipe_at");--> statement-breakpoint
CREATE UNIQUE INDEX "leads_contact_uq" ON "leads" USING btree ("org_id","contact");--> statement-breakpoint
CREATE INDEX "leads_org_ix" ON "leads" USING btree ("org_id","id");--> statement-breakpoint
CREATE INDEX "voice_agents_org_ix" ON "voice_agents" USING btree ("org_id","created_at");