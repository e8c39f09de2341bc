import { SUSPECT } from '../recipients.ts'
import { isPublicMail } from './public-mail.ts'
import { COMPARED_RECIPIENTS_MAX, domainOf, type Alarm, type Situation } from './warning.ts'

/** Domains younger than this are told of. */
export const YOUNG_DOMAIN_DAYS = 50

/**
 * Somebody who came into the group by a slip, as the account's own sent mail tells. Shown only when sure, or likely and the
 * mail is one that needs care; otherwise recorded, so that a right recipient is hardly ever asked about.
 */
export function unusualRecipient({ knowledge, reasons }: Situation): Alarm[] {
  return knowledge.recipients.slice(0, COMPARED_RECIPIENTS_MAX).flatMap(({ address, slip }): Alarm[] => {
    if (slip === undefined || slip.score < SUSPECT.likely || slip.meant !== undefined) return []
    return [{ id: 'unusual-recipient', score: slip.score, recipients: [address], rules: ['recipient-model'], isFaint: slip.score < SUSPECT.sure && reasons.length === 0 }]
  })
}

/** A domain that hardly exists yet, or stands on a list of bad ones, where that is known. */
export function suspiciousDomain({ knowledge, reasons }: Situation): Alarm[] {
  return knowledge.recipients.slice(0, COMPARED_RECIPIENTS_MAX)
    .flatMap(({ address, isInternal, domainStanding }): Alarm[] => {
    if (isInternal || domainStanding === undefined) return []
    const { ageDays, isListed = false, metDays } = domainStanding
    if (isListed) return [{ id: 'suspicious-domain', score: 0.9, recipients: [address], rules: ['domain-listed'] }]
    // Nobody here ever wrote there: worth a word only when the mail holds something.
    if (metDays === null && reasons.length > 0 && !isPublicMail(domainOf(address))) {
      return [{ id: 'suspicious-domain', score: 0.5, recipients: [address], rules: ['domain-never-met'] }]
    }
    return ageDays !== undefined && ageDays < YOUNG_DOMAIN_DAYS ? [{ id: 'suspicious-domain', score: 0.7, recipients: [address], rules: ['domain-young'] }] : []
  })
}
