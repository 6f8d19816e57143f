import type { AdminRoute } from './admin-route.ts'
import { killSwitchRoutes } from './kill-switch.ts'
import { organizationRoutes } from './organizations.ts'
import { userRoutes } from './users.ts'

/** Every route below /admin that people and owners use; its page, the API reference, is served beside them. */
export const adminRoutes: readonly AdminRoute[] = [...organizationRoutes, ...userRoutes, ...killSwitchRoutes]
