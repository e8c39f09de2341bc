/**
 * What Rspamd said, joined to our own judgement: each of its points counts `POINT_SHARE` in log-odds, within bounds, and
 * `ACTION_SHARE` more when its own settings call the mail spam. So it takes a mail of doubt to Junk or out of it, and neither side
 * alone moves a mail of which the other one is sure. Pure.
 */
import type { Found, Sign } from './signs.ts'

/** What Rspamd said of one mail. */
export interface Beside {
  readonly score: number
  readonly saysSpam: boolean
  readonly symbols: readonly string[]
}

/** Log-odds for a point of Rspamd; at its usual bound for marking (6 points) that is 2.4. */
export const POINT_SHARE = 0.4
/** Bounds of what its points add. */
export const POINTS_SHARE_MIN = -2
export const POINTS_SHARE_MAX = 4
/** Log-odds more when it would mark or refuse the mail. */
export const ACTION_SHARE = 4

/** Log-odds that it adds. */
export function besideShare({ score, saysSpam }: Beside): number {
  const points = Math.max(POINTS_SHARE_MIN, Math.min(POINTS_SHARE_MAX, score * POINT_SHARE))
  return points + (saysSpam ? ACTION_SHARE : 0)
}

/** Its reasons for a reader: those that we have words for, and that it was Rspamd. Their weights only order them. */
export function besideSigns(beside: Beside): readonly Found[] {
  const share = besideShare(beside)
  if (share <= 0) return []
  const known = new Set(beside.symbols.flatMap((symbol) => SIGN_OF_SYMBOL[symbol] ?? []))
  return [{ sign: 'rspamd', weight: share }, ...[...known].map((sign) => ({ sign, weight: Math.min(share, 1) }))]
}

/** Symbols of Rspamd's own rules that say what one of our signs says. */
const SIGN_OF_SYMBOL: Readonly<Record<string, Sign>> = {
  PHISHING: 'link-mismatch', PHISHED_OPENPHISH: 'phishing', PHISHED_PHISHTANK: 'phishing', HFILTER_URL_ONLY: 'words',
  R_SUSPICIOUS_URL: 'link-hidden', SUSPICIOUS_URL_IN_SUSPICIOUS_MESSAGE: 'link-hidden', URL_USER_PASSWORD: 'link-hidden',
  REDIRECTOR_URL: 'link-hidden', URL_NUMERIC_IP: 'link-raw-address', HTTP_TO_IP: 'link-raw-address', HOMOGRAPHIC_URL: 'link-look-alike',
  R_MIXED_CHARSET_URL: 'link-look-alike', SPOOF_REPLYTO: 'reply-elsewhere', REPLYTO_DOM_NEQ_FROM_DOM: 'reply-elsewhere',
  FREEMAIL_REPLYTO_NEQ_FROM: 'reply-elsewhere', SPOOF_DISPLAY_NAME: 'sender-unproved', DMARC_POLICY_REJECT: 'sender-unproved',
  DMARC_POLICY_QUARANTINE: 'sender-unproved', R_SPF_FAIL: 'sender-unproved', R_DKIM_REJECT: 'sender-unproved',
  ZERO_FONT: 'hidden-text', MANY_INVISIBLE_PARTS: 'hidden-text', R_WHITE_ON_WHITE: 'hidden-text', ZERO_WIDTH_SPACE_URL: 'hidden-text',
}
