/** Longest user agent that is looked at. */
export const USER_AGENT_LENGTH_MAX = 512

/** In this order: Edge and Opera also say Chrome, Chrome also says Safari. */
const BROWSERS: readonly (readonly [mark: string, name: string])[] = [
  ['Firefox/', 'Firefox'], ['Edg', 'Edge'], ['OPR/', 'Opera'], ['SamsungBrowser/', 'Samsung Internet'],
  ['CriOS/', 'Chrome'], ['Chrome/', 'Chrome'], ['Safari/', 'Safari'],
]

/** In this order: Android also says Linux, iPhone also says Mac OS X. */
const SYSTEMS: readonly (readonly [mark: string, name: string])[] = [
  ['iPhone', 'iPhone'], ['iPad', 'iPad'], ['Android', 'Android'], ['CrOS', 'ChromeOS'], ['Windows', 'Windows'],
  ['Mac OS X', 'macOS'], ['Linux', 'Linux'],
]

/** `Firefox on Linux` from a user agent: enough to recognise one's own device, too little to track it. */
export function deviceOf(userAgent: string): string {
  const text = userAgent.slice(0, USER_AGENT_LENGTH_MAX)
  const browser = BROWSERS.find(([mark]) => text.includes(mark))?.[1] ?? 'Browser'
  const system = SYSTEMS.find(([mark]) => text.includes(mark))?.[1]
  return system === undefined ? browser : `${browser} on ${system}`
}
