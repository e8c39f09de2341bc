import { stateString } from '../jmap/ids.ts'
import type { JmapServices, JmapUser } from '../jmap-server/context.ts'
import { submissionState } from '../jmap-server/submissions.ts'

/** The types whose changes are pushed. */
export const pushedTypes = ['Mailbox', 'Email', 'Thread', 'EmailSubmission'] as const
export type PushedType = typeof pushedTypes[number]

/** Submissions are looked at again only when the queue or their notes changed: that costs more than a number. */
export interface StatesAsked {
  readonly before: ReadonlyMap<PushedType, string> | null
  readonly submissions: boolean
}

/** The states of these types now. */
export async function readStates(
  user: JmapUser & JmapServices, types: readonly PushedType[], { before, submissions }: StatesAsked,
): Promise<ReadonlyMap<PushedType, string>> {
  const state = stateString(await user.mail.state())
  const states = new Map<PushedType, string>()
  for (const type of types) {
    const known = before?.get(type)
    if (type !== 'EmailSubmission') states.set(type, state)
    else states.set(type, known === undefined || submissions ? await submissionState(user) : known)
  }
  return states
}
