CREATE TABLE `agent_countries` (
	`org_id` text NOT NULL,
	`agent_id` text NOT NULL,
	`country` text NOT NULL,
	`first_at` integer NOT NULL,
	PRIMARY KEY(`agent_id`, `country`)
);
--> statement-breakpoint
CREATE TABLE `audit_unsealed` (
	`audit_id` text PRIMARY KEY NOT NULL,
	`org_id` text NOT NULL
);
