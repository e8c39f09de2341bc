/** A mail whose files were held back: what its readers get, and what goes into quarantine for each organisation. */
import type { Author } from '../mail-auth/types.ts'
import type { Inspected } from '../malware/inspection.ts'
import type { Quarantine } from '../malware/quarantine.ts'
import type { PreparedHeld } from '../malware/scripts.ts'
import type { SenderTruth } from '../mailstore/types.ts'
import type { Target } from './types.ts'

export type Held = Extract<Inspected, { readonly outcome: 'held' }>

/** The mail as it came, encrypted for each organisation that has a recipient; all or none. */
export async function holdFor(quarantine: Pick<Quarantine, 'prepare' | 'discard'>, mail: {
  readonly raw: Uint8Array, readonly held: Held, readonly at: number, readonly mailFrom: string,
    readonly author: Author,
  readonly truth: SenderTruth, readonly targets: readonly Target[],
}): Promise<readonly PreparedHeld[]> {
  const { raw, held, at, mailFrom, author, truth, targets } = mail
  const prepared: PreparedHeld[] = []
  try {
    for (const [tenant, own] of Map.groupBy(targets, ({ account }) => account.tenant)) {
      prepared.push(await quarantine.prepare({
        tenant, raw, at, why: held.why, files: held.files, mailFrom, author: author.email, truth,
        recipients: own.map(({ account, address }) => ({ account: account.account, address })),
      }))
    }
    return prepared
  } catch (error) {
    await Promise.all(prepared.map((one) => quarantine.discard(one)))
    throw error
  }
}
