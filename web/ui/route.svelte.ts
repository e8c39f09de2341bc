/**
 * Where we are, kept behind the # of the address: it never reaches the server or its logs, and needs no server rule.
 * `#/mail/<mailbox>/<thread>`, `#/search/<query>/<thread>`, `#/write[/...]`, `#/settings[/code-app]`, `#/folders`, `#/held`, `#/ledger`, `#/accounts`,
 * `#/health`, `#/breaches[/<breach>]`, `#/assessments`, `#/policy`, `#/domains`, `#/quarantine`, `#/queue`, `#/abuse`.
 */
export type Route =
  | { readonly page: 'mail', readonly mailbox: string | undefined, readonly thread: string | undefined }
  | { readonly page: 'search', readonly query: string, readonly thread: string | undefined }
  | { readonly page: 'write', readonly how: 'new' | 'draft' | 'reply' | 'reply-all' | 'forward', readonly email: string | undefined }
  | { readonly page: 'settings', readonly form?: 'code-app' }
  | { readonly page: 'breaches', readonly breach?: string }
  | { readonly page: 'folders' | 'held' | 'ledger' | 'accounts' | 'health' | 'assessments' | 'policy' | 'domains' | 'quarantine' | 'queue' | 'abuse' }

const plainPages = ['settings', 'folders', 'held', 'ledger', 'accounts', 'health', 'breaches', 'assessments', 'policy', 'domains', 'quarantine', 'queue', 'abuse'] as const
const answers = ['reply', 'reply-all', 'forward'] as const

function part(text: string | undefined): string | undefined {
  if (text === undefined || text === '') return undefined
  try {
    return decodeURIComponent(text)
  } catch {
    return undefined
  }
}

/** Reads an address's fragment; whatever it does not know is the inbox. */
export function readRoute(hash: string): Route {
  const [page, second, third] = hash.replace(/^#\/?/, '').split('/')
  const plain = plainPages.find((one) => one === page)
  if (plain === 'settings' && second === 'code-app') return { page: plain, form: second }
  const breach = part(second)
  if (plain === 'breaches' && breach !== undefined) return { page: plain, breach }
  if (plain !== undefined) return { page: plain }
  if (page === 'search') return { page: 'search', query: part(second) ?? '', thread: part(third) }
  if (page === 'write') {
    const how = answers.find((one) => one === second)
    if (how !== undefined && part(third) !== undefined) return { page: 'write', how, email: part(third) }
    const draft = part(second)
    return draft === undefined || draft === 'new' ? { page: 'write', how: 'new', email: undefined } : { page: 'write', how: 'draft', email: draft }
  }
  return { page: 'mail', mailbox: part(second), thread: part(third) }
}

/** The address of a route. */
export function hrefOf(route: Route): string {
  const code = encodeURIComponent
  switch (route.page) {
    case 'mail': return `#/mail${route.mailbox ? `/${code(route.mailbox)}${route.thread ? `/${code(route.thread)}` : ''}` : ''}`
    case 'search': return `#/search/${code(route.query)}${route.thread ? `/${code(route.thread)}` : ''}`
    case 'write':
      if (route.how === 'new' || route.email === undefined) return '#/write/new'
      return route.how === 'draft' ? `#/write/${code(route.email)}` : `#/write/${route.how}/${code(route.email)}`
    case 'breaches': return route.breach === undefined ? '#/breaches' : `#/breaches/${code(route.breach)}`
    case 'settings': return route.form === undefined ? '#/settings' : `#/settings/${route.form}`
    default: return `#/${route.page}`
  }
}

// The notice about a mail that waits names a plain address, for a fragment does not survive every mail program.
if (location.pathname.startsWith('/mail/held')) history.replaceState(null, '', '/#/held')

class Place {
  route = $state.raw<Route>(readRoute(location.hash))
  /** The mailbox or search we came from, to go back to from a page such as compose. */
  from = $state.raw<Route>({ page: 'mail', mailbox: undefined, thread: undefined })

  constructor() {
    addEventListener('hashchange', () => this.#take(readRoute(location.hash)))
  }

  #take(route: Route): void {
    const before = this.route
    if (before.page === 'mail' || before.page === 'search') this.from = before
    this.route = route
  }

  go(route: Route): void {
    location.hash = hrefOf(route)
  }

  /** Changes the address without a step in the history and without showing another page. */
  rename(route: Route): void {
    history.replaceState(null, '', hrefOf(route))
  }

  /** Goes somewhere in place of here. */
  replace(route: Route): void {
    history.replaceState(null, '', hrefOf(route))
    this.#take(route)
  }
}

export const place = new Place()
