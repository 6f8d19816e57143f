-- The audit log and its chain are insert-only; each entry stands in line for its seal from the moment it is written.
-- REPLACE removes rows without asking the triggers of DELETE, so an insert over a row that is there has triggers of its own.
INSERT INTO `audit_unsealed` (`audit_id`, `org_id`) SELECT `id`, `org_id` FROM `audit_log`;
--> statement-breakpoint
CREATE TRIGGER `audit_log_queue` AFTER INSERT ON `audit_log` BEGIN
  INSERT INTO `audit_unsealed` (`audit_id`, `org_id`) VALUES (NEW.`id`, NEW.`org_id`);
END;
--> statement-breakpoint
CREATE TRIGGER `audit_log_kept` BEFORE INSERT ON `audit_log`
WHEN EXISTS (SELECT 1 FROM `audit_log` WHERE `id` = NEW.`id`) BEGIN
  SELECT RAISE(IGNORE);
END;
--> statement-breakpoint
CREATE TRIGGER `audit_log_no_update` BEFORE UPDATE ON `audit_log` BEGIN
  SELECT RAISE(ABORT, 'audit_log is insert-only');
END;
--> statement-breakpoint
CREATE TRIGGER `audit_log_no_delete` BEFORE DELETE ON `audit_log` BEGIN
  SELECT RAISE(ABORT, 'audit_log is insert-only');
END;
--> statement-breakpoint
CREATE TRIGGER `audit_seals_kept` BEFORE INSERT ON `audit_seals`
WHEN EXISTS (SELECT 1 FROM `audit_seals` WHERE `org_id` = NEW.`org_id` AND `seq` = NEW.`seq`)
  OR EXISTS (SELECT 1 FROM `audit_seals` WHERE `audit_id` = NEW.`audit_id`) BEGIN
  SELECT RAISE(ABORT, 'audit_seals is insert-only');
END;
--> statement-breakpoint
CREATE TRIGGER `audit_seals_no_update` BEFORE UPDATE ON `audit_seals` BEGIN
  SELECT RAISE(ABORT, 'audit_seals is insert-only');
END;
--> statement-breakpoint
CREATE TRIGGER `audit_seals_no_delete` BEFORE DELETE ON `audit_seals` BEGIN
  SELECT RAISE(ABORT, 'audit_seals is insert-only');
END;
--> statement-breakpoint
CREATE TRIGGER `audit_unsealed_no_update` BEFORE UPDATE ON `audit_unsealed` BEGIN
  SELECT RAISE(ABORT, 'an audit entry leaves the line when it is sealed');
END;
--> statement-breakpoint
CREATE TRIGGER `audit_unsealed_until_sealed` BEFORE DELETE ON `audit_unsealed`
WHEN NOT EXISTS (SELECT 1 FROM `audit_seals` WHERE `audit_id` = OLD.`audit_id`) BEGIN
  SELECT RAISE(ABORT, 'an audit entry leaves the line when it is sealed');
END;
