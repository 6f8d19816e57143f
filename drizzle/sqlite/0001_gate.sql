CREATE TABLE `provider_credentials` (
	`id` text PRIMARY KEY NOT NULL,
	`org_id` text NOT NULL,
	`agent_id` text NOT NULL,
	`provider` text NOT NULL,
	`sealed` text NOT NULL,
	`key_id` text NOT NULL,
	`status` text NOT NULL,
	`capabilities` text NOT NULL,
	`verified_at` integer,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	FOREIGN KEY (`org_id`) REFERENCES `organizations`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `provider_credentials_owner_uq` ON `provider_credentials` (`org_id`,`agent_id`,`provider`);--> statement-breakpoint
CREATE TABLE `billing_config` (
	`org_id` text PRIMARY KEY NOT NULL,
	`tier` text NOT NULL,
	`markup_basis_points` integer NOT NULL,
	`billing_email` text,
	`updated_at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `reservations` (
	`action_id` text PRIMARY KEY NOT NULL,
	`org_id` text NOT NULL,
	`agent_id` text NOT NULL,
	`state` text NOT NULL,
	`held_micro_usd` integer NOT NULL,
	`spent_micro_usd` integer NOT NULL,
	`returned_micro_usd` integer NOT NULL,
	`due_at` integer,
	`created_at` integer NOT NULL,
	CONSTRAINT "reservations_balance_ck" CHECK(("reservations"."state" = 'open' and "reservations"."spent_micro_usd" = 0 and "reservations"."returned_micro_usd" = 0) or "reservations"."held_micro_usd" = "reservations"."spent_micro_usd" + "reservations"."returned_micro_usd")
);
--> statement-breakpoint
CREATE INDEX `reservations_due_ix` ON `reservations` (`due_at`);--> statement-breakpoint
CREATE TABLE `alerts` (
	`id` text PRIMARY KEY NOT NULL,
	`org_id` text NOT NULL,
	`severity` text NOT NULL,
	`event` text NOT NULL,
	`subject` text NOT NULL,
	`message` text NOT NULL,
	`details` text NOT NULL,
	`occurrences` integer NOT NULL,
	`acknowledged_at` integer,
	`acknowledged_by` text,
	`created_at` integer NOT NULL,
	`last_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `alerts_org_ix` ON `alerts` (`org_id`,`id`);--> statement-breakpoint
CREATE INDEX `alerts_same_ix` ON `alerts` (`org_id`,`event`,`subject`,`last_at`);--> statement-breakpoint
CREATE TABLE `audit_seals` (
	`org_id` text NOT NULL,
	`seq` integer NOT NULL,
	`audit_id` text NOT NULL,
	`hash` text NOT NULL,
	`sealed_at` integer NOT NULL,
	PRIMARY KEY(`org_id`, `seq`)
);
--> statement-breakpoint
CREATE UNIQUE INDEX `audit_seals_audit_uq` ON `audit_seals` (`audit_id`);--> statement-breakpoint
CREATE TABLE `system_settings` (
	`name` text PRIMARY KEY NOT NULL,
	`value` text NOT NULL,
	`updated_at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `login_failures` (
	`key` text PRIMARY KEY NOT NULL,
	`failures` integer NOT NULL,
	`locked_until` integer,
	`updated_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `login_failures_updated_ix` ON `login_failures` (`updated_at`);--> statement-breakpoint
CREATE TABLE `otp_codes` (
	`id` text PRIMARY KEY NOT NULL,
	`org_id` text NOT NULL,
	`purpose` text NOT NULL,
	`subject` text NOT NULL,
	`code_hash` text NOT NULL,
	`attempts` integer NOT NULL,
	`expires_at` integer NOT NULL,
	`used_at` integer,
	`created_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `otp_codes_subject_ix` ON `otp_codes` (`purpose`,`subject`);--> statement-breakpoint
CREATE INDEX `otp_codes_expires_ix` ON `otp_codes` (`expires_at`);--> statement-breakpoint
CREATE TABLE `users` (
	`id` text PRIMARY KEY NOT NULL,
	`org_id` text NOT NULL,
	`email` text NOT NULL,
	`display_name` text NOT NULL,
	`password_hash` text NOT NULL,
	`role` text NOT NULL,
	`super_admin` integer NOT NULL,
	`status` text NOT NULL,
	`session_version` integer NOT NULL,
	`last_login_at` integer,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	FOREIGN KEY (`org_id`) REFERENCES `organizations`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `users_email_uq` ON `users` (`email`);--> statement-breakpoint
CREATE INDEX `users_org_ix` ON `users` (`org_id`,`id`);--> statement-breakpoint
CREATE TABLE `contact_attempts` (
	`id` text PRIMARY KEY NOT NULL,
	`org_id` text NOT NULL,
	`agent_id` text NOT NULL,
	`contact` text NOT NULL,
	`created_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `contact_attempts_contact_ix` ON `contact_attempts` (`org_id`,`contact`,`created_at`);--> statement-breakpoint
CREATE TABLE `contact_consent` (
	`id` text PRIMARY KEY NOT NULL,
	`org_id` text NOT NULL,
	`contact` text NOT NULL,
	`channel` text NOT NULL,
	`purpose` text NOT NULL,
	`kind` text NOT NULL,
	`source` text NOT NULL,
	`proof` text,
	`notes` text,
	`recorded_by` text NOT NULL,
	`granted_at` integer NOT NULL,
	`expires_at` integer,
	`revoked_at` integer,
	`revoked_because` text,
	`created_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `contact_consent_contact_ix` ON `contact_consent` (`org_id`,`contact`);--> statement-breakpoint
CREATE INDEX `contact_consent_revoked_ix` ON `contact_consent` (`revoked_at`);--> statement-breakpoint
CREATE TABLE `contact_windows` (
	`org_id` text NOT NULL,
	`contact` text NOT NULL,
	`channel` text NOT NULL,
	`last_inbound_at` integer NOT NULL,
	PRIMARY KEY(`org_id`, `contact`, `channel`)
);
--> statement-breakpoint
CREATE TABLE `contacts` (
	`org_id` text NOT NULL,
	`contact` text NOT NULL,
	`time_zone` text,
	`region` text,
	`lead` integer NOT NULL,
	`asked_at` integer,
	`ask_again_at` integer,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	PRIMARY KEY(`org_id`, `contact`)
);
--> statement-breakpoint
CREATE TABLE `country_terms_accepted` (
	`org_id` text NOT NULL,
	`country` text NOT NULL,
	`terms_version` text NOT NULL,
	`accepted_by` text NOT NULL,
	`accepted_at` integer NOT NULL,
	PRIMARY KEY(`org_id`, `country`, `terms_version`)
);
--> statement-breakpoint
CREATE TABLE `erasure_requests` (
	`id` text PRIMARY KEY NOT NULL,
	`org_id` text NOT NULL,
	`contact_hash` text NOT NULL,
	`requested_by` text NOT NULL,
	`report` text NOT NULL,
	`created_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `erasure_requests_org_ix` ON `erasure_requests` (`org_id`,`id`);--> statement-breakpoint
CREATE TABLE `national_dnc` (
	`registry` text NOT NULL,
	`contact` text NOT NULL,
	`import_id` text NOT NULL,
	PRIMARY KEY(`contact`, `registry`)
);
--> statement-breakpoint
CREATE INDEX `national_dnc_import_ix` ON `national_dnc` (`registry`,`import_id`);--> statement-breakpoint
CREATE TABLE `national_registries` (
	`registry` text PRIMARY KEY NOT NULL,
	`import_id` text NOT NULL,
	`entries` integer NOT NULL,
	`imported_at` integer NOT NULL
);
--> statement-breakpoint
PRAGMA foreign_keys=OFF;--> statement-breakpoint
CREATE TABLE `__new_limit_windows` (
	`org_id` text NOT NULL,
	`subject_id` text NOT NULL,
	`metric` text NOT NULL,
	`period` text NOT NULL,
	`starts_at` integer NOT NULL,
	`used` integer NOT NULL,
	`max` integer NOT NULL,
	PRIMARY KEY(`subject_id`, `metric`, `period`, `starts_at`),
	CONSTRAINT "limit_windows_used_ck" CHECK("__new_limit_windows"."used" <= "__new_limit_windows"."max")
);
--> statement-breakpoint
INSERT INTO `__new_limit_windows`("org_id", "subject_id", "metric", "period", "starts_at", "used", "max") SELECT "org_id", "agent_id", 'actions', "period", "starts_at", "used", "max" FROM `limit_windows`;--> statement-breakpoint
DROP TABLE `limit_windows`;--> statement-breakpoint
ALTER TABLE `__new_limit_windows` RENAME TO `limit_windows`;--> statement-breakpoint
PRAGMA foreign_keys=ON;--> statement-breakpoint
CREATE INDEX `limit_windows_starts_ix` ON `limit_windows` (`starts_at`);--> statement-breakpoint
ALTER TABLE `agents` ADD `limits` text DEFAULT '{}' NOT NULL;--> statement-breakpoint
ALTER TABLE `organizations` ADD `limits` text DEFAULT '{}' NOT NULL;--> statement-breakpoint
ALTER TABLE `organizations` ADD `settings` text DEFAULT '{}' NOT NULL;--> statement-breakpoint
ALTER TABLE `organizations` ADD `company_name` text;--> statement-breakpoint
ALTER TABLE `organizations` ADD `website` text;--> statement-breakpoint
ALTER TABLE `organizations` ADD `use_case_description` text;--> statement-breakpoint
ALTER TABLE `organizations` ADD `reviewed_at` integer;--> statement-breakpoint
ALTER TABLE `organizations` ADD `reviewed_by` text;--> statement-breakpoint
ALTER TABLE `decisions` ADD `purpose` text DEFAULT 'conversational' NOT NULL;--> statement-breakpoint
ALTER TABLE `decisions` ADD `country` text;--> statement-breakpoint
ALTER TABLE `decisions` ADD `dry_run` integer DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE `decisions` ADD `next_action` text;--> statement-breakpoint
UPDATE `organizations` SET `status` = 'approved' WHERE `status` = 'active';--> statement-breakpoint
UPDATE `messages` SET `purpose` = 'conversational' WHERE `purpose` = 'message';
