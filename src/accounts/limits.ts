import { day, hour, KiB, minute, second } from '../base/sizes.ts'

/** Shortest password (ASVS 5.0 §6.2.1) in characters. Longest: `PASSWORD_BYTES_MAX` in crypto/password-hash.ts. */
export const PASSWORD_LENGTH_MIN = 8
/** A person's name, in characters. */
export const NAME_LENGTH_MAX = 200
/** Longest name of a department, in characters. */
export const DEPARTMENT_LENGTH_MAX = 100
/** Label of an app password, in characters. */
export const LABEL_LENGTH_MAX = 100
export const APP_PASSWORDS_MAX = 50
export const ALIASES_MAX = 200
export const SESSIONS_MAX = 100
export const PREFERENCES_BYTES_MAX = 64 * KiB
/** Accounts that `list` gives at most. */
export const ACCOUNTS_LISTED_MAX = 10_000

/** Groups of four characters (20 bits each): 120 bits and 140 bits. */
export const APP_PASSWORD_GROUPS = 6
export const RECOVERY_CODE_GROUPS = 7

/** Sign-ins that wait for their second factor. */
export const PENDING_MAX = 10_000
export const PENDING_MS = 5 * minute

/** Password checks remembered for imap and submission, and for how long. */
export const CHECKED_MAX = 20_000
export const CHECKED_MS = 10 * minute

/** Sessions whose account is kept open between two requests, and for how long. */
export const SESSIONS_OPEN_MAX = 20_000
export const SESSION_OPEN_MS = 15 * minute
export const SESSION_IDLE_MS = 12 * hour
export const SESSION_AGE_MS = 7 * day
/** `last seen` and `last used` are written at most this often. */
export const SEEN_EVERY_MS = minute

/**
 * Recipients remembered, found ones and unknown ones apart so that made-up addresses push out no real ones. For seconds
 * only: another process (the command line) may change accounts without this one hearing of it.
 */
export const RECIPIENTS_REMEMBERED_MAX = 50_000
export const UNKNOWN_REMEMBERED_MAX = 20_000
export const REMEMBERED_MS = 10 * second
export const UNKNOWN_REMEMBERED_MS = 2 * second
