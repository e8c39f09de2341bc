import type { AccountRef, OpenAccount } from './keys.ts'

/**
 * One kind of thing that lies under account keys and is brought under a new one, a little at a time. Doing a part again
 * does no harm, so a service that ends in the middle goes on from where it last said it was.
 */
export interface RewrapPass {
  /** As progress names it: `list-pages`, `search-index`. */
  readonly name: string
  /** Rows there are now. */
  count(account: AccountRef): Promise<number>
  /** The next rows behind `after` ('' at the beginning); `after` of the answer is null when none are left. */
  next(open: OpenAccount, after: string): Promise<{ readonly rows: number, readonly after: string | null }>
}
