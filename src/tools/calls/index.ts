import type { Tool } from '../tool.ts'
import checkDncStatus from './check-dnc-status.ts'
import checkTcpaCompliance from './check-tcpa-compliance.ts'
import elevenlabsCreateAgent from './elevenlabs-create-agent.ts'
import elevenlabsGetAgent from './elevenlabs-get-agent.ts'
import elevenlabsGetVoice from './elevenlabs-get-voice.ts'
import elevenlabsListAgents from './elevenlabs-list-agents.ts'
import elevenlabsListVoices from './elevenlabs-list-voices.ts'
import elevenlabsUpdateAgent from './elevenlabs-update-agent.ts'
import endCall from './end-call.ts'
import getCallHistory from './get-call-history.ts'
import getCallStatus from './get-call-status.ts'
import getLead from './get-lead.ts'
import initiateCallWithCompliance from './initiate-call-with-compliance.ts'
import listActiveCalls from './list-active-calls.ts'
import saveLead from './save-lead.ts'
import twilioEndCall from './twilio-end-call.ts'
import twilioGetCall from './twilio-get-call.ts'
import twilioMakeCall from './twilio-make-call.ts'
import twilioRecordCall from './twilio-record-call.ts'
import verifyConsent from './verify-consent.ts'

/** The tools of the profile `calls`, under the names of an older product. */
export const callsTools: readonly Tool[] = [
  initiateCallWithCompliance,
  getCallStatus,
  endCall,
  getCallHistory,
  listActiveCalls,
  twilioMakeCall,
  twilioGetCall,
  twilioEndCall,
  twilioRecordCall,
  elevenlabsCreateAgent,
  elevenlabsUpdateAgent,
  elevenlabsGetAgent,
  elevenlabsListAgents,
  elevenlabsListVoices,
  elevenlabsGetVoice,
  checkTcpaCompliance,
  verifyConsent,
  checkDncStatus,
  saveLead,
  getLead
]
