import { attachmentMismatch } from './attachments.ts'
import { forgottenAttachment } from './forgotten-attachment.ts'
import { forgottenRecipient } from './forgotten-recipient.ts'
import { greetingMismatch } from './greeting.ts'
import { hiddenContent } from './hidden-content.ts'
import { impersonator } from './impersonator.ts'
import { internalOnly } from './internal-only.ts'
import { lookalike } from './lookalike.ts'
import { namesake, privateAddress } from './namesake.ts'
import { addedToProtected, firstTime, manyVisible, session, unreadAttachment } from './people.ts'
import { otherClient } from './other-client.ts'
import { needToKnow } from './need-to-know.ts'
import { severalClients } from './several-clients.ts'
import { suspiciousDomain, unusualRecipient } from './unusual.ts'
import type { WarningRule } from './warning.ts'

/** Every rule about likely human errors. */
export const warningRules: readonly WarningRule[] = [greetingMismatch, forgottenAttachment, attachmentMismatch,
  lookalike, namesake, privateAddress, internalOnly, manyVisible, firstTime, addedToProtected, unreadAttachment,
    session, needToKnow,
  unusualRecipient, suspiciousDomain, impersonator, forgottenRecipient, severalClients, hiddenContent, otherClient]
