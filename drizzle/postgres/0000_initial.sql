CREATE TABLE "agents" (
	"id" text PRIMARY KEY NOT NULL,
	"org_id" text NOT NULL,
	"display_name" text NOT NULL,
	"greeting" text,
	"system_prompt" text,
	"country" text NOT NULL,
	"language" text NOT NULL,
	"voice_id" text,
	"callback_url" text,
	"brain_url" text,
	"callback_secret" text NOT NULL,
	"identity_mode" text NOT NULL,
	"status" text NOT NULL,
	"phone_number" text,
	"phone_status" text NOT NULL,
	"email_address" text,
	"email_status" text NOT NULL,
	"voice_status" text NOT NULL,
	"blocked_channels" jsonb NOT NULL,
	"storage" jsonb NOT NULL,
	"route_duplication" jsonb NOT NULL,
	"provider_overrides" jsonb NOT NULL,
	"callback_failures" integer NOT NULL,
	"provisioned_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "deliveries" (
	"id" text PRIMARY KEY NOT NULL,
	"org_id" text NOT NULL,
	"agent_id" text NOT NULL,
	"event_id" text NOT NULL,
	"attempt" integer NOT NULL,
	"outcome" text NOT NULL,
	"http_status" integer,
	"duration_ms" integer NOT NULL,
	"problem" text,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "inbox_events" (
	"id" text PRIMARY KEY NOT NULL,
	"org_id" text NOT NULL,
	"agent_id" text NOT NULL,
	"kind" text NOT NULL,
	"channel" text NOT NULL,
	"contact" text NOT NULL,
	"conversation_id" text NOT NULL,
	"message_id" text,
	"payload" jsonb NOT NULL,
	"state" text NOT NULL,
	"lease_id" text,
	"lease_until" timestamp (3) with time zone,
	"attempts" integer NOT NULL,
	"due_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone NOT NULL,
	"acked_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "webhook_receipts" (
	"id" text PRIMARY KEY NOT NULL,
	"org_id" text NOT NULL,
	"provider" text NOT NULL,
	"event_key" text NOT NULL,
	"received_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "limit_windows" (
	"org_id" text NOT NULL,
	"agent_id" text NOT NULL,
	"period" text NOT NULL,
	"starts_at" timestamp (3) with time zone NOT NULL,
	"used" integer NOT NULL,
	"max" integer NOT NULL,
	CONSTRAINT "limit_windows_agent_id_period_starts_at_pk" PRIMARY KEY("agent_id","period","starts_at"),
	CONSTRAINT "limit_windows_used_ck" CHECK ("limit_windows"."used" <= "limit_windows"."max")
);
--> statement-breakpoint
CREATE TABLE "usage_daily" (
	"org_id" text NOT NULL,
	"agent_id" text NOT NULL,
	"day" text NOT NULL,
	"channel" text NOT NULL,
	"stripe" integer NOT NULL,
	"actions" integer NOT NULL,
	"inbound" integer NOT NULL,
	"failed" integer NOT NULL,
	"refused" integer NOT NULL,
	"rate_limit_hits" integer NOT NULL,
	"cost_micro_usd" bigint NOT NULL,
	CONSTRAINT "usage_daily_agent_id_day_channel_stripe_pk" PRIMARY KEY("agent_id","day","channel","stripe")
);
--> statement-breakpoint
CREATE TABLE "idempotency_keys" (
	"org_id" text NOT NULL,
	"agent_id" text NOT NULL,
	"key" text NOT NULL,
	"args_hash" text NOT NULL,
	"message_id" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "idempotency_keys_agent_id_key_pk" PRIMARY KEY("agent_id","key")
);
--> statement-breakpoint
CREATE TABLE "message_bodies" (
	"message_id" text PRIMARY KEY NOT NULL,
	"org_id" text NOT NULL,
	"sealed" text NOT NULL,
	"wipe_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "messages" (
	"id" text PRIMARY KEY NOT NULL,
	"org_id" text NOT NULL,
	"agent_id" text NOT NULL,
	"channel" text NOT NULL,
	"direction" text NOT NULL,
	"contact" text NOT NULL,
	"own_address" text NOT NULL,
	"conversation_id" text NOT NULL,
	"status" text NOT NULL,
	"purpose" text NOT NULL,
	"provider" text NOT NULL,
	"provider_ref" text,
	"error_code" text,
	"segments" integer NOT NULL,
	"cost_micro_usd" bigint NOT NULL,
	"attempts" integer NOT NULL,
	"due_at" timestamp (3) with time zone,
	"reply_to_message_id" text,
	"email_message_id" text,
	"created_at" timestamp (3) with time zone NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "endpoints" (
	"id" text PRIMARY KEY NOT NULL,
	"org_id" text NOT NULL,
	"provider" text NOT NULL,
	"account" text NOT NULL,
	"provider_ref" text,
	"url" text NOT NULL,
	"secret" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "number_pool" (
	"id" text PRIMARY KEY NOT NULL,
	"org_id" text NOT NULL,
	"number" text NOT NULL,
	"provider" text NOT NULL,
	"provider_ref" text,
	"country" text NOT NULL,
	"capabilities" jsonb NOT NULL,
	"agent_id" text,
	"status" text NOT NULL,
	"webhook_base" text,
	"monthly_micro_usd" bigint NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "audit_log" (
	"id" text PRIMARY KEY NOT NULL,
	"org_id" text NOT NULL,
	"event" text NOT NULL,
	"actor" text NOT NULL,
	"subject" text,
	"details" jsonb NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "job_leases" (
	"name" text PRIMARY KEY NOT NULL,
	"holder" text NOT NULL,
	"until" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "agent_pool" (
	"org_id" text PRIMARY KEY NOT NULL,
	"max_agents" integer NOT NULL,
	"used" integer NOT NULL,
	CONSTRAINT "agent_pool_used_ck" CHECK ("agent_pool"."used" >= 0)
);
--> statement-breakpoint
CREATE TABLE "organizations" (
	"id" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"slug" text NOT NULL,
	"mode" text NOT NULL,
	"status" text NOT NULL,
	"blocked_channels" jsonb NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "decisions" (
	"id" text PRIMARY KEY NOT NULL,
	"org_id" text NOT NULL,
	"agent_id" text NOT NULL,
	"message_id" text,
	"action" text NOT NULL,
	"channel" text NOT NULL,
	"verdict" text NOT NULL,
	"refused_by" text,
	"code" text,
	"reasons" jsonb NOT NULL,
	"facts" jsonb NOT NULL,
	"rules" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "dnc_list" (
	"org_id" text NOT NULL,
	"contact" text NOT NULL,
	"reason" text NOT NULL,
	"source" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "dnc_list_org_id_contact_pk" PRIMARY KEY("org_id","contact")
);
--> statement-breakpoint
CREATE TABLE "tokens" (
	"id" text PRIMARY KEY NOT NULL,
	"org_id" text NOT NULL,
	"scope" text NOT NULL,
	"agent_id" text,
	"hash" text NOT NULL,
	"expires_at" timestamp (3) with time zone,
	"revoked_at" timestamp (3) with time zone,
	"replaced_by" text,
	"last_used_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "agents" ADD CONSTRAINT "agents_org_id_organizations_id_fk" FOREIGN KEY ("org_id") REFERENCES "public"."organizations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "endpoints" ADD CONSTRAINT "endpoints_org_id_organizations_id_fk" FOREIGN KEY ("org_id") REFERENCES "public"."organizations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "number_pool" ADD CONSTRAINT "number_pool_org_id_organizations_id_fk" FOREIGN KEY ("org_id") REFERENCES "public"."organizations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "agent_pool" ADD CONSTRAINT "agent_pool_org_id_organizations_id_fk" FOREIGN KEY ("org_id") REFERENCES "public"."organizations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "tokens" ADD CONSTRAINT "tokens_org_id_organizations_id_fk" FOREIGN KEY ("org_id") REFERENCES "public"."organizations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "agents_org_id_ix" ON "agents" USING btree ("org_id","id");--> statement-breakpoint
CREATE UNIQUE INDEX "agents_phone_number_uq" ON "agents" USING btree ("phone_number");--> statement-breakpoint
CREATE UNIQUE INDEX "agents_email_address_uq" ON "agents" USING btree ("email_address");--> statement-breakpoint
CREATE INDEX "deliveries_event_ix" ON "deliveries" USING btree ("event_id");--> statement-breakpoint
CREATE INDEX "deliveries_agent_ix" ON "deliveries" USING btree ("agent_id","id");--> statement-breakpoint
CREATE INDEX "inbox_events_agent_state_ix" ON "inbox_events" USING btree ("agent_id","state","id");--> statement-breakpoint
CREATE INDEX "inbox_events_lease_ix" ON "inbox_events" USING btree ("lease_id");--> statement-breakpoint
CREATE INDEX "inbox_events_due_ix" ON "inbox_events" USING btree ("due_at");--> statement-breakpoint
CREATE INDEX "inbox_events_message_ix" ON "inbox_events" USING btree ("message_id");--> statement-breakpoint
CREATE INDEX "inbox_events_acked_ix" ON "inbox_events" USING btree ("acked_at");--> statement-breakpoint
CREATE UNIQUE INDEX "webhook_receipts_event_uq" ON "webhook_receipts" USING btree ("provider","event_key");--> statement-breakpoint
CREATE INDEX "webhook_receipts_received_ix" ON "webhook_receipts" USING btree ("received_at");--> statement-breakpoint
CREATE INDEX "limit_windows_starts_ix" ON "limit_windows" USING btree ("starts_at");--> statement-breakpoint
CREATE INDEX "usage_daily_org_day_ix" ON "usage_daily" USING btree ("org_id","day");--> statement-breakpoint
CREATE INDEX "idempotency_keys_expires_ix" ON "idempotency_keys" USING btree ("expires_at");--> statement-breakpoint
CREATE INDEX "message_bodies_wipe_ix" ON "message_bodies" USING btree ("wipe_at");--> statement-breakpoint
CREATE INDEX "messages_agent_ix" ON "messages" USING btree ("agent_id","id");--> statement-breakpoint
CREATE INDEX "messages_agent_conversation_ix" ON "messages" USING btree ("agent_id","conversation_id","id");--> statement-breakpoint
CREATE INDEX "messages_agent_channel_ix" ON "messages" USING btree ("agent_id","channel","direction","id");--> statement-breakpoint
CREATE INDEX "messages_due_ix" ON "messages" USING btree ("due_at");--> statement-breakpoint
CREATE UNIQUE INDEX "messages_provider_ref_uq" ON "messages" USING btree ("provider","provider_ref");--> statement-breakpoint
CREATE UNIQUE INDEX "endpoints_org_provider_account_uq" ON "endpoints" USING btree ("org_id","provider","account");--> statement-breakpoint
CREATE INDEX "number_pool_org_agent_ix" ON "number_pool" USING btree ("org_id","agent_id");--> statement-breakpoint
CREATE INDEX "number_pool_status_ix" ON "number_pool" USING btree ("status","updated_at");--> statement-breakpoint
CREATE UNIQUE INDEX "number_pool_provider_ref_uq" ON "number_pool" USING btree ("provider","provider_ref");--> statement-breakpoint
CREATE INDEX "audit_log_org_ix" ON "audit_log" USING btree ("org_id","id");--> statement-breakpoint
CREATE UNIQUE INDEX "organizations_slug_uq" ON "organizations" USING btree ("slug");--> statement-breakpoint
CREATE INDEX "decisions_agent_ix" ON "decisions" USING btree ("agent_id","id");--> statement-breakpoint
CREATE UNIQUE INDEX "tokens_hash_uq" ON "tokens" USING btree ("hash");--> statement-breakpoint
CREATE INDEX "tokens_org_agent_ix" ON "tokens" USING btree ("org_id","agent_id");