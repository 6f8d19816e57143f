import addDnc from './add-dnc.ts'
import attendCalls from './attend-calls.ts'
import bridgeCall from './bridge-call.ts'
import { callsTools } from './calls/index.ts'
import checkConsent from './check-consent.ts'
import checkDnc from './check-dnc.ts'
import createOrganization from './create-organization.ts'
import deprovisionChannels from './deprovision-channels.ts'
import endCall from './end-call.ts'
import expandAgentPool from './expand-agent-pool.ts'
import explainDecision from './explain-decision.ts'
import getBillingSummary from './get-billing-summary.ts'
import getCall from './get-call.ts'
import getChannelStatus from './get-channel-status.ts'
import getMe from './get-me.ts'
import getMessages from './get-messages.ts'
import getUsageDashboard from './get-usage-dashboard.ts'
import getWaitingMessages from './get-waiting-messages.ts'
import issueToken from './issue-token.ts'
import listCalls from './list-calls.ts'
import listOrganizations from './list-organizations.ts'
import makeCall from './make-call.ts'
import onboardCustomer from './onboard-customer.ts'
import ping from './ping.ts'
import provisionChannels from './provision-channels.ts'
import recordConsent from './record-consent.ts'
import registerProvider from './register-provider.ts'
import replyToCaller from './reply-to-caller.ts'
import requestErasure from './request-erasure.ts'
import revokeConsent from './revoke-consent.ts'
import revokeToken from './revoke-token.ts'
import rotateToken from './rotate-token.ts'
import sendDigits from './send-digits.ts'
import sendMessage from './send-message.ts'
import sendVoiceMessage from './send-voice-message.ts'
import setAgentLimits from './set-agent-limits.ts'
import setBillingConfig from './set-billing-config.ts'
import type { Tool } from './tool.ts'
import transferCall from './transfer-call.ts'
import updateAgent from './update-agent.ts'
import waitForEvents from './wait-for-events.ts'

/** Every tool, in the order in which clients list them. */
export const tools: readonly Tool[] = [
  sendMessage,
  makeCall,
  sendVoiceMessage,
  sendDigits,
  transferCall,
  bridgeCall,
  endCall,
  getCall,
  listCalls,
  replyToCaller,
  attendCalls,
  waitForEvents,
  getWaitingMessages,
  getMessages,
  getChannelStatus,
  getMe,
  ping,
  updateAgent,
  provisionChannels,
  deprovisionChannels,
  issueToken,
  rotateToken,
  revokeToken,
  registerProvider,
  expandAgentPool,
  onboardCustomer,
  createOrganization,
  listOrganizations,
  explainDecision,
  getUsageDashboard,
  setAgentLimits,
  getBillingSummary,
  setBillingConfig,
  checkConsent,
  revokeConsent,
  recordConsent,
  checkDnc,
  addDnc,
  requestErasure,
  ...callsTools
]
