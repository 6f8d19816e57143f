import { expect, test } from 'vitest'
import type { AccountProvider } from '../../src/providers/contracts.ts'
import { failuresContract } from './failures.contract.ts'
import type { Stage } from './stage.ts'

const label = () => `crd_${Math.random().toString(36).slice(2)}`

/** What every vendor with accounts within an account must do. */
export function accountsContract(open: () => Promise<Stage<AccountProvider>>): void {
  test('an account that was opened is found by its label until it is closed', async () => {
    const { provider } = await open()
    const mine = label()
    await provider.create(`${mine}_other`)
    const opened = await provider.create(mine)

    expect(opened).toMatchObject({
      accountSid: expect.stringMatching(/^AC[0-9a-f]{32}$/),
      authToken: expect.stringMatching(/./)
    })
    expect(await provider.find(mine)).toEqual([opened])
    await provider.close(opened.accountSid)
    await provider.close(opened.accountSid)

    expect(await provider.find(mine)).toEqual([])
  })
  test('one whose opening was not answered is found by its label', async () => {
    const { provider, fail } = await open()
    const mine = label()
    await fail({ cut: 'after' })
    await expect(provider.create(mine)).rejects.toMatchObject({ code: 'provider_timeout' })

    expect(await provider.find(mine)).toHaveLength(1)
  })
  test('what the account is on is told', async () => {
    const { provider } = await open()

    expect(await provider.plan()).toMatch(/^(?:full|trial)$/)
  })
  failuresContract('accounts', open, {
    does: (provider) => provider.create(label()),
    reads: (provider) => provider.plan()
  })
}
