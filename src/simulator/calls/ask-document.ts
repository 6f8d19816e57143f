import { getExpectedTwilioSignature } from 'twilio/lib/webhooks/webhooks.js'
import { tokenOf } from '../twilio/account.ts'
import type { World } from '../world.ts'
import type { Fetched } from './fetcher.ts'
import type { Leg } from './leg.ts'
import { Violation } from './twiml.ts'

/**
 * Asks for the document of a call by a signed form and returns its text; a connection that cannot be made is tried once more.
 * Source: twilio.com/docs/voice/twiml, /docs/api/errors/11200 and /12300.
 * @throws Violation
 */
export async function askDocument(
  world: World,
  leg: Leg,
  url: string,
  form: Record<string, string>
): Promise<{ twiml: string; url: string }> {
  const [bare = ''] = url.split('#', 1)
  const authToken = tokenOf(world, leg.call.accountSid) ?? ''
  const headers = {
    'content-type': 'application/x-www-form-urlencoded; charset=UTF-8',
    'user-agent': 'TwilioProxy/1.1',
    accept: '*/*',
    'x-twilio-signature': getExpectedTwilioSignature(authToken, bare, form)
  }
  const body = new URLSearchParams(form).toString()
  const post = () => world.fetcher.post(bare, headers, body)
  let answer: Fetched
  try {
    answer = await post().catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ECONNREFUSED' && error.code !== 'UND_ERR_SOCKET') throw error
      return post()
    })
  } catch (error) {
    leg.note('document', { url: bare, form, failure: (error as Error).message })
    throw new Violation(11200, `no answer from ${bare}`)
  }
  leg.note('document', { url: bare, form, status: answer.status, twiml: answer.text })
  if (answer.status >= 300) throw new Violation(11200, `${bare} answered ${answer.status}`)
  if (!/^(?:text|application)\/xml$/.test(answer.type)) throw new Violation(12300, `${answer.type} is no document`)
  return { twiml: answer.text, url: bare }
}
