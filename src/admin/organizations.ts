import Type from 'typebox'
import { Line, OneOf, Prose, Strict } from '../schemas/common.ts'
import { BUSINESS } from '../schemas/edition.ts'
import {
  KYC,
  OrganizationPageSchema,
  OrganizationSchema,
  OrganizationSettingsSchema
} from '../schemas/organization-view.ts'
import { DECISIONS, reviewOrganization } from '../services/organization-review.ts'
import { changeOrganization } from '../services/organizations-change.ts'
import { listOrganizations, readOrganization } from '../services/organizations-read.ts'
import { defineAdminRoute } from './admin-route.ts'
import { Cursor, Limit } from './paging.ts'

const params = Strict({
  orgId: Type.String({ pattern: '^org_[0-9A-Za-z_]{1,60}$', description: 'Id of the organization.' })
})

/** Organizations: list, read, change, review. */
export const organizationRoutes = [
  defineAdminRoute({
    method: 'GET',
    url: '/admin/organizations',
    operationId: 'adminListOrganizations',
    summary: 'All organizations, the newest first',
    least: 'super',
    editions: BUSINESS,
    query: Strict({
      limit: Type.Optional(Limit),
      cursor: Type.Optional(Cursor),
      status: Type.Optional(OneOf(['pending_review', 'approved', 'suspended'], 'Only those that stand so.'))
    }),
    response: OrganizationPageSchema,
    run: ({ deps, operator, query: { limit, ...rest } }) =>
      listOrganizations(deps, operator.caller, { ...rest, ...(limit !== undefined && { limit: Number(limit) }) })
  }),
  defineAdminRoute({
    method: 'GET',
    url: '/admin/organizations/:orgId',
    operationId: 'adminReadOrganization',
    summary: 'One organization: how it stands, and what its reviewer said',
    least: 'viewer',
    params,
    response: OrganizationSchema,
    run: ({ deps, operator, params: { orgId } }) => readOrganization(deps, operator.caller, orgId)
  }),
  defineAdminRoute({
    method: 'PATCH',
    url: '/admin/organizations/:orgId',
    operationId: 'adminChangeOrganization',
    summary: 'Changes what an organization tells of itself and decides for its agents',
    least: 'admin',
    params,
    body: Strict({
      name: Type.Optional(Line(100, 'Name of the organization.')),
      ...KYC,
      settings: Type.Optional(OrganizationSettingsSchema)
    }),
    response: OrganizationSchema,
    run: ({ deps, operator, params: { orgId }, body }) => changeOrganization(deps, operator.caller, orgId, body)
  }),
  defineAdminRoute({
    method: 'POST',
    url: '/admin/organizations/:orgId/review',
    operationId: 'adminReviewOrganization',
    summary: 'Approves, rejects, suspends or reinstates an organization; its owners are told by mail',
    least: 'super',
    editions: BUSINESS,
    params,
    body: Strict({
      decision: OneOf(DECISIONS, 'approve takes it into production; suspend stops its tokens at once.'),
      note: Type.Optional(Prose(2000, 'What the organization is told.'))
    }),
    response: OrganizationSchema,
    run: ({ deps, operator, params: { orgId }, body }) => reviewOrganization(deps, operator.caller, orgId, body)
  })
]
