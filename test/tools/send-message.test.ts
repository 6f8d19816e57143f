import { expect, test } from 'vitest'
import { contacts } from '../../src/db/schema/index.ts'
import explain from '../../src/tools/explain-decision.ts'
import sendMessage from '../../src/tools/send-message.ts'
import { agentCaller } from '../helpers/callers.ts'
import { runTool } from '../helpers/run-tool.ts'
import { PERSON, sendingHouse } from '../helpers/sending-house.ts'

const FILE = { filename: 'a.txt', contentType: 'text/plain', contentBase64: 'aGk=' }

test.each([
  ['attachments', { channel: 'sms', to: PERSON, attachments: [FILE] }],
  ['cc, bcc', { channel: 'sms', to: PERSON, cc: ['bob@example.com'], bcc: ['eve@example.com'] }],
  ['mediaUrl', { channel: 'email', to: 'ada@example.com', mediaUrl: 'https://files.example.com/a.png' }]
] as const)(
  '%s on a channel that does not carry it is refused by name, and nothing is sent without it',
  async (named, given) => {
    const { deps, agent, rows } = await sendingHouse()
    const draft = { body: 'See what is with it.', ...given } as unknown as Parameters<typeof sendMessage.run>[0]

    for (const dryRun of [false, true])
      await expect(runTool(sendMessage, deps, agentCaller(agent), { ...draft, dryRun })).rejects.toMatchObject({
        code: 'invalid_input',
        message: expect.stringContaining(`${named}: not on the channel`)
      })

    expect(await rows()).toEqual([])
  }
)

test('an empty list of what a channel does not carry is nothing', async () => {
  const { deps, agent } = await sendingHouse()
  const draft = { channel: 'sms' as const, to: PERSON, body: 'Hello', cc: [], bcc: [], attachments: [] }

  expect(await runTool(sendMessage, deps, agentCaller(agent), draft)).toMatchObject({ status: 'sent' })
})

test('a dry run, and the explanation of its decision, tell the facts that the next step names', async () => {
  const { deps, agent, clock } = await sendingHouse()
  const self = agentCaller(agent)
  const draft = { channel: 'sms', to: PERSON, body: 'Hello', dryRun: true } as const
  await runTool(sendMessage, deps, self, draft)
  await deps.db.update(contacts).set({ timeZone: 'America/Los_Angeles', askAgainAt: new Date('2027-01-01') })
  await clock.advance(14 * 3_600_000)

  const { dryRun: asked } = await runTool(sendMessage, deps, self, draft)

  expect(asked).toMatchObject({
    code: 'quiet_hours',
    nextAction: expect.stringContaining('details.allowedAt'),
    details: { allowedAt: '2026-06-16T15:00:00.000Z' }
  })
  const told = await runTool(explain, deps, self, { decisionId: asked?.decisionId ?? '' })
  expect(told.details).toEqual(asked?.details)
})

test('a dry run that a limit would refuse tells what is left of it and when it resets', async () => {
  const { deps, agent, clock } = await sendingHouse()
  const draft = { channel: 'sms', to: PERSON, dryRun: true } as const
  for (let n = 0; n < 10; n++)
    await runTool(sendMessage, deps, agentCaller(agent), { ...draft, body: `Number ${n}`, dryRun: false })

  const { dryRun: asked } = await runTool(sendMessage, deps, agentCaller(agent), { ...draft, body: 'One more' })

  const resetsAt = new Date(clock.now().getTime() + 60_000).toISOString()
  expect(asked).toMatchObject({ code: 'rate_limited', details: { limit: 'maxActionsPerMinute', left: 0, resetsAt } })
  const told = await runTool(explain, deps, agentCaller(agent), { decisionId: asked?.decisionId ?? '' })
  expect(told).toMatchObject({
    check: 'limits',
    nextAction: expect.stringMatching(new RegExp(`${resetsAt}.*comms_set_agent_limits`))
  })
  expect(told).not.toHaveProperty('details')
})
