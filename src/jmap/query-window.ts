import { MethodFailure } from './errors.ts'
import type { Arguments } from './arguments.ts'
import { QUERY_LIMIT_MAX } from './limits.ts'

/** Which part of a result list is asked for (RFC 8620 §5.5). */
export interface QueryWindow {
  readonly position: number
  readonly anchor: string | null
  readonly anchorOffset: number
  /** Null when the client set none. */
  readonly limit: number | null
  readonly calculateTotal: boolean
}

export function readWindow(args: Arguments): QueryWindow {
  return {
    position: args.integer('position', { min: Number.MIN_SAFE_INTEGER, absent: 0 }),
    anchor: args.idOrNull('anchor'),
    anchorOffset: args.integer('anchorOffset', { min: Number.MIN_SAFE_INTEGER, absent: 0 }),
    limit: args.integerOrNull('limit', { min: 0 }),
    calculateTotal: args.boolean('calculateTotal', false),
  }
}

/**
 * Cuts the window out of all ids in order. `limit` is told only when the server set a lower one than was asked. Ids may be
 * numbers that become ids once they are cut; then `anchor` is one too.
 */
export function cutWindow<Id>(ids: readonly Id[], window: Omit<QueryWindow, 'anchor'> & { readonly anchor: Id | null }): {
  readonly position: number, readonly ids: readonly Id[], readonly limit?: number, readonly total?: number,
} {
  const position = startOf(ids, window)
  const limit = Math.min(window.limit ?? QUERY_LIMIT_MAX, QUERY_LIMIT_MAX)
  const cut = window.limit === null || window.limit > QUERY_LIMIT_MAX
  return {
    position,
    ids: ids.slice(position, position + limit),
    ...(cut && ids.length - position > limit ? { limit } : {}),
    ...(window.calculateTotal ? { total: ids.length } : {}),
  }
}

function startOf<Id>(ids: readonly Id[], { anchor, anchorOffset, position }: {
  readonly anchor: Id | null, readonly anchorOffset: number, readonly position: number,
}): number {
  if (anchor !== null) {
    const at = ids.indexOf(anchor)
    if (at < 0) throw new MethodFailure('anchorNotFound', 'the anchor is not in the results')
    return Math.max(0, at + anchorOffset)
  }
  return position < 0 ? Math.max(0, ids.length + position) : Math.min(position, Math.max(ids.length, 0))
}
