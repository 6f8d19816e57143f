import { expect, test } from 'vitest'
import { explainVendorCode } from '../../../src/schemas/carrier-errors.ts'
import { openAt } from '../stage.ts'
import { SMS } from '../telephony.contract.ts'
import { refusal, twilioWire } from '../twilio-wire.ts'

test.each([
  '10004',
  '13223',
  '13224',
  '13225',
  '13227',
  '20003',
  '20404',
  '21201',
  '21205',
  '21210',
  '21211',
  '21212',
  '21214',
  '21215',
  '21216',
  '21217',
  '21219',
  '21220',
  '21408',
  '21422',
  '21602',
  '21606',
  '21608',
  '21610',
  '21612',
  '21614',
  '21617',
  '30003',
  '30004',
  '30005',
  '30006',
  '30007',
  '30008',
  '30034',
  '30450',
  '63016'
])('refusal %s is put in plain words with what to do next', async (code) => {
  const said = `The 'To' number +14155550199 is odd, says ${code}`
  const wire = await twilioWire({ 'POST /Messages.json': () => refusal(Number(code), 400, said) })
  const telephony = await openAt('telephony', wire.url)
  const { meaning, nextAction, optedOut } = explainVendorCode(code)

  const error = await telephony.sendSms(SMS).catch((thrown: unknown) => thrown)

  expect(error).toMatchObject({ code: 'provider_rejected', message: `Twilio refused: ${meaning}.`, nextAction })
  expect(error).toMatchObject({ details: { provider: 'twilio', providerCode: code, meaning } })
  expect(meaning).not.toContain(code)
  expect(optedOut === true).toBe(code === '21610')
})

test('an opted-out recipient is named as such', async () => {
  const wire = await twilioWire({ 'POST /Messages.json': () => refusal(21610) })

  await expect((await openAt('telephony', wire.url)).sendSms(SMS)).rejects.toMatchObject({
    details: { optedOut: true }
  })
})

test('a refusal that is not listed is quoted without the numbers and addresses in it', async () => {
  const said = 'Cannot send to +1 (415) 555-0199 or a.person@example.org from AC0123456789abcdef0123456789abcdef.'
  const wire = await twilioWire({ 'POST /Messages.json': () => refusal(29999, 400, said) })

  await expect((await openAt('telephony', wire.url)).sendSms(SMS)).rejects.toMatchObject({
    message: 'Twilio refused: Cannot send to (number) or (address) from (id).',
    details: { providerCode: '29999' }
  })
})
