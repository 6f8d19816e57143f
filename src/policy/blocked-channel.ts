import type { Check } from './check.ts'

/** Refuses what leaves on a channel that was switched off for the agent, its organization or the server, or by a suspended agent. */
export const blockedChannel: Check<{ suspended?: boolean; blockedBy?: 'agent' | 'organization' | 'server' }> = {
  name: 'blocked-channel',
  version: 2,
  load(_db, { org, agent, channel, systemBlocked }) {
    const owner = systemBlocked.includes(channel)
      ? 'server'
      : org.blockedChannels.includes(channel)
        ? 'organization'
        : agent.blockedChannels.includes(channel)
          ? 'agent'
          : undefined
    return { ...(agent.status !== 'active' && { suspended: true }), ...(owner && { blockedBy: owner }) }
  },
  judge({ channel }, { suspended, blockedBy }) {
    if (suspended)
      return {
        code: 'channel_blocked',
        message: 'Nothing was sent: this agent is suspended.',
        nextAction: 'Ask an owner of the organization to lift the suspension.'
      }
    if (blockedBy)
      return { code: 'channel_blocked', message: `Nothing was sent: ${channel} is blocked for this ${blockedBy}.` }
    return undefined
  }
}
