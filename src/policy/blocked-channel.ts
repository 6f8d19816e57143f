import type { Check } from './check.ts'

/** Refuses what leaves on a channel that was switched off for the agent or its organization, or by one that is suspended. */
export const blockedChannel: Check<{
  suspended: 'agent' | 'organization' | null
  blockedBy: 'agent' | 'organization' | null
}> = {
  name: 'blocked-channel',
  version: 1,
  load: (_db, { org, agent, channel }) => ({
    suspended: org.status !== 'active' ? 'organization' : agent.status !== 'active' ? 'agent' : null,
    blockedBy: org.blockedChannels.includes(channel)
      ? 'organization'
      : agent.blockedChannels.includes(channel)
        ? 'agent'
        : null
  }),
  judge({ channel }, { suspended, blockedBy }) {
    if (suspended) return { code: 'channel_blocked', message: `Nothing was sent: this ${suspended} is suspended.` }
    if (blockedBy)
      return { code: 'channel_blocked', message: `Nothing was sent: ${channel} is blocked for this ${blockedBy}.` }
    return undefined
  }
}
