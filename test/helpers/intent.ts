import type { Intent } from '../../src/policy/check.ts'
import type { Standing } from '../../src/policy/standing.ts'
import { subject } from './subject.ts'

/** Nothing is on record of this person. */
export const stranger = (values: Partial<Standing> = {}): Standing => ({
  listedBy: null,
  profile: undefined,
  consents: [],
  lastInboundAt: new Map(),
  ...values
})

/** Something to an American mobile from an agent whose home is the United States, with what a check looks at. */
export const intent = (values: Partial<Intent> = {}): Intent =>
  ({
    ...subject(),
    org: { id: 'org_1' },
    agent: { id: 'agt_1', country: 'US' },
    contact: '+14155550123',
    ownAddress: '+14155550100',
    said: { body: 'Hello' },
    costMicroUsd: 7900,
    maxCallsPerDayToSameNumber: 2,
    simulated: true,
    systemBlocked: [],
    standing: stranger(),
    copies: [],
    ...values
  }) as Intent
