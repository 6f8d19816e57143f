CREATE TABLE `compliance_records` (
	`id` text PRIMARY KEY NOT NULL,
	`org_id` text NOT NULL,
	`lead_id` text NOT NULL,
	`lead_call_id` text,
	`approved` integer NOT NULL,
	`checks` text NOT NULL,
	`reasons` text NOT NULL,
	`details` text NOT NULL,
	`checked_by` text NOT NULL,
	`created_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `compliance_records_lead_ix` ON `compliance_records` (`org_id`,`lead_id`,`id`);--> statement-breakpoint
CREATE TABLE `lead_calls` (
	`id` text PRIMARY KEY NOT NULL,
	`org_id` text NOT NULL,
	`agent_id` text NOT NULL,
	`lead_id` text,
	`call_id` text,
	`voice_agent_id` text,
	`compliance` text NOT NULL,
	`sealed` text,
	`wipe_at` integer,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `lead_calls_call_uq` ON `lead_calls` (`call_id`);--> statement-breakpoint
CREATE INDEX `lead_calls_lead_ix` ON `lead_calls` (`org_id`,`lead_id`,`id`);--> statement-breakpoint
CREATE INDEX `lead_calls_wipe_ix` ON `lead_calls` (`wipe_at`);--> statement-breakpoint
CREATE TABLE `leads` (
	`id` text PRIMARY KEY NOT NULL,
	`org_id` text NOT NULL,
	`contact` text NOT NULL,
	`status` text NOT NULL,
	`source` text NOT NULL,
	`sealed` text NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `leads_contact_uq` ON `leads` (`org_id`,`contact`);--> statement-breakpoint
CREATE INDEX `leads_org_ix` ON `leads` (`org_id`,`id`);--> statement-breakpoint
CREATE TABLE `voice_agents` (
	`id` text PRIMARY KEY NOT NULL,
	`org_id` text NOT NULL,
	`provider` text NOT NULL,
	`fallback_id` text,
	`description` text,
	`created_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `voice_agents_org_ix` ON `voice_agents` (`org_id`,`created_at`);