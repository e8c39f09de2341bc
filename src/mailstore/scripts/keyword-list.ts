/** Keyword numbers of an entry: ascending, with blanks between; '' for none. */

export function keywordNumbers(list: string): number[] {
  return list === '' ? [] : list.split(' ').map(Number)
}

export function keywordList(numbers: Iterable<number>): string {
  return [...new Set(numbers)].sort((a, b) => a - b).join(' ')
}

/** The list after adding, removing or replacing; the same string when nothing changes. */
export function combineKeywords(before: string, mode: 'add' | 'remove' | 'replace', change: string): string {
  if (mode === 'replace') return change
  if (change === '') return before
  const changing = keywordNumbers(change)
  const own = keywordNumbers(before)
  return mode === 'add' ? keywordList([...own, ...changing]) : keywordList(own.filter((number) => !changing.includes(number)))
}
