CREATE TABLE "provider_credentials" (
	"id" text PRIMARY KEY NOT NULL,
	"org_id" text NOT NULL,
	"agent_id" text NOT NULL,
	"provider" text NOT NULL,
	"sealed" text NOT NULL,
	"key_id" text NOT NULL,
	"status" text NOT NULL,
	"capabilities" jsonb NOT NULL,
	"verified_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "billing_config" (
	"org_id" text PRIMARY KEY NOT NULL,
	"tier" text NOT NULL,
	"markup_basis_points" integer NOT NULL,
	"billing_email" text,
	"updated_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "reservations" (
	"action_id" text PRIMARY KEY NOT NULL,
	"org_id" text NOT NULL,
	"agent_id" text NOT NULL,
	"state" text NOT NULL,
	"held_micro_usd" bigint NOT NULL,
	"spent_micro_usd" bigint NOT NULL,
	"returned_micro_usd" bigint NOT NULL,
	"due_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "reservations_balance_ck" CHECK (("reservations"."state" = 'open' and "reservations"."spent_micro_usd" = 0 and "reservations"."returned_micro_usd" = 0) or "reservations"."held_micro_usd" = "reservations"."spent_micro_usd" + "reservations"."returned_micro_usd")
);
--> statement-breakpoint
CREATE TABLE "alerts" (
	"id" text PRIMARY KEY NOT NULL,
	"org_id" text NOT NULL,
	"severity" text NOT NULL,
	"event" text NOT NULL,
	"subject" text NOT NULL,
	"message" text NOT NULL,
	"details" jsonb NOT NULL,
	"occurrences" integer NOT NULL,
	"acknowledged_at" timestamp (3) with time zone,
	"acknowledged_by" text,
	"created_at" timestamp (3) with time zone NOT NULL,
	"last_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "audit_seals" (
	"org_id" text NOT NULL,
	"seq" integer NOT NULL,
	"audit_id" text NOT NULL,
	"hash" text NOT NULL,
	"sealed_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "audit_seals_org_id_seq_pk" PRIMARY KEY("org_id","seq")
);
--> statement-breakpoint
CREATE TABLE "system_settings" (
	"name" text PRIMARY KEY NOT NULL,
	"value" jsonb NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "login_failures" (
	"key" text PRIMARY KEY NOT NULL,
	"failures" integer NOT NULL,
	"locked_until" timestamp (3) with time zone,
	"updated_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "otp_codes" (
	"id" text PRIMARY KEY NOT NULL,
	"org_id" text NOT NULL,
	"purpose" text NOT NULL,
	"subject" text NOT NULL,
	"code_hash" text NOT NULL,
	"attempts" integer NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"used_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "users" (
	"id" text PRIMARY KEY NOT NULL,
	"org_id" text NOT NULL,
	"email" text NOT NULL,
	"display_name" text NOT NULL,
	"password_hash" text NOT NULL,
	"role" text NOT NULL,
	"super_admin" boolean NOT NULL,
	"status" text NOT NULL,
	"session_version" integer NOT NULL,
	"last_login_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "contact_attempts" (
	"id" text PRIMARY KEY NOT NULL,
	"org_id" text NOT NULL,
	"agent_id" text NOT NULL,
	"contact" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "contact_consent" (
	"id" text PRIMARY KEY NOT NULL,
	"org_id" text NOT NULL,
	"contact" text NOT NULL,
	"channel" text NOT NULL,
	"purpose" text NOT NULL,
	"kind" text NOT NULL,
	"source" text NOT NULL,
	"proof" text,
	"notes" text,
	"recorded_by" text NOT NULL,
	"granted_at" timestamp (3) with time zone NOT NULL,
	"expires_at" timestamp (3) with time zone,
	"revoked_at" timestamp (3) with time zone,
	"revoked_because" text,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "contact_windows" (
	"org_id" text NOT NULL,
	"contact" text NOT NULL,
	"channel" text NOT NULL,
	"last_inbound_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "contact_windows_org_id_contact_channel_pk" PRIMARY KEY("org_id","contact","channel")
);
--> statement-breakpoint
CREATE TABLE "contacts" (
	"org_id" text NOT NULL,
	"contact" text NOT NULL,
	"time_zone" text,
	"region" text,
	"lead" boolean NOT NULL,
	"asked_at" timestamp (3) with time zone,
	"ask_again_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "contacts_org_id_contact_pk" PRIMARY KEY("org_id","contact")
);
--> statement-breakpoint
CREATE TABLE "country_terms_accepted" (
	"org_id" text NOT NULL,
	"country" text NOT NULL,
	"terms_version" text NOT NULL,
	"accepted_by" text NOT NULL,
	"accepted_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "country_terms_accepted_org_id_country_terms_version_pk" PRIMARY KEY("org_id","country","terms_version")
);
--> statement-breakpoint
CREATE TABLE "erasure_requests" (
	"id" text PRIMARY KEY NOT NULL,
	"org_id" text NOT NULL,
	"contact_hash" text NOT NULL,
	"requested_by" text NOT NULL,
	"report" jsonb NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "national_dnc" (
	"registry" text NOT NULL,
	"contact" text NOT NULL,
	"import_id" text NOT NULL,
	CONSTRAINT "national_dnc_contact_registry_pk" PRIMARY KEY("contact","registry")
);
--> statement-breakpoint
CREATE TABLE "national_registries" (
	"registry" text PRIMARY KEY NOT NULL,
	"import_id" text NOT NULL,
	"entries" integer NOT NULL,
	"imported_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "limit_windows" DROP CONSTRAINT "limit_windows_agent_id_period_starts_at_pk";--> statement-breakpoint
ALTER TABLE "limit_windows" ALTER COLUMN "used" SET DATA TYPE bigint;--> statement-breakpoint
ALTER TABLE "limit_windows" ALTER COLUMN "max" SET DATA TYPE bigint;--> statement-breakpoint
ALTER TABLE "agents" ADD COLUMN "limits" jsonb DEFAULT '{}'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "limit_windows" RENAME COLUMN "agent_id" TO "subject_id";--> statement-breakpoint
ALTER TABLE "limit_windows" ADD COLUMN "metric" text NOT NULL DEFAULT 'actions';--> statement-breakpoint
ALTER TABLE "limit_windows" ALTER COLUMN "metric" DROP DEFAULT;--> statement-breakpoint
ALTER TABLE "limit_windows" ADD CONSTRAINT "limit_windows_subject_id_metric_period_starts_at_pk" PRIMARY KEY("subject_id","metric","period","starts_at");--> statement-breakpoint
ALTER TABLE "organizations" ADD COLUMN "limits" jsonb DEFAULT '{}'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "organizations" ADD COLUMN "settings" jsonb DEFAULT '{}'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "organizations" ADD COLUMN "company_name" text;--> statement-breakpoint
ALTER TABLE "organizations" ADD COLUMN "website" text;--> statement-breakpoint
ALTER TABLE "organizations" ADD COLUMN "use_case_description" text;--> statement-breakpoint
ALTER TABLE "organizations" ADD COLUMN "reviewed_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "organizations" ADD COLUMN "reviewed_by" text;--> statement-breakpoint
ALTER TABLE "decisions" ADD COLUMN "purpose" text DEFAULT 'conversational' NOT NULL;--> statement-breakpoint
ALTER TABLE "decisions" ADD COLUMN "country" text;--> statement-breakpoint
ALTER TABLE "decisions" ADD COLUMN "dry_run" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "decisions" ADD COLUMN "next_action" text;--> statement-breakpoint
ALTER TABLE "provider_credentials" ADD CONSTRAINT "provider_credentials_org_id_organizations_id_fk" FOREIGN KEY ("org_id") REFERENCES "public"."organizations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "users" ADD CONSTRAINT "users_org_id_organizations_id_fk" FOREIGN KEY ("org_id") REFERENCES "public"."organizations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "provider_credentials_owner_uq" ON "provider_credentials" USING btree ("org_id","agent_id","provider");--> statement-breakpoint
CREATE INDEX "reservations_due_ix" ON "reservations" USING btree ("due_at");--> statement-breakpoint
CREATE INDEX "alerts_org_ix" ON "alerts" USING btree ("org_id","id");--> statement-breakpoint
CREATE INDEX "alerts_same_ix" ON "alerts" USING btree ("org_id","event","subject","last_at");--> statement-breakpoint
CREATE UNIQUE INDEX "audit_seals_audit_uq" ON "audit_seals" USING btree ("audit_id");--> statement-breakpoint
CREATE INDEX "login_failures_updated_ix" ON "login_failures" USING btree ("updated_at");--> statement-breakpoint
CREATE INDEX "otp_codes_subject_ix" ON "otp_codes" USING btree ("purpose","subject");--> statement-breakpoint
CREATE INDEX "otp_codes_expires_ix" ON "otp_codes" USING btree ("expires_at");--> statement-breakpoint
CREATE UNIQUE INDEX "users_email_uq" ON "users" USING btree ("email");--> statement-breakpoint
CREATE INDEX "users_org_ix" ON "users" USING btree ("org_id","id");--> statement-breakpoint
CREATE INDEX "contact_attempts_contact_ix" ON "contact_attempts" USING btree ("org_id","contact","created_at");--> statement-breakpoint
CREATE INDEX "contact_consent_contact_ix" ON "contact_consent" USING btree ("org_id","contact");--> statement-breakpoint
CREATE INDEX "contact_consent_revoked_ix" ON "contact_consent" USING btree ("revoked_at");--> statement-breakpoint
CREATE INDEX "erasure_requests_org_ix" ON "erasure_requests" USING btree ("org_id","id");--> statement-breakpoint
CREATE INDEX "national_dnc_import_ix" ON "national_dnc" USING btree ("registry","import_id");--> statement-breakpoint
UPDATE "organizations" SET "status" = 'approved' WHERE "status" = 'active';--> statement-breakpoint
UPDATE "messages" SET "purpose" = 'conversational' WHERE "purpose" = 'message';
