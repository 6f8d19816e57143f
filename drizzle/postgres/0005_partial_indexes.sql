DROP INDEX "decisions_agent_ix";--> statement-breakpoint
DROP INDEX "inbox_events_lease_ix";--> statement-breakpoint
DROP INDEX "inbox_events_due_ix";--> statement-breakpoint
DROP INDEX "inbox_events_acked_ix";--> statement-breakpoint
DROP INDEX "reservations_due_ix";--> statement-breakpoint
DROP INDEX "message_bodies_wipe_ix";--> statement-breakpoint
DROP INDEX "messages_due_ix";--> statement-breakpoint
DROP INDEX "messages_provider_ref_uq";--> statement-breakpoint
CREATE INDEX "inbox_events_lease_ix" ON "inbox_events" USING btree ("lease_id") WHERE "inbox_events"."lease_id" is not null;--> statement-breakpoint
CREATE INDEX "inbox_events_due_ix" ON "inbox_events" USING btree ("due_at") WHERE "inbox_events"."due_at" is not null;--> statement-breakpoint
CREATE INDEX "inbox_events_acked_ix" ON "inbox_events" USING btree ("acked_at") WHERE "inbox_events"."acked_at" is not null;--> statement-breakpoint
CREATE INDEX "reservations_due_ix" ON "reservations" USING btree ("due_at") WHERE "reservations"."due_at" is not null;--> statement-breakpoint
CREATE INDEX "message_bodies_wipe_ix" ON "message_bodies" USING btree ("wipe_at") WHERE "message_bodies"."wipe_at" is not null;--> statement-breakpoint
CREATE INDEX "messages_due_ix" ON "messages" USING btree ("due_at") WHERE "messages"."due_at" is not null;--> statement-breakpoint
CREATE UNIQUE INDEX "messages_provider_ref_uq" ON "messages" USING btree ("provider","provider_ref") WHERE "messages"."provider_ref" is not null;