/** What the server says of a domain. */
export interface DayFigures { readonly day: string, readonly good: number, readonly bad: number }

export interface DomainState {
  readonly domain: string
  readonly reports: {
    readonly days: readonly { readonly day: string, readonly dmarc: { readonly good: number, readonly bad: number },
      readonly tls: { readonly good: number, readonly bad: number } }[]
    readonly sources: readonly { readonly ip: string, readonly count: number, readonly refused: number }[]
    readonly failures: readonly {
      readonly result: string, readonly host: string, readonly count: number, readonly reason: string,
    }[]
    readonly reporters: readonly { readonly organisation: string, readonly kind: 'dmarc' | 'tls', readonly reports: number, readonly lastDay: string }[]
  }
  readonly records: readonly {
    readonly name: string, readonly type: string, readonly value: string, readonly why: string, readonly line: string,
  }[]
}

export interface CheckShown {
  readonly id: string
  readonly group: string
  readonly weight: string
  readonly counts: boolean
  readonly state: 'good' | 'notice' | 'wrong' | 'unknown' | 'none'
  readonly word: string
  readonly title: string
  readonly advice: string
  readonly found: readonly string[]
}

export interface DomainChecked {
  readonly domain: string
  readonly at: number
  readonly checks: readonly CheckShown[]
  readonly records: readonly { readonly name: string, readonly type: string, readonly value: string, readonly need: 'must' | 'should', readonly state: string,
    readonly word: string, readonly advice: string }[]
}

/** Bars of a graph: height of each part in hundredths of the highest day, at least one where there is something. */
export function bars(
  days: readonly DayFigures[],
): { readonly most: number, readonly bars: readonly { readonly good: number, readonly bad: number }[] } {
  const most = Math.max(0, ...days.map(({ good, bad }) => good + bad))
  const height = (count: number): number => count === 0 || most === 0 ? 0 : Math.max(1, Math.round(count / most * 100))
  return {
    most, bars: days.map(({ good, bad }) => ({ good: Math.min(height(good), 100 - height(bad)), bad: height(bad) })),
  }
}

/** What somebody must do, the worst first. */
export function tasks(checks: readonly CheckShown[]): readonly CheckShown[] {
  const rank = ({ state, counts }: CheckShown): number => state === 'wrong' ? counts ? 0 : 1 : 2
  return checks.filter(({ state }) => state === 'wrong' || state === 'notice').toSorted((one, other) => rank(one) - rank(other))
}
