import {
  contactConsent,
  contacts,
  leads,
  nationalRegistries,
  reservations,
  voiceAgents
} from '../../src/db/schema/index.ts'
import { holdLine } from '../../src/delivery/line-holder.ts'
import type { ERROR_CODES } from '../../src/errors.ts'
import { newId } from '../../src/lib/ids.ts'
import { seedLiveCall } from '../helpers/line-house.ts'
import type { Extra, Gated, GateWorld } from './gate-world.ts'

/** A check refuses with this code, or it has nothing to say of this tool and channel, for a reason. */
export type Applies = keyof typeof ERROR_CODES | { never: string }

interface Outward {
  args(world: GateWorld, channel: Gated): Extra | Promise<Extra>
  channels: Partial<Record<Gated, Record<string, Applies>>>
  /** What the arguments of an arrangement are called here. */
  named?: Record<string, string>
  /** What has to be there first, once the world is arranged for a check; it gives all arguments. */
  arranged?(world: GateWorld, to: string, check: string | undefined): Promise<Extra>
}

const NO_CALL = { never: 'it counts calls' }
const NO_WHATSAPP = { never: 'it is a rule of WhatsApp' }
const NO_NUMBER = { never: 'an email address belongs to no country' }

/** What each check says of every call. */
const OF_CALLS: Record<string, Applies> = {
  'blocked-channel': 'channel_blocked',
  'organization-mode': 'organization_not_active',
  content: 'content_blocked',
  'toll-fraud': 'destination_blocked',
  'country-rules': 'destination_blocked',
  dnc: 'recipient_opted_out',
  'national-dnc': 'recipient_opted_out',
  consent: 'consent_missing',
  'quiet-hours': 'quiet_hours',
  frequency: 'too_frequent',
  'window-24h': NO_WHATSAPP,
  'email-identity': { never: 'it is a rule of email' },
  'price-cap': 'price_cap_exceeded',
  limits: 'rate_limited',
  spend: 'rate_limited'
}

/** Somebody who is on a live call already. */
const ON_THE_LINE = '+14155569999'
let others = 0

/** Every tool with an effect on people, the channels that it takes, and what each check says of it. */
export const OUTWARD_TOOLS: Record<string, Outward> = {
  comms_send_message: {
    args: ({ number, address }, channel) =>
      channel === 'sms'
        ? { channel, to: number, body: 'Hello' }
        : { channel, to: address, subject: 'Hello', body: 'How are you?' },
    channels: {
      sms: {
        'blocked-channel': 'channel_blocked',
        'organization-mode': 'organization_not_active',
        content: 'content_blocked',
        'toll-fraud': 'destination_blocked',
        'country-rules': 'destination_blocked',
        dnc: 'recipient_opted_out',
        'national-dnc': 'recipient_opted_out',
        consent: 'consent_missing',
        'quiet-hours': 'quiet_hours',
        frequency: NO_CALL,
        'window-24h': NO_WHATSAPP,
        'email-identity': { never: 'it is a rule of email' },
        'price-cap': 'price_cap_exceeded',
        limits: 'rate_limited',
        spend: 'rate_limited'
      },
      email: {
        'blocked-channel': 'channel_blocked',
        'organization-mode': 'organization_not_active',
        content: 'content_blocked',
        'toll-fraud': NO_NUMBER,
        'country-rules': NO_NUMBER,
        dnc: 'recipient_opted_out',
        'national-dnc': { never: 'registries list numbers' },
        consent: 'consent_missing',
        'quiet-hours': { never: 'email waits until it is read' },
        frequency: NO_CALL,
        'window-24h': NO_WHATSAPP,
        'email-identity': 'identity_missing',
        'price-cap': 'price_cap_exceeded',
        limits: 'rate_limited',
        spend: 'rate_limited'
      }
    }
  },
  comms_make_call: {
    args: ({ number }) => ({ to: number, context: 'Ask for a table.', greeting: 'Hello' }),
    named: { body: 'greeting' },
    channels: { voice: OF_CALLS }
  },
  comms_send_voice_message: {
    args: ({ number }) => ({ to: number, text: 'Hello', deliveryChannel: 'phone_call' }),
    named: { body: 'text' },
    channels: { voice: OF_CALLS }
  },
  comms_bridge_call: {
    args: ({ number }) => ({ fromNumber: number, destinationNumber: `+1415555${String(++others).padStart(4, '0')}` }),
    named: { to: 'fromNumber' },
    channels: { voice: { ...OF_CALLS, content: { never: 'nothing of it is spoken' } } }
  },
  comms_transfer_call: {
    args: async (world) => ({ callId: await liveCall(world), transferTo: world.number, announcement: 'Hello' }),
    named: { body: 'announcement', to: 'transferTo' },
    channels: {
      voice: {
        ...OF_CALLS,
        'national-dnc': { never: 'who takes over calls is sold nothing' },
        'quiet-hours': { never: 'who takes over calls awaits them' }
      }
    }
  },
  initiate_call_with_compliance: {
    args: ({ number }) => ({ to: number }),
    arranged: callableLead,
    channels: {
      voice: { ...OF_CALLS, content: { never: 'what its agent is told is checked before anybody is asked' } }
    }
  },
  twilio_make_call: {
    args: ({ number }) => ({ to: number, url: 'https://example.com/document' }),
    channels: { voice: { ...OF_CALLS, content: { never: 'its document is looked at when it comes' } } }
  }
}

