/** A question under way, and its answer once it is there. */
export interface Waiting<T> {
  readonly promise: Promise<T>
  settled: { readonly value: T } | undefined
}

/** The answer when it is there within that time, otherwise `late`. Zero waits for nothing. Never rejects. */
export async function within<T>({ promise, settled }: Waiting<T>, ms: number, late: T): Promise<T> {
  if (settled !== undefined) return settled.value
  if (ms === 0) return late
  let timer: NodeJS.Timeout | undefined
  const limit = new Promise<T>((resolve) => {
    timer = setTimeout(() => resolve(late), ms)
  })
  try {
    return await Promise.race([promise, limit])
  } catch {
    return late
  } finally {
    clearTimeout(timer)
  }
}
