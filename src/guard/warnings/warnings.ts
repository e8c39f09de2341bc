import { attachmentMismatch } from './attachments.ts'
import { forgottenAttachment } from './forgotten-attachment.ts'
import { greetingMismatch } from './greeting.ts'
import { lookalike } from './lookalike.ts'
import { namesake, privateAddress } from './namesake.ts'
import { addedToProtected, firstTime, internalOnly, manyVisible, needToKnow, session, unreadAttachment } from './people.ts'
import type { WarningRule } from './warning.ts'

/** Every rule about likely human errors. */
export const warningRules: readonly WarningRule[] = [greetingMismatch, forgottenAttachment, attachmentMismatch,
  lookalike, namesake, privateAddress, internalOnly, manyVisible, firstTime, addedToProtected, unreadAttachment, session, needToKnow]
