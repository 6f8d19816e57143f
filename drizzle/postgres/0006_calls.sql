CREATE TABLE "agent_presence" (
	"id" text PRIMARY KEY NOT NULL,
	"org_id" text NOT NULL,
	"agent_id" text NOT NULL,
	"way" text NOT NULL,
	"until_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "call_contents" (
	"call_id" text PRIMARY KEY NOT NULL,
	"org_id" text NOT NULL,
	"sealed" text NOT NULL,
	"wipe_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "call_tickets" (
	"hash" text PRIMARY KEY NOT NULL,
	"call_id" text NOT NULL,
	"agent_id" text NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"used_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "call_turns" (
	"id" text PRIMARY KEY NOT NULL,
	"call_id" text NOT NULL,
	"org_id" text NOT NULL,
	"agent_id" text NOT NULL,
	"number" integer NOT NULL,
	"sealed" text NOT NULL,
	"state" text NOT NULL,
	"taken_by" text,
	"created_at" timestamp (3) with time zone NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "calls" (
	"id" text PRIMARY KEY NOT NULL,
	"org_id" text NOT NULL,
	"agent_id" text NOT NULL,
	"direction" text NOT NULL,
	"contact" text NOT NULL,
	"own_address" text NOT NULL,
	"conversation_id" text NOT NULL,
	"state" text NOT NULL,
	"purpose" text NOT NULL,
	"provider" text NOT NULL,
	"provider_ref" text,
	"error_code" text,
	"answered_by" text,
	"when_voicemail" text NOT NULL,
	"language" text NOT NULL,
	"voice_id" text,
	"recorded" boolean NOT NULL,
	"max_duration_seconds" integer NOT NULL,
	"sequence" integer NOT NULL,
	"generation" integer NOT NULL,
	"turns" integer NOT NULL,
	"ended_by" text,
	"duration_seconds" integer,
	"cost_micro_usd" bigint NOT NULL,
	"peer_call_id" text,
	"due_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone NOT NULL,
	"answered_at" timestamp (3) with time zone,
	"ended_at" timestamp (3) with time zone,
	"updated_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "recordings" (
	"id" text PRIMARY KEY NOT NULL,
	"call_id" text NOT NULL,
	"org_id" text NOT NULL,
	"agent_id" text NOT NULL,
	"provider" text NOT NULL,
	"provider_ref" text NOT NULL,
	"state" text NOT NULL,
	"duration_seconds" integer NOT NULL,
	"wipe_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE INDEX "agent_presence_agent_ix" ON "agent_presence" USING btree ("agent_id","until_at");--> statement-breakpoint
CREATE INDEX "agent_presence_until_ix" ON "agent_presence" USING btree ("until_at");--> statement-breakpoint
CREATE INDEX "call_contents_wipe_ix" ON "call_contents" USING btree ("wipe_at");--> statement-breakpoint
CREATE INDEX "call_tickets_expires_ix" ON "call_tickets" USING btree ("expires_at");--> statement-breakpoint
CREATE UNIQUE INDEX "call_turns_number_uq" ON "call_turns" USING btree ("call_id","number");--> statement-breakpoint
CREATE INDEX "call_turns_open_ix" ON "call_turns" USING btree ("agent_id","state","id");--> statement-breakpoint
CREATE INDEX "calls_agent_ix" ON "calls" USING btree ("agent_id","id");--> statement-breakpoint
CREATE INDEX "calls_conversation_ix" ON "calls" USING btree ("agent_id","conversation_id","id");--> statement-breakpoint
CREATE INDEX "calls_state_ix" ON "calls" USING btree ("agent_id","state","id");--> statement-breakpoint
CREATE INDEX "calls_due_ix" ON "calls" USING btree ("due_at");--> statement-breakpoint
CREATE UNIQUE INDEX "calls_provider_ref_uq" ON "calls" USING btree ("provider","provider_ref");--> statement-breakpoint
CREATE UNIQUE INDEX "recordings_provider_ref_uq" ON "recordings" USING btree ("provider","provider_ref");--> statement-breakpoint
CREATE INDEX "recordings_call_ix" ON "recordings" USING btree ("call_id");--> statement-breakpoint
CREATE INDEX "recordings_wipe_ix" ON "recordings" USING btree ("wipe_at");