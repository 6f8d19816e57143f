import { ConfigError } from '../config.ts'
import { openDatabase } from '../db/open.ts'
import { ensureDefaultOrganization } from '../services/organizations.ts'
import { keepsPseudonymKey } from '../services/pseudonym-key.ts'
import { plugin } from './plugin.ts'

/** The database, brought up to date, and the bus that comes with it; closed after everything else. */
export default plugin({ name: 'db', needs: ['config', 'clock'], shared: true }, async (app) => {
  const { db, bus, ping, close } = await openDatabase(app.config.databaseUrl, app.config.databaseUrlUnpooled)
  app.decorate('db', db)
  app.decorate('bus', bus)
  app.decorate('pingDatabase', ping)
  app.addHook('onClose', close)
  if (!(await keepsPseudonymKey({ db, config: app.config, clock: app.clock })))
    throw new ConfigError(
      'PSEUDONYM_KEY must be the key that this database was begun with: the oldest CREDENTIALS_ENCRYPTION_KEY. docs/adr/0013-pseudonym-key.md'
    )
  await ensureDefaultOrganization({ db, config: app.config, clock: app.clock })
})
