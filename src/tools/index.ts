import sendMessage from './send-message.ts'
import type { Tool } from './tool.ts'

/** Every tool, in the order in which clients list them. */
export const tools: readonly Tool[] = [sendMessage]
