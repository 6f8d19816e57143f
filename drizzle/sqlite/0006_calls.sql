CREATE TABLE `agent_presence` (
	`id` text PRIMARY KEY NOT NULL,
	`org_id` text NOT NULL,
	`agent_id` text NOT NULL,
	`way` text NOT NULL,
	`until_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `agent_presence_agent_ix` ON `agent_presence` (`agent_id`,`until_at`);--> statement-breakpoint
CREATE INDEX `agent_presence_until_ix` ON `agent_presence` (`until_at`);--> statement-breakpoint
CREATE TABLE `call_contents` (
	`call_id` text PRIMARY KEY NOT NULL,
	`org_id` text NOT NULL,
	`sealed` text NOT NULL,
	`wipe_at` integer
);
--> statement-breakpoint
CREATE INDEX `call_contents_wipe_ix` ON `call_contents` (`wipe_at`);--> statement-breakpoint
CREATE TABLE `call_tickets` (
	`hash` text PRIMARY KEY NOT NULL,
	`call_id` text NOT NULL,
	`agent_id` text NOT NULL,
	`expires_at` integer NOT NULL,
	`used_at` integer
);
--> statement-breakpoint
CREATE INDEX `call_tickets_expires_ix` ON `call_tickets` (`expires_at`);--> statement-breakpoint
CREATE TABLE `call_turns` (
	`id` text PRIMARY KEY NOT NULL,
	`call_id` text NOT NULL,
	`org_id` text NOT NULL,
	`agent_id` text NOT NULL,
	`number` integer NOT NULL,
	`sealed` text NOT NULL,
	`state` text NOT NULL,
	`taken_by` text,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `call_turns_number_uq` ON `call_turns` (`call_id`,`number`);--> statement-breakpoint
CREATE INDEX `call_turns_open_ix` ON `call_turns` (`agent_id`,`state`,`id`);--> statement-breakpoint
CREATE TABLE `calls` (
	`id` text PRIMARY KEY NOT NULL,
	`org_id` text NOT NULL,
	`agent_id` text NOT NULL,
	`direction` text NOT NULL,
	`contact` text NOT NULL,
	`own_address` text NOT NULL,
	`conversation_id` text NOT NULL,
	`state` text NOT NULL,
	`purpose` text NOT NULL,
	`provider` text NOT NULL,
	`provider_ref` text,
	`error_code` text,
	`answered_by` text,
	`when_voicemail` text NOT NULL,
	`language` text NOT NULL,
	`voice_id` text,
	`recorded` integer NOT NULL,
	`max_duration_seconds` integer NOT NULL,
	`sequence` integer NOT NULL,
	`generation` integer NOT NULL,
	`turns` integer NOT NULL,
	`ended_by` text,
	`duration_seconds` integer,
	`cost_micro_usd` integer NOT NULL,
	`peer_call_id` text,
	`due_at` integer,
	`created_at` integer NOT NULL,
	`answered_at` integer,
	`ended_at` integer,
	`updated_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `calls_agent_ix` ON `calls` (`agent_id`,`id`);--> statement-breakpoint
CREATE INDEX `calls_conversation_ix` ON `calls` (`agent_id`,`conversation_id`,`id`);--> statement-breakpoint
CREATE INDEX `calls_state_ix` ON `calls` (`agent_id`,`state`,`id`);--> statement-breakpoint
CREATE INDEX `calls_due_ix` ON `calls` (`due_at`);--> statement-breakpoint
CREATE UNIQUE INDEX `calls_provider_ref_uq` ON `calls` (`provider`,`provider_ref`);--> statement-breakpoint
CREATE TABLE `recordings` (
	`id` text PRIMARY KEY NOT NULL,
	`call_id` text NOT NULL,
	`org_id` text NOT NULL,
	`agent_id` text NOT NULL,
	`provider` text NOT NULL,
	`provider_ref` text NOT NULL,
	`state` text NOT NULL,
	`duration_seconds` integer NOT NULL,
	`wipe_at` integer,
	`created_at` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `recordings_provider_ref_uq` ON `recordings` (`provider`,`provider_ref`);--> statement-breakpoint
CREATE INDEX `recordings_call_ix` ON `recordings` (`call_id`);--> statement-breakpoint
CREATE INDEX `recordings_wipe_ix` ON `recordings` (`wipe_at`);