/** A lead of this number, with an agent to speak to them; consent is on record unless it is what lacks. */
async function callableLead({ t, orgId }: GateWorld, to: string, check: string | undefined): Promise<Extra> {
  const now = t.app.clock.now()
  const [leadId, agentId] = [newId('led', now), `agent_${orgId}`]
  const sealed = t.app.sealer.seal(JSON.stringify({ firstName: 'Ada', lastName: 'Example' }), leadId)
  const times = { createdAt: now, updatedAt: now }
  const { db } = t.app
  await db.insert(leads).values({ id: leadId, orgId, contact: to, status: 'new', source: 'test', sealed, ...times })
  await db
    .insert(contacts)
    .values({ orgId, contact: to, lead: true, ...times })
    .onConflictDoUpdate({ target: [contacts.orgId, contacts.contact], set: { lead: true } })
  await db.insert(voiceAgents).values({ id: agentId, orgId, provider: 'elevenlabs', createdAt: now })
  const copy = { registry: 'us-ftc', importId: newId('imp'), entries: 0, importedAt: now }
  await db.insert(nationalRegistries).values(copy).onConflictDoNothing()
  const consent = {
    channel: 'voice',
    purpose: 'marketing',
    kind: 'express',
    source: 'test',
    recordedBy: 'test'
  } as const
  const given = { id: newId('cns'), orgId, contact: to, ...consent, grantedAt: now, createdAt: now }
  if (check !== 'consent') await db.insert(contactConsent).values(given)
  return { leadId, to, agentId }
}

/** A live call of the agent, on which everything is done that is asked. */
async function liveCall({ t, orgId, agentId }: GateWorld): Promise<string> {
  const call = await seedLiveCall(t.app, { id: agentId, orgId }, { contact: ON_THE_LINE })
  const hold = { state: 'open', heldMicroUsd: 0, spentMicroUsd: 0, returnedMicroUsd: 0 } as const
  await t.app.db.insert(reservations).values({ ...hold, actionId: call.id, orgId, agentId, createdAt: call.createdAt })
  holdLine(t.app, call, { onReply: () => 'accepted', onCommand: async () => undefined })
  return call.id
}

/** Tools that reach beyond the server, but no person. */
export const REACH_NOBODY: Record<string, string> = {
  comms_send_digits: 'presses keys on a call that the gate let through',
  comms_end_call: 'ends a call that is there',
  comms_wait_for_events: 'takes what people wrote',
  comms_reply_to_caller: 'speaks on a call that the gate let through, and checks what it says itself',
  comms_attend_calls: 'speaks on a call that the gate let through, and checks what it says itself',
  comms_get_waiting_messages: 'takes what people wrote',
  comms_provision_channels: 'buys at the vendor',
  comms_deprovision_channels: 'gives back at the vendor',
  comms_onboard_customer: 'buys at the vendor',
  comms_register_provider: 'asks the vendor',
  comms_create_organization: 'may open an account at the vendor',
  end_call: 'ends a call that is there',
  twilio_end_call: 'ends a call that is there',
  twilio_record_call: 'has a call recorded that the gate let through, and announced where the law asks for it',
  elevenlabs_create_agent: 'asks the vendor',
  elevenlabs_update_agent: 'asks the vendor'
}
