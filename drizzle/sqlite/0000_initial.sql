CREATE TABLE `agents` (
	`id` text PRIMARY KEY NOT NULL,
	`org_id` text NOT NULL,
	`display_name` text NOT NULL,
	`greeting` text,
	`system_prompt` text,
	`country` text NOT NULL,
	`language` text NOT NULL,
	`voice_id` text,
	`callback_url` text,
	`brain_url` text,
	`callback_secret` text NOT NULL,
	`identity_mode` text NOT NULL,
	`status` text NOT NULL,
	`phone_number` text,
	`phone_status` text NOT NULL,
	`email_address` text,
	`email_status` text NOT NULL,
	`voice_status` text NOT NULL,
	`blocked_channels` text NOT NULL,
	`storage` text NOT NULL,
	`route_duplication` text NOT NULL,
	`provider_overrides` text NOT NULL,
	`callback_failures` integer NOT NULL,
	`provisioned_at` integer,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	FOREIGN KEY (`org_id`) REFERENCES `organizations`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `agents_org_id_ix` ON `agents` (`org_id`,`id`);--> statement-breakpoint
CREATE UNIQUE INDEX `agents_phone_number_uq` ON `agents` (`phone_number`);--> statement-breakpoint
CREATE UNIQUE INDEX `agents_email_address_uq` ON `agents` (`email_address`);--> statement-breakpoint
CREATE TABLE `deliveries` (
	`id` text PRIMARY KEY NOT NULL,
	`org_id` text NOT NULL,
	`agent_id` text NOT NULL,
	`event_id` text NOT NULL,
	`attempt` integer NOT NULL,
	`outcome` text NOT NULL,
	`http_status` integer,
	`duration_ms` integer NOT NULL,
	`problem` text,
	`created_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `deliveries_event_ix` ON `deliveries` (`event_id`);--> statement-breakpoint
CREATE INDEX `deliveries_agent_ix` ON `deliveries` (`agent_id`,`id`);--> statement-breakpoint
CREATE TABLE `inbox_events` (
	`id` text PRIMARY KEY NOT NULL,
	`org_id` text NOT NULL,
	`agent_id` text NOT NULL,
	`kind` text NOT NULL,
	`channel` text NOT NULL,
	`contact` text NOT NULL,
	`conversation_id` text NOT NULL,
	`message_id` text,
	`payload` text NOT NULL,
	`state` text NOT NULL,
	`lease_id` text,
	`lease_until` integer,
	`attempts` integer NOT NULL,
	`due_at` integer,
	`created_at` integer NOT NULL,
	`acked_at` integer
);
--> statement-breakpoint
CREATE INDEX `inbox_events_agent_state_ix` ON `inbox_events` (`agent_id`,`state`,`id`);--> statement-breakpoint
CREATE INDEX `inbox_events_lease_ix` ON `inbox_events` (`lease_id`);--> statement-breakpoint
CREATE INDEX `inbox_events_due_ix` ON `inbox_events` (`due_at`);--> statement-breakpoint
CREATE INDEX `inbox_events_message_ix` ON `inbox_events` (`message_id`);--> statement-breakpoint
CREATE INDEX `inbox_events_acked_ix` ON `inbox_events` (`acked_at`);--> statement-breakpoint
CREATE TABLE `webhook_receipts` (
	`id` text PRIMARY KEY NOT NULL,
	`org_id` text NOT NULL,
	`provider` text NOT NULL,
	`event_key` text NOT NULL,
	`received_at` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `webhook_receipts_event_uq` ON `webhook_receipts` (`provider`,`event_key`);--> statement-breakpoint
CREATE INDEX `webhook_receipts_received_ix` ON `webhook_receipts` (`received_at`);--> statement-breakpoint
CREATE TABLE `limit_windows` (
	`org_id` text NOT NULL,
	`agent_id` text NOT NULL,
	`period` text NOT NULL,
	`starts_at` integer NOT NULL,
	`used` integer NOT NULL,
	`max` integer NOT NULL,
	PRIMARY KEY(`agent_id`, `period`, `starts_at`),
	CONSTRAINT "limit_windows_used_ck" CHECK("limit_windows"."used" <= "limit_windows"."max")
);
--> statement-breakpoint
CREATE INDEX `limit_windows_starts_ix` ON `limit_windows` (`starts_at`);--> statement-breakpoint
CREATE TABLE `usage_daily` (
	`org_id` text NOT NULL,
	`agent_id` text NOT NULL,
	`day` text NOT NULL,
	`channel` text NOT NULL,
	`stripe` integer NOT NULL,
	`actions` integer NOT NULL,
	`inbound` integer NOT NULL,
	`failed` integer NOT NULL,
	`refused` integer NOT NULL,
	`rate_limit_hits` integer NOT NULL,
	`cost_micro_usd` integer NOT NULL,
	PRIMARY KEY(`agent_id`, `day`, `channel`, `stripe`)
);
--> statement-breakpoint
CREATE INDEX `usage_daily_org_day_ix` ON `usage_daily` (`org_id`,`day`);--> statement-breakpoint
CREATE TABLE `idempotency_keys` (
	`org_id` text NOT NULL,
	`agent_id` text NOT NULL,
	`key` text NOT NULL,
	`args_hash` text NOT NULL,
	`message_id` text NOT NULL,
	`created_at` integer NOT NULL,
	`expires_at` integer NOT NULL,
	PRIMARY KEY(`agent_id`, `key`)
);
--> statement-breakpoint
CREATE INDEX `idempotency_keys_expires_ix` ON `idempotency_keys` (`expires_at`);--> statement-breakpoint
CREATE TABLE `message_bodies` (
	`message_id` text PRIMARY KEY NOT NULL,
	`org_id` text NOT NULL,
	`sealed` text NOT NULL,
	`wipe_at` integer
);
--> statement-breakpoint
CREATE INDEX `message_bodies_wipe_ix` ON `message_bodies` (`wipe_at`);--> statement-breakpoint
CREATE TABLE `messages` (
	`id` text PRIMARY KEY NOT NULL,
	`org_id` text NOT NULL,
	`agent_id` text NOT NULL,
	`channel` text NOT NULL,
	`direction` text NOT NULL,
	`contact` text NOT NULL,
	`own_address` text NOT NULL,
	`conversation_id` text NOT NULL,
	`status` text NOT NULL,
	`purpose` text NOT NULL,
	`provider` text NOT NULL,
	`provider_ref` text,
	`error_code` text,
	`segments` integer NOT NULL,
	`cost_micro_usd` integer NOT NULL,
	`attempts` integer NOT NULL,
	`due_at` integer,
	`reply_to_message_id` text,
	`email_message_id` text,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `messages_agent_ix` ON `messages` (`agent_id`,`id`);--> statement-breakpoint
CREATE INDEX `messages_agent_conversation_ix` ON `messages` (`agent_id`,`conversation_id`,`id`);--> statement-breakpoint
CREATE INDEX `messages_agent_channel_ix` ON `messages` (`agent_id`,`channel`,`direction`,`id`);--> statement-breakpoint
CREATE INDEX `messages_due_ix` ON `messages` (`due_at`);--> statement-breakpoint
CREATE UNIQUE INDEX `messages_provider_ref_uq` ON `messages` (`provider`,`provider_ref`);--> statement-breakpoint
CREATE TABLE `endpoints` (
	`id` text PRIMARY KEY NOT NULL,
	`org_id` text NOT NULL,
	`provider` text NOT NULL,
	`account` text NOT NULL,
	`provider_ref` text,
	`url` text NOT NULL,
	`secret` text NOT NULL,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`org_id`) REFERENCES `organizations`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `endpoints_org_provider_account_uq` ON `endpoints` (`org_id`,`provider`,`account`);--> statement-breakpoint
CREATE TABLE `number_pool` (
	`id` text PRIMARY KEY NOT NULL,
	`org_id` text NOT NULL,
	`number` text NOT NULL,
	`provider` text NOT NULL,
	`provider_ref` text,
	`country` text NOT NULL,
	`capabilities` text NOT NULL,
	`agent_id` text,
	`status` text NOT NULL,
	`webhook_base` text,
	`monthly_micro_usd` integer NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	FOREIGN KEY (`org_id`) REFERENCES `organizations`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `number_pool_org_agent_ix` ON `number_pool` (`org_id`,`agent_id`);--> statement-breakpoint
CREATE INDEX `number_pool_status_ix` ON `number_pool` (`status`,`updated_at`);--> statement-breakpoint
CREATE UNIQUE INDEX `number_pool_provider_ref_uq` ON `number_pool` (`provider`,`provider_ref`);--> statement-breakpoint
CREATE TABLE `audit_log` (
	`id` text PRIMARY KEY NOT NULL,
	`org_id` text NOT NULL,
	`event` text NOT NULL,
	`actor` text NOT NULL,
	`subject` text,
	`details` text NOT NULL,
	`created_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `audit_log_org_ix` ON `audit_log` (`org_id`,`id`);--> statement-breakpoint
CREATE TABLE `job_leases` (
	`name` text PRIMARY KEY NOT NULL,
	`holder` text NOT NULL,
	`until` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `agent_pool` (
	`org_id` text PRIMARY KEY NOT NULL,
	`max_agents` integer NOT NULL,
	`used` integer NOT NULL,
	FOREIGN KEY (`org_id`) REFERENCES `organizations`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "agent_pool_used_ck" CHECK("agent_pool"."used" >= 0)
);
--> statement-breakpoint
CREATE TABLE `organizations` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`slug` text NOT NULL,
	`mode` text NOT NULL,
	`status` text NOT NULL,
	`blocked_channels` text NOT NULL,
	`created_at` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `organizations_slug_uq` ON `organizations` (`slug`);--> statement-breakpoint
CREATE TABLE `decisions` (
	`id` text PRIMARY KEY NOT NULL,
	`org_id` text NOT NULL,
	`agent_id` text NOT NULL,
	`message_id` text,
	`action` text NOT NULL,
	`channel` text NOT NULL,
	`verdict` text NOT NULL,
	`refused_by` text,
	`code` text,
	`reasons` text NOT NULL,
	`facts` text NOT NULL,
	`rules` text NOT NULL,
	`created_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `decisions_agent_ix` ON `decisions` (`agent_id`,`id`);--> statement-breakpoint
CREATE TABLE `dnc_list` (
	`org_id` text NOT NULL,
	`contact` text NOT NULL,
	`reason` text NOT NULL,
	`source` text NOT NULL,
	`created_at` integer NOT NULL,
	PRIMARY KEY(`org_id`, `contact`)
);
--> statement-breakpoint
CREATE TABLE `tokens` (
	`id` text PRIMARY KEY NOT NULL,
	`org_id` text NOT NULL,
	`scope` text NOT NULL,
	`agent_id` text,
	`hash` text NOT NULL,
	`expires_at` integer,
	`revoked_at` integer,
	`replaced_by` text,
	`last_used_at` integer,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`org_id`) REFERENCES `organizations`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `tokens_hash_uq` ON `tokens` (`hash`);--> statement-breakpoint
CREATE INDEX `tokens_org_agent_ix` ON `tokens` (`org_id`,`agent_id`);