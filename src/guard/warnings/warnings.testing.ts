import { assess } from '../assess.ts'
import { casePolicy, CASE_NOW, plainDraft, plainKnowledge, splitName } from '../cases.ts'
import type { Assessment, Draft, Knowledge, RecipientKnowledge, WarningId } from '../types.ts'
import { unknownRecipient } from '../routes.ts'

/** A mail as the tests of warnings write it: addresses may be `Name <address>`. */
export interface Written {
  readonly from?: string
  readonly to?: readonly string[]
  readonly cc?: readonly string[]
  readonly contacts?: readonly string[]
  readonly subject?: string
  readonly body: string
  /** Names, or names with the text in them. */
  readonly attachments?: readonly (string | { readonly name: string, readonly text: string })[]
  readonly recipients?: readonly (Partial<RecipientKnowledge> & { readonly address: string })[]
  readonly draft?: Partial<Draft>
  readonly knowledge?: Partial<Knowledge>
}

/** The house the mails come from. */
export const HOUSE = 'zorghuis.example'

export function judge({
  from = `j.meijer@${HOUSE}`, to = ['balie@elders.example'], cc = [], contacts, subject = '', body, attachments = [],
  recipients = [], draft = {}, knowledge = {},
}: Written): Assessment {
  const people = [...to.map((entry) => ({ ...splitName(entry), field: 'to' as const })), ...cc.map((entry) => ({ ...splitName(entry), field: 'cc' as const }))]
  return assess(
    plainDraft({
      from, recipients: people, subject, body, ...draft,
      attachments: draft.attachments ?? attachments.map((one, index) => ({ id: String(index), type: '', sizeBytes: 1, ...typeof one === 'string' ? { name: one } : one })),
    }),
    plainKnowledge({
      now: CASE_NOW, internalDomains: [HOUSE], contacts: (contacts ?? to).map(splitName),
      recipients: recipients.map((one) => ({ ...unknownRecipient(one.address), isInternal: one.address.endsWith(`@${HOUSE}`), ...one })), ...knowledge,
    }),
    casePolicy,
  )
}

/** Ids of the warnings that a sender sees. */
export const warned = (written: Written): WarningId[] => [...new Set(judge(written).warnings.filter(({ level }) => level !== 'record').map(({ id }) => id))]
