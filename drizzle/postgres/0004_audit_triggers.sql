-- The audit log and its chain are insert-only; each entry stands in line for its seal from the moment it is written.
INSERT INTO "audit_unsealed" ("audit_id", "org_id") SELECT "id", "org_id" FROM "audit_log";
--> statement-breakpoint
CREATE FUNCTION "audit_queue_entry"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO "audit_unsealed" ("audit_id", "org_id") VALUES (NEW."id", NEW."org_id");
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE FUNCTION "audit_refuse_change"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is insert-only', TG_TABLE_NAME;
END $$;
--> statement-breakpoint
CREATE FUNCTION "audit_keep_unsealed"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM "audit_seals" WHERE "audit_id" = OLD."audit_id") THEN RETURN OLD; END IF;
  RAISE EXCEPTION 'an audit entry leaves the line when it is sealed';
END $$;
--> statement-breakpoint
CREATE TRIGGER "audit_log_queue" AFTER INSERT ON "audit_log" FOR EACH ROW EXECUTE FUNCTION "audit_queue_entry"();
--> statement-breakpoint
CREATE TRIGGER "audit_log_no_change" BEFORE UPDATE OR DELETE ON "audit_log" FOR EACH ROW EXECUTE FUNCTION "audit_refuse_change"();
--> statement-breakpoint
CREATE TRIGGER "audit_log_no_truncate" BEFORE TRUNCATE ON "audit_log" FOR EACH STATEMENT EXECUTE FUNCTION "audit_refuse_change"();
--> statement-breakpoint
CREATE TRIGGER "audit_seals_no_change" BEFORE UPDATE OR DELETE ON "audit_seals" FOR EACH ROW EXECUTE FUNCTION "audit_refuse_change"();
--> statement-breakpoint
CREATE TRIGGER "audit_seals_no_truncate" BEFORE TRUNCATE ON "audit_seals" FOR EACH STATEMENT EXECUTE FUNCTION "audit_refuse_change"();
--> statement-breakpoint
CREATE TRIGGER "audit_unsealed_until_sealed" BEFORE DELETE ON "audit_unsealed" FOR EACH ROW EXECUTE FUNCTION "audit_keep_unsealed"();
--> statement-breakpoint
CREATE TRIGGER "audit_unsealed_no_change" BEFORE UPDATE ON "audit_unsealed" FOR EACH ROW EXECUTE FUNCTION "audit_refuse_change"();
--> statement-breakpoint
CREATE TRIGGER "audit_unsealed_no_truncate" BEFORE TRUNCATE ON "audit_unsealed" FOR EACH STATEMENT EXECUTE FUNCTION "audit_refuse_change"();
