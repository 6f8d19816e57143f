import { expect, test } from 'vitest'
import { dncList } from '../../src/db/schema/index.ts'
import { endConsent } from '../../src/pipeline/revocation.ts'
import { testDeps } from '../helpers/test-deps.ts'

test('rows are locked in the order of an inbound STOP, so that neither waits for the other in a circle', async () => {
  const { deps, clock } = await testDeps()
  const of = { orgId: 'org_1', contact: '+14155550123', because: 'test' }

  const statements = endConsent(deps.db, of, clock.now(), [deps.db.delete(dncList)])

  const tables = statements.map(
    (statement) => /"(contact_windows|dnc_list|contact_consent)"/.exec(statement.toSQL().sql)?.[1]
  )
  expect(tables).toEqual(['contact_windows', 'dnc_list', 'contact_consent'])
})
