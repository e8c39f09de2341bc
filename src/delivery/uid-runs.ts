/** Numbers gathered as runs, as IMAP writes sets of them: `1:5,9`. In ascending order, never touching each other. */
export type Runs = { first: number, last: number }[]

/** Runs of one line of the ledger. */
export const RUNS_MAX = 64

/** Adds a number; `full` when it would need one run more than there may be, and then nothing was added. */
export function addTo(runs: Runs, number: number): 'added' | 'known' | 'full' {
  const at = placeOf(runs, number)
  const before = runs[at - 1]
  const after = runs[at]
  if (before !== undefined && number <= before.last) return 'known'
  const isBehind = before !== undefined && before.last === number - 1
  const isAhead = after !== undefined && after.first === number + 1
  if (isBehind && isAhead) {
    before.last = after.last
    runs.splice(at, 1)
  } else if (isBehind) before.last = number
  else if (isAhead) after.first = number
  else if (runs.length >= RUNS_MAX) return 'full'
  else runs.splice(at, 0, { first: number, last: number })
  return 'added'
}

/** As IMAP writes it, and how many numbers that are. */
export function wordsOf(runs: Runs): { readonly words: string, readonly count: number } {
  return {
    words: runs.map(({ first, last }) => first === last ? String(first) : `${first}:${last}`).join(','),
    count: runs.reduce((sum, { first, last }) => sum + last - first + 1, 0),
  }
}

/** Where the first run stands that begins after this number. */
function placeOf(runs: Runs, number: number): number {
  let low = 0
  let high = runs.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((runs[middle]?.first ?? 0) <= number) low = middle + 1
    else high = middle
  }
  return low
}
