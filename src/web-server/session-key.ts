import { mailPrograms } from '../jmap-server/push-subscriptions.ts'
import type { SignedIn } from './request.ts'

/** One counter for a session, or for all mail clients of an account. */
export const keyOf = ({ account, session }: SignedIn): string => session ?? mailPrograms(account)
