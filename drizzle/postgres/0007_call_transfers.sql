CREATE TABLE "call_transfers" (
	"id" text PRIMARY KEY NOT NULL,
	"org_id" text NOT NULL,
	"agent_id" text NOT NULL,
	"call_id" text NOT NULL,
	"leg_id" text NOT NULL,
	"kind" text NOT NULL,
	"state" text NOT NULL,
	"sealed" text,
	"created_at" timestamp (3) with time zone NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE INDEX "call_transfers_call_ix" ON "call_transfers" USING btree ("call_id","id");--> statement-breakpoint
CREATE UNIQUE INDEX "call_transfers_leg_uq" ON "call_transfers" USING btree ("leg_id");