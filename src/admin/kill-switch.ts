import Type from 'typebox'
import { CHANNELS, OneOf, Strict } from '../schemas/common.ts'
import { readSwitches, switchChannels } from '../services/organizations-switch.ts'
import { defineAdminRoute } from './admin-route.ts'

const Channels = (description: string) => Type.Array(OneOf(CHANNELS), { maxItems: CHANNELS.length, description })
const Switches = Strict({
  system: Channels('Off for the whole server.'),
  organization: Channels('Off for this organization.')
})

/** The kill switch: channels on which nothing may be sent. */
export const killSwitchRoutes = [
  defineAdminRoute({
    method: 'GET',
    url: '/admin/kill-switch',
    operationId: 'adminReadKillSwitch',
    summary: 'Channels that are switched off',
    least: 'viewer',
    response: Switches,
    run: ({ deps, operator }) => readSwitches(deps, operator.caller.orgId)
  }),
  defineAdminRoute({
    method: 'PUT',
    url: '/admin/kill-switch',
    operationId: 'adminSetKillSwitch',
    summary: 'Switches channels off, and all others on',
    least: 'admin',
    body: Strict({
      scope: OneOf(['organization', 'system'], 'system: the whole server, for super-admins.'),
      channels: Channels('Channels on which nothing may be sent; an empty list switches all on.')
    }),
    response: Switches,
    run: ({ deps, operator, body }) => switchChannels(deps, operator.caller, body)
  })
]
