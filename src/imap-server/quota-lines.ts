import { KiB } from '../base/sizes.ts'
import type { AccountMail } from '../mailstore/types.ts'

/** One quota root for the whole account. RFC 9208 §3.2 */
export const QUOTA_ROOT = ''

/** `* QUOTA "" (STORAGE used limit)` in units of 1,024 octets; an account without limit has an empty list. RFC 9208 §4.2.1, §5.1 */
export async function quotaLine(mail: AccountMail): Promise<string> {
  const { usedBytes, limitBytes } = await mail.quota()
  const storage = limitBytes === null ? '' : `STORAGE ${Math.ceil(usedBytes / KiB)} ${Math.floor(limitBytes / KiB)}`
  return `* QUOTA "${QUOTA_ROOT}" (${storage})`
}